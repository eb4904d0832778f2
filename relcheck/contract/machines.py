"""A contract for programs: a versioned document, and a JSON Schema of an environment."""

import json
from collections.abc import Sequence
from typing import Any, Final

from relcheck.facts.contract import Entry

VERSION: Final = 1
"""Of the document. Keys are added and never change their meaning; a new number says that one did."""
_TRUTH: Final = "^([01tTfFyYnN]|[oO][nN]|[oO][fF][fF]|[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[yY][eE][sS]|[nN][oO])$"
"""What pydantic takes for a truth value; JSON Schema has no flag for the case."""
_PATTERNS: Final = {
    "an integer": r"^\s*[+-]?[0-9][0-9_]*(\.0+)?\s*$",
    "int": r"^\s*[+-]?[0-9][0-9_]*(\.0+)?\s*$",
    "true or false": _TRUTH,
    "bool": _TRUTH,
}


def document(entries: Sequence[Entry]) -> str:
    """The contract with everything that is known of each variable."""
    return (
        json.dumps({"version": VERSION, "variables": [_row(entry) for entry in entries]}, indent=2, ensure_ascii=False)
        + "\n"
    )


def schema(entries: Sequence[Entry]) -> str:
    """A JSON Schema (2020-12) that an environment, as an object of texts, must fit."""
    required = [entry.name for entry in entries if not entry.optional and len(entry.names) == 1]
    choices = [
        {"anyOf": [{"required": [name]} for name in entry.names]}
        for entry in entries
        if not entry.optional and len(entry.names) > 1
    ]
    found: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {name: _property(entry) for entry in entries for name in entry.names},
        "required": required,
    }
    if choices:
        found["allOf"] = choices
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _property(entry: Entry) -> dict[str, Any]:
    about = "; ".join([entry.description or entry.words, *entry.marks])
    found: dict[str, Any] = {"type": "string", "description": about}
    if entry.choices:
        found["enum"] = list(entry.choices)
    elif pattern := _PATTERNS.get(entry.words.partition(",")[0]):
        found["pattern"] = pattern
    if entry.default:
        found["default"] = entry.default
    if entry.secret:
        found["writeOnly"] = True
    return found


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "aliases": list(entry.names[1:]),
        "type": entry.type,
        "expected": entry.expected,
        "choices": list(entry.choices),
        "required": not entry.optional,
        "secret": entry.secret,
        "default": entry.default or None,
        "description": entry.description,
        "class": entry.group,
        "field": entry.field,
        "file": entry.declared.path if entry.declared else "",
        "line": entry.declared.line if entry.declared else 0,
        "read": [{"file": span.path, "line": span.line} for span in entry.read],
        "open": entry.open,
        "marks": [list(marker) for marker in entry.markers],
    }
