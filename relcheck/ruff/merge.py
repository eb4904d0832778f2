"""ruff's findings beside ours, in one report: `relcheck lint --with-ruff`."""

import json
import os
from collections.abc import Iterable, Sequence
from typing import Any, Final

from relcheck.diagnostic import SEVERITIES, Diagnostic, Report, Span, ordered
from relcheck.errors import RelcheckError
from relcheck.ruff import binary
from relcheck.ruff.fragment import RULE

NEIGHBOURS: Final = ("S105", "S106", "S107")
"""ruff's rules about passwords in code: they run beside what the project selects."""
_OURS: Final = "REL101:"
"""What the message of a ban begins with that `relcheck ruff sync` wrote."""


def neighbours(
    paths: Sequence[str], root: str, *, stdin: bytes | None = None, cache: bool = True
) -> Iterable[Diagnostic]:
    """What ruff finds at these paths with the project's own settings; fixes are left to ruff.

    With `stdin` there is one path, the name of what it holds. Raises `MissingExtraError` without ruff, and
    `RelcheckError` where ruff cannot work.
    """
    arguments = ["check", "--output-format", "json", "--no-fix", "--exit-zero", "--force-exclude"]
    arguments += ["--extend-select", ",".join(NEIGHBOURS)]
    arguments += [] if cache else ["--no-cache"]
    arguments += ["--stdin-filename", paths[0], "-"] if stdin is not None else ["--", *paths]
    done = binary.ruff(*arguments, stdin=stdin or b"")
    if done.status:
        raise RelcheckError(f"ruff cannot check this: {done.complaint}")
    return [_diagnostic(row, os.path.abspath(root)) for row in json.loads(done.stdout)]


def _diagnostic(row: dict[str, Any], root: str) -> Diagnostic:
    path = os.path.relpath(row["filename"], root).replace(os.sep, "/")
    start, end = row["location"], row["end_location"]
    return Diagnostic(
        code=row["code"] or "invalid-syntax",
        name=row.get("name") or row["code"] or "invalid-syntax",
        message=row["message"],
        span=Span(path, start["row"], start["column"], end["row"], end["column"]),
        severity=next((one for one in SEVERITIES if one == row.get("severity")), "error"),
    )


def merged(report: Report, found: Iterable[Diagnostic]) -> Report:
    """One report of both, in which a read is shown once.

    A ban that `relcheck ruff sync` wrote says less than relcheck does, which knows suppressions of REL101 and
    the role of the file; somebody's own ban is left out where one of our findings is at the same place.
    """
    ours: dict[tuple[str, int], list[Span]] = {}
    for one in report.diagnostics:
        ours.setdefault((one.span.path, one.span.line), []).append(one.span)

    def is_told(one: Diagnostic) -> bool:
        if one.code != RULE:
            return False
        spans = ours.get((one.span.path, one.span.line), ())
        return _OURS in one.message or any(
            span.column <= one.span.column
            and (one.span.end_line, one.span.end_column) <= (span.end_line, span.end_column)
            for span in spans
        )

    return report._replace(diagnostics=ordered((*report.diagnostics, *(one for one in found if not is_told(one)))))
