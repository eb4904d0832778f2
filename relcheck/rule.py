"""How a rule is written: its identity, its page, and the checks that judge facts.

A rule file holds one `rule = Rule(...)` and one or more checks:

    @rule.on(Access)
    def check(access: Access, project: Project) -> Iterator[Diagnostic]: ...

    @rule.over_project
    def check(project: Project) -> Iterator[Diagnostic]: ...
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from relcheck.diagnostic import Confidence, Diagnostic, Fix, Related, Severity, Span

if TYPE_CHECKING:
    from relcheck.project import Project


class HasSpan(Protocol):
    """Any fact: it knows where it is written."""

    @property
    def span(self) -> Span: ...


F = TypeVar("F")
Check = Callable[[F, "Project"], Iterable[Diagnostic]]
ProjectCheck = Callable[["Project"], Iterable[Diagnostic]]


class Rule:
    """One opinion about facts.

    `code` is `REL` and three digits; `name` is kebab-case and says what is wrong, so that it reads well
    after "allow". `message` says what is the case and `help` what to do, both templates for
    `str.format` and without a final period. `page` is the module's docstring (see `relcheck.page`).
    `enabled` is false for a rule that one has to select.

    One line should not be reported twice. `narrows` is the code of a rule whose findings include those
    of this one: where both speak, only this one is shown, and a suppression of that code silences it.
    `yields_to` are codes that say enough: where one of them speaks, this rule is silent.
    """

    def __init__(
        self,
        *,
        code: str,
        name: str,
        since: str,
        message: str,
        help: str,
        page: str | None,
        severity: Severity = "warning",
        confidence: Confidence = "high",
        enabled: bool = True,
        narrows: str = "",
        yields_to: tuple[str, ...] = (),
    ) -> None:
        self.code = code
        self.name = name
        self.since = since
        self.message = message
        self.help = help
        self.page = page or ""
        self.severity: Severity = severity
        self.confidence: Confidence = confidence
        self.enabled = enabled
        self.narrows = narrows
        self.yields_to = yields_to
        self.checks: list[tuple[type[Any], Check[Any]]] = []
        self.project_checks: list[ProjectCheck] = []

    def on(self, fact: type[F]) -> Callable[[Check[F]], Check[F]]:
        """Judge every fact of one type; pairing a check with the wrong type is a mypy error."""

        def register(check: Check[F]) -> Check[F]:
            self.checks.append((fact, check))
            return check

        return register

    def over_project(self, check: ProjectCheck) -> ProjectCheck:
        """Judge the whole project at once, where one fact alone is not enough."""
        self.project_checks.append(check)
        return check

    def at(
        self,
        place: HasSpan | Span,
        *,
        message: str = "",
        help: str = "",
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        related: Iterable[Related] = (),
        variable: str = "",
        scope: str = "",
        fix: Fix | None = None,
        **values: object,
    ) -> Diagnostic:
        """A diagnostic of this rule at a fact or a span; `values` fill the templates.

        `variable` and `scope` are taken from the fact where it has them.
        """
        span = place if isinstance(place, Span) else place.span
        variable = variable or getattr(place, "variable", "")
        scope = scope or getattr(place, "scope", "")
        values.setdefault("variable", variable or "a variable")
        values.setdefault("subject", getattr(place, "subject", "") or f"`{variable}`")
        return Diagnostic(
            code=self.code,
            name=self.name,
            message=(message or self.message).format_map(values),
            span=span,
            severity=severity or self.severity,
            confidence=confidence or self.confidence,
            help=(help or self.help).format_map(values),
            related=tuple(related),
            variable=variable,
            scope=scope,
            fix=fix,
            narrows=self.narrows,
        )

    def judge(self, facts: dict[type[Any], list[Any]], project: "Project") -> Iterator[Diagnostic]:
        """Everything that this rule has to say about the facts, by type, and the project."""
        for fact_type, check in self.checks:
            for fact in facts.get(fact_type, ()):
                yield from check(fact, project)
        for project_check in self.project_checks:
            yield from project_check(project)

    def __repr__(self) -> str:
        return f"<Rule {self.code} {self.name}>"
