"""`json`: ruff's array of objects."""

import json

from relcheck.diagnostic import Diagnostic, Edit, Fix, Report, Span
from relcheck.render.look import Look, Sources


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """One array, keys sorted, two spaces of indentation."""
    return json.dumps(objects(report, sources, look), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def objects(report: Report, sources: Sources, look: Look) -> list[dict[str, object]]:
    """Each diagnostic as ruff's JSON has it."""
    rows = NoqaRows(sources)
    return [_object(found, rows, look) for found in report.diagnostics]


class NoqaRows:
    """Where a `# noqa` has to stand: on the last line of a string or continuation. Layouts are made once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._path = ""
        self._joined: tuple[tuple[int, int], ...] = ()

    def row(self, span: Span) -> int:
        """The line whose `# noqa` silences a diagnostic that begins at this span."""
        if span.path != self._path:
            from relcheck.layout import layout

            text = self._sources(span.path) or ""
            self._path = span.path
            self._joined = layout(text, span.path).joined if '"""' in text or "'''" in text or "\\\n" in text else ()
        return next((last for first, last in self._joined if first <= span.line <= last), span.line)


def _object(found: Diagnostic, rows: NoqaRows, look: Look) -> dict[str, object]:
    start, end = places(found.span)
    return {
        "cell": None,
        "code": found.code,
        "end_location": end,
        "filename": look.absolute(found.span.path),
        "fix": _fix(found.fix) if found.fix and found.fix.edits else None,
        "location": start,
        "message": found.message,
        "name": found.name,
        "noqa_row": rows.row(found.span),
        "severity": found.severity,
        "url": None,
    }


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "applicability": fix.applicability,
        "edits": [_edit(edit) for edit in fix.edits],
        "message": fix.message,
    }


def _edit(edit: Edit) -> dict[str, object]:
    start, end = places(edit.span)
    return {"content": edit.content, "end_location": end, "location": start}


def places(span: Span) -> tuple[dict[str, int], dict[str, int]]:
    """Start and end of a span, as ruff names them."""
    return {"column": span.column, "row": span.line}, {"column": span.end_column, "row": span.end_line}
