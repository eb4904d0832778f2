"""Facts about what people told relcheck itself: suppressions and configuration keys.

The engine makes them after the other rules have spoken, since only then is it known what was needed.
"""

from typing import Literal, NamedTuple

from relcheck.diagnostic import Diagnostic, Edit, Span

Form = Literal["relcheck", "noqa", "ruff"]
"""How a suppression is spelled: `# relcheck: ignore[...]`, `# noqa: ...`, `# ruff: ...`."""


class Suppression(NamedTuple):
    """One suppression, and the lines it speaks for.

    `codes` is empty for a blanket `# noqa`. `problem` says why a comment of ours cannot be read as one;
    such a suppression silences nothing.
    """

    span: Span
    form: Form
    codes: tuple[str, ...] = ()
    whole_file: bool = False
    first: int = 0
    last: int = 0
    until: str = ""
    reason: str = ""
    problem: str = ""

    def matches(self, diagnostic: Diagnostic) -> tuple[str, ...] | None:
        """Which of the codes silence a diagnostic: none of them is `None`, a blanket is the empty tuple."""
        if self.problem or not (self.whole_file or self.first <= diagnostic.span.line <= self.last):
            return None
        if not self.codes:
            return ()
        names = (diagnostic.code, diagnostic.name, diagnostic.narrows)
        return tuple(code for code in self.codes if code in names) or None


class UnusedSuppression(NamedTuple):
    """A suppression, or some of its codes, that silences nothing.

    `codes` are the codes that nothing needs, as written; empty for a blanket `# relcheck: ignore`.
    """

    span: Span
    codes: tuple[str, ...] = ()
    form: Form = "relcheck"
    whole_file: bool = False
    removal: tuple[Edit, ...] = ()  # what takes them out of the file


class MalformedSuppression(NamedTuple):
    """A comment that begins like a suppression and cannot be read as one; `reason` is one phrase."""

    span: Span
    reason: str


class UnknownCode(NamedTuple):
    """A suppression names a code that no rule has; `nearest` is one that exists, or empty."""

    span: Span
    code: str
    nearest: str = ""


class ExpiredSuppression(NamedTuple):
    """A suppression whose day has passed; what it silenced is shown again. `until` is an ISO date."""

    span: Span
    codes: tuple[str, ...]
    until: str


class UnexplainedSuppression(NamedTuple):
    """A suppression that says less than the configuration demands: no reason, or no day of expiry."""

    span: Span
    codes: tuple[str, ...]
    lacks: Literal["reason", "expiry"] = "reason"


class UnknownKey(NamedTuple):
    """A key below the root's configuration (a member's `[tool.relcheck]`) that relcheck does not know."""

    span: Span
    key: str
    nearest: str = ""


class StaleBaseline(NamedTuple):
    """Entries of the baseline that nothing matches any more: fixed, so they must leave it."""

    span: Span
    entries: int


class MissingRuntime(NamedTuple):
    """The configuration names a runtime config module that no file is; `nearest` is one that exists."""

    span: Span
    module: str
    nearest: str = ""
