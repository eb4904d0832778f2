"""JSON Schemas (2020-12) of what relcheck reads and writes: its configuration, facts, contract and reports.

Those of the configuration and of facts are made of the tables that the program itself uses.
"""

from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple, get_args, get_origin, get_type_hints

from relcheck.config import KEYS, Key
from relcheck.diagnostic import SEVERITIES, Span
from relcheck.facts.python import Access, Default, Field, Instance, SettingsClass, Unreadable

Schema = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL: Final[Schema] = {"type": ["integer", "null"], "minimum": 0}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_SEVERITY: Final[Schema] = {"enum": list(SEVERITIES)}
_ONE_OR_MORE: Final[Schema] = {"anyOf": [_TEXT, _TEXTS]}
_SHAPES: Final[dict[str, Schema]] = {
    "text": _TEXT,
    "texts": _ONE_OR_MORE,
    "flag": _FLAG,
    "texts by glob": {"type": "object", "additionalProperties": _ONE_OR_MORE},
    "severities": {"type": "object", "additionalProperties": _SEVERITY},
    "table": {"type": "object"},
}


def config() -> Schema:
    """Of `relcheck.toml`, and of the table `[tool.relcheck]` in pyproject.toml."""
    return _document("The configuration of relcheck", {key.name: _key(key) for key in KEYS}, required=())


def facts() -> Schema:
    """Of one line of `relcheck facts`."""
    kinds = {"access": Access, "class": SettingsClass, "field": Field, "instance": Instance, "unreadable": Unreadable}
    return {
        "$schema": DIALECT,
        "title": "A line of `relcheck facts`",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in kinds],
        "$defs": {name: _fact(name, fact) for name, fact in kinds.items()},
    }


def contract() -> Schema:
    """Of `relcheck contract --output-format json`."""
    texts = ("name", "type", "expected", "description", "class", "field", "file")
    row = {
        **dict.fromkeys(texts, _TEXT),
        **dict.fromkeys(("required", "secret", "open"), _FLAG),
        **dict.fromkeys(("aliases", "choices"), _TEXTS),
        "default": {"type": ["string", "null"]},
        "line": _COUNT,
        "read": {"type": "array", "items": _object({"file": _TEXT, "line": _COUNT})},
        "marks": {"type": "array", "items": _TEXTS},
    }
    variables = {"type": "array", "items": _object(row)}
    return _document("The contract of a service", {"version": {"const": 1}, "variables": variables})


def lint() -> Schema:
    """Of `relcheck lint --output-format json`, which is ruff's with a severity; of `relcheck scan`, too."""
    place = _object({"row": _COUNT, "column": _COUNT})
    edit = _object({"content": _TEXT, "location": place, "end_location": place})
    applicability = {"enum": ["safe", "unsafe", "display"]}
    fix = _object({"applicability": applicability, "edits": {"type": "array", "items": edit}, "message": _TEXT})
    found = {
        **dict.fromkeys(("code", "name", "filename", "message"), _TEXT),
        **dict.fromkeys(("location", "end_location"), place),
        **dict.fromkeys(("cell", "noqa_row"), _COUNT_OR_NULL),
        "fix": {"anyOf": [{"type": "null"}, fix]},
        "severity": _SEVERITY,
        "url": {"type": ["string", "null"]},
    }
    return {"$schema": DIALECT, "title": "Findings", "type": "array", "items": _object(found)}


def verify_env() -> Schema:
    """Of `relcheck verify-env --output-format json`."""
    texts = ("code", "name", "variable", "state", "message", "help", "expected", "reason", "class", "field")
    problem = {
        **dict.fromkeys((*texts, "file", "source", "where", "nearest", "part"), _TEXT),
        **dict.fromkeys(("secret", "required"), _FLAG),
        "severity": _SEVERITY,
        "names": _TEXTS,
        "line": _COUNT,
    }
    report = {
        "version": {"const": 1},
        "ok": _FLAG,
        "schemas": _TEXTS,
        "checked": _COUNT,
        "problems": {"type": "array", "items": _object(problem)},
        "notes": _TEXTS,
        "probed": _TEXTS,
    }
    return _document("What verify-env found", report)


SCHEMAS: Final[dict[str, Callable[[], Schema]]] = {
    "config": config,
    "facts": facts,
    "contract": contract,
    "lint": lint,
    "verify-env": verify_env,
}
"""Every schema by its name; docs/schemas holds them as files."""


def _document(title: str, properties: Schema, required: tuple[str, ...] | None = None) -> Schema:
    """A schema of a whole file; without `required`, every key must be there."""
    made = _object(properties)
    if required is not None:
        made["required"] = list(required)
    # A new key is no break, so readers of an older schema must let it pass; a configuration has no others.
    return {"$schema": DIALECT, "title": title, **made, "additionalProperties": required is None}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _key(key: Key) -> Schema:
    found = {**_SHAPES[key.shape], "description": key.doc}
    return {**found, "enum": ["application", "library"]} if key.name == "kind" else found


def _fact(name: str, fact: type[NamedTuple]) -> Schema:
    """A fact as `relcheck facts` prints it: its place, then its fields."""
    hints = get_type_hints(fact)
    left_out = ("span", "config", "computed")
    place = dict.fromkeys(("line", "column", "end_line", "end_column"), _COUNT)
    head = {"schema": {"const": 1}, "fact": {"const": name}, "path": _TEXT, **place}
    return _object({**head, **{field: _hint(hints[field]) for field in fact._fields if field not in left_out}})


def _hint(hint: Any) -> Schema:
    """The schema of a field of a fact, from its annotation."""
    if hint in (str, bool, int):
        return {str: _TEXT, bool: _FLAG, int: _COUNT}[hint]
    if hint is Default:
        kinds = get_type_hints(Default)
        return _object({name: _hint(kinds[name]) for name in ("form", "looks")})
    if hint is Span:
        return _TEXTS
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint))
    if type(None) in get_args(hint):
        return {"anyOf": [{"type": "null"}, *(_hint(one) for one in get_args(hint) if one is not type(None))]}
    return {"$ref": "#/$defs/field"} if hint is Field else {}


def _tuple(items: tuple[Any, ...]) -> Schema:
    """A tuple of any length is a list of one kind; one of a fixed length says each."""
    if len(items) == 2 and items[1] is Ellipsis:
        return {"type": "array", "items": _hint(items[0])}
    return {"type": "array", "prefixItems": [_hint(item) for item in items], "items": False}
