"""`sarif`: SARIF 2.1.0, with the pages of the rules as help and fingerprints that outlive moved lines."""

import json
from typing import Final
from urllib.parse import quote

from relcheck.diagnostic import Diagnostic, Edit, Report, Severity, Span
from relcheck.render.gitlab import fingerprinted
from relcheck.render.look import Look, Sources
from relcheck.rule import Rule

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final[dict[Severity, str]] = {"info": "note", "warning": "warning", "error": "error"}
_PRECISIONS: Final = {"low": "low", "medium": "medium", "high": "high"}
_BASE: Final = "SRCROOT"


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """One run; paths are relative to the project's root, so that the report reads the same anywhere."""
    codes = sorted({found.code for found in report.diagnostics})
    driver = {
        "name": "relcheck",
        "version": look.version,
        "rules": [_rule(look.rules[code]) for code in codes if code in look.rules],
    }
    run = {
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The root of the project."}}},
        "results": [_result(found, mark, codes, look) for found, mark in fingerprinted(report.diagnostics)],
        "tool": {"driver": driver},
    }
    document = {"$schema": _SCHEMA, "runs": [run], "version": "2.1.0"}
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, object]:
    """A rule with its page: the text for people, the Markdown for GitHub."""
    first = rule.page.strip().partition("\n\n")[0].replace("\n", " ") or rule.name
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": first},
        "fullDescription": {"text": rule.page.strip() or rule.name},
        "help": {"text": rule.page.strip() or rule.name, "markdown": rule.page.strip() or rule.name},
        "defaultConfiguration": {"enabled": rule.enabled, "level": _LEVELS[rule.severity]},
        "properties": {
            "id": rule.code,
            "kind": "relcheck",
            "name": rule.name,
            "precision": _PRECISIONS[rule.confidence],
            "problem.severity": {"info": "recommendation"}.get(rule.severity, rule.severity),
        },
    }


def _result(found: Diagnostic, fingerprint: str, codes: list[str], look: Look) -> dict[str, object]:
    row: dict[str, object] = {
        "level": _LEVELS[found.severity],
        "locations": [_location(found.span)],
        "message": {"text": found.message + (f"; {found.help}" if found.help else "")},
        "partialFingerprints": {"relcheck/v1": fingerprint},
        "ruleId": found.code,
    }
    if found.code in look.rules:
        row["ruleIndex"] = [code for code in codes if code in look.rules].index(found.code)
    if found.related:
        row["relatedLocations"] = [
            {**_location(other.span), "id": number, "message": {"text": other.message}}
            for number, other in enumerate(found.related)
        ]
    if found.fix and found.fix.edits:
        row["fixes"] = [{"artifactChanges": _changes(found.fix.edits), "description": {"text": found.fix.message}}]
    return row


def _location(span: Span) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": _artifact(span.path), "region": _region(span)}}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": _BASE}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _changes(edits: tuple[Edit, ...]) -> list[dict[str, object]]:
    """The edits of a fix, by file."""
    by_path: dict[str, list[dict[str, object]]] = {}
    for edit in edits:
        replacement: dict[str, object] = {"deletedRegion": _region(edit.span)}
        if edit.content:
            replacement["insertedContent"] = {"text": edit.content}
        by_path.setdefault(edit.span.path, []).append(replacement)
    return [{"artifactLocation": _artifact(path), "replacements": rows} for path, rows in by_path.items()]
