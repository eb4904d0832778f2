"""What a rule found, and where. Stdlib only; nothing here ever holds the value of a variable.

`NamedTuple` and not `dataclass`: importing `dataclasses` alone costs more than linting a small file.
"""

from collections.abc import Collection, Iterable
from typing import Final, Literal, NamedTuple

Severity = Literal["info", "warning", "error"]
Confidence = Literal["low", "medium", "high"]
Applicability = Literal["safe", "unsafe", "display"]

SEVERITIES: Final[tuple[Severity, ...]] = ("info", "warning", "error")
"""From harmless to grave; the index is the rank."""


class Span(NamedTuple):
    """A stretch of a file.

    Lines and columns count from 1, columns in characters (not bytes), and the end is exclusive: what
    ruff's JSON calls `location` and `end_location`. `path` is POSIX, relative to the project's root.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Related(NamedTuple):
    """Another place that a diagnostic is about, with what is the case there."""

    span: Span
    message: str


AGAIN: Final = "and here"
"""What is said of a place that the same diagnostic is about just as well."""


class Edit(NamedTuple):
    """Replace what `span` covers with `content`; an empty span inserts."""

    span: Span
    content: str


class Fix(NamedTuple):
    """One way to repair a diagnostic. `safe` changes no behaviour; `display` is only shown.

    Without edits it is a promise: `--fix` works them out.
    """

    message: str
    edits: tuple[Edit, ...]
    applicability: Applicability = "safe"


class Diagnostic(NamedTuple):
    """Something that is wrong in the project: which rule says so, where, and what to do.

    `variable` and `scope` (the enclosing function or class, dotted) are its identity in a baseline, so
    that moving a line does not resurface it. `message` and `help` end in no period.
    """

    code: str
    name: str
    message: str
    span: Span
    severity: Severity = "warning"
    confidence: Confidence = "high"
    help: str = ""
    related: tuple[Related, ...] = ()
    variable: str = ""
    scope: str = ""
    fix: Fix | None = None
    narrows: str = ""  # a code whose suppressions silence this one too

    @property
    def places(self) -> tuple[Span, ...]:
        """Every place that it is about just as well; each is silenced by itself."""
        return (self.span, *(one.span for one in self.related if one.message == AGAIN))

    def only_at(self, spans: tuple[Span, ...]) -> "Diagnostic":
        """The same about some of its places, the first of them in front."""
        related = tuple(one for one in self.related if one.message != AGAIN or one.span in spans[1:])
        return self._replace(span=spans[0], related=related)

    def told_in(self, paths: Collection[str]) -> "Diagnostic":
        """The same, told at its first place in one of these files; a fix is for where it was told before."""
        if self.span.path in paths:
            return self
        here = next(place for place in self.places if place.path in paths)
        related = (Related(self.span, AGAIN), *(one for one in self.related if one.span != here))
        return self._replace(span=here, related=related, fix=None)

    def concerns(self, paths: Collection[str]) -> bool:
        """Whether one of its places is in one of these files."""
        if not self.related:  # as of nearly all of thousands, which a hook on one file goes through
            return self.span.path in paths
        return any(place.path in paths for place in self.places)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Reports are ordered by place, then code: the same input gives the same bytes."""
        return (self.span.path, self.span.line, self.span.column, self.code, self.message)


class Report(NamedTuple):
    """Everything that one run has to say.

    `files` counts what was looked at; `suppressed` and `baselined` what was found and not shown;
    `notes` are sentences for the person (what was inferred, what was skipped), printed to stderr.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    files: int = 0
    suppressed: int = 0
    baselined: int = 0
    notes: tuple[str, ...] = ()
    skipped: int = 0  # files that could not be read
    root: str = "."  # what the paths are relative to
    stale: tuple[tuple[tuple[str, str, str, str], int], ...] = ()  # baseline entries that are fixed, with counts
    aside: tuple[tuple[str, int, int], ...] = ()  # (path, suppressed, baselined) of each file that has any

    def about(self, paths: Collection[str]) -> "Report":
        """What a report on a whole project says about some files."""
        aside = tuple(row for row in self.aside if row[0] in paths)
        return self._replace(
            diagnostics=ordered(found.told_in(paths) for found in self.diagnostics if found.concerns(paths)),
            files=len(paths),
            suppressed=sum(row[1] for row in aside),
            baselined=sum(row[2] for row in aside),
            aside=aside,
        )


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics in report order, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: d.sort_key))  # a set would order equals by chance
