"""A contract for programs: a versioned document, and a JSON Schema of an environment."""

import json
from collections.abc import Sequence
from typing import Any, Final

from relcheck.facts.contract import Entry

VERSION: Final = 1
"""Of the document. Keys are added and never change their meaning; a new number says that one did."""
_PATTERNS: Final = {
    "an integer": r"^\s*[+-]?[0-9][0-9_]*(\.0+)?\s*$",
    "int": r"^\s*[+-]?[0-9][0-9_]*(\.0+)?\s*$",
    "true or false": "^(?i:0|off|f|false|n|no|1|on|t|true|y|yes)$",
    "bool": "^(?i:0|off|f|false|n|no|1|on|t|true|y|yes)$",
}


def document(entries: Sequence[Entry]) -> str:
    """The contract with everything that is known of each variable."""
    return json.dumps({"version": VERSION, "variables": [_row(entry) for entry in entries]}, indent=2, ensure_ascii=False) + "\n"


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
    found: dict[str, Any] = {"type": "string", "description": entry.description or entry.words}
    if entry.choices:
        found["enum"] = list(entry.choices)
    elif entry.words in _PATTERNS:
        found["pattern"] = _PATTERNS[entry.words].replace("(?i:", "(").replace(")$", ")$")
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
    }
