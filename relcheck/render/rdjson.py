"""`rdjson`: the diagnostic format of reviewdog."""

import json

from relcheck.diagnostic import Diagnostic, Report, Span
from relcheck.render.look import Look, Sources, elsewhere


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """One object; a fix is a list of suggestions."""
    document = {
        "diagnostics": [_diagnostic(found, look) for found in report.diagnostics],
        "severity": "WARNING",
        "source": {"name": "relcheck"},
    }
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _diagnostic(found: Diagnostic, look: Look) -> dict[str, object]:
    row: dict[str, object] = {
        "code": {"value": found.code},
        "location": {"path": look.absolute(found.span.path), "range": _range(found.span)},
        "message": found.message + elsewhere(found, look),
        "severity": found.severity.upper(),
    }
    if found.fix and found.fix.edits:
        row["suggestions"] = [{"range": _range(edit.span), "text": edit.content} for edit in found.fix.edits]
    return row


def _range(span: Span) -> dict[str, dict[str, int]]:
    return {
        "start": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }
