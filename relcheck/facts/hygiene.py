"""Facts about what people told relcheck itself: suppressions and configuration keys.

The engine makes them after the other rules have spoken, since only then is it known what was needed.
"""

from typing import Literal, NamedTuple

from relcheck.diagnostic import Edit, Span

Form = Literal["relcheck", "noqa", "ruff"]
"""How a suppression is spelled: `# relcheck: ignore[...]`, `# noqa: ...`, `# ruff: ...`."""


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
