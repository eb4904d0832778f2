"""One of the `schema*` modules, the only ones that know pydantic: the contract of an imported settings class."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from relcheck.boot.declared import Places
from relcheck.boot.published import TELLING
from relcheck.boot.schema_check import Checked
from relcheck.boot.schema_models import models_in
from relcheck.boot.schema_names import Leaf
from relcheck.boot.schema_words import choices
from relcheck.facts.contract import Entry, either
from relcheck.secret import looks


def entries(checks: Iterable[Checked], places: Places) -> tuple[Entry, ...]:
    """What the classes ask for, in the order of their fields, each variable once."""
    found: dict[tuple[str, ...], Entry] = {}
    for check in checks:
        for entry in _of(check, places):
            found[entry.names] = either(found.setdefault(entry.names, entry), entry)
    return tuple(found.values())


def _of(check: Checked, places: Places) -> Iterator[Entry]:
    enum_names = bool(check.scheme and check.scheme.enum_names)
    leaves: dict[tuple[str, ...], list[Leaf]] = {}
    for leaf in check.scheme.leaves if check.scheme else ():
        leaves.setdefault(leaf.path, []).append(leaf)
    for leaf in check.known.values():
        if leaf.nested:
            continue
        secret = check.secret(leaf)
        yield Entry(
            names=leaf.names,
            type=_annotation(leaf.field.annotation),
            group=check.scope,
            optional=not _needed(leaf, leaves),
            secret=secret,
            default="" if secret or _of_environment(leaf, check, places) else _default(leaf),
            description=_said(getattr(leaf.field, "description", None)) or places.said_below(leaf.owner, leaf.path[-1]),
            expected=leaf.expected(enum_names),
            choices=choices(leaf.field.annotation, enum_names),
            field=leaf.dotted,
            declared=places.of_field(leaf.owner, leaf.path[-1]),
            open=leaf.open,
            markers=_markers(leaf.field.metadata),
        )


def _markers(metadata: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """The markers of `relcheck.types` that say something to those who deploy."""
    return tuple(
        (type(item).__name__, getattr(item, "environment", ""))
        for item in metadata
        if type(item).__module__ == "relcheck.types" and type(item).__name__ not in ("Probe", "NoProbe")
    )


def _said(description: object) -> str:
    """A description in one line; a stray comma after it makes a tuple, which pydantic lets through."""
    text = description[0] if isinstance(description, tuple) and description else description
    return " ".join(text.split()) if isinstance(text, str) else ""


def _needed(leaf: Leaf, leaves: Mapping[tuple[str, ...], Sequence[Leaf]]) -> bool:
    """Whether it must be set: it is required, by each member of a union, and so is everything that it is a part of."""
    members = 1
    for depth in range(len(leaf.path)):
        here = leaves.get(leaf.path[: depth + 1], ())
        if len(here) < members or not all(one.required for one in here):
            return False
        members = sum(len(models_in(one.field.annotation)[0]) for one in here)
    return True


def _of_environment(leaf: Leaf, check: Checked, places: Places) -> bool:
    """Whether a default is computed, and what came out holds the value of a variable, or where this checkout lies."""
    text = _default(leaf)
    here = os.path.isabs(text) and f"{text}{os.sep}".startswith(os.path.join(os.path.abspath(places.root), ""))
    values = {value for value in check.environ.values() if value == text or (len(value) >= TELLING and value in text)}
    return bool(here or (text and values)) and not places.is_written(leaf.owner, leaf.path[-1])


def _default(leaf: Leaf) -> str:
    """A default as one would write it in a variable; computed ones are left out."""
    default = getattr(leaf.field, "default", None)
    value = getattr(default, "value", default)  # of an enumeration
    if value is None or type(default).__name__ == "PydanticUndefinedType":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return "" if looks(str(value)) in ("token", "credentials") else str(value)
    if type(value) in (list, dict, tuple):  # a class derived from one is not written as JSON
        try:
            return json.dumps(value)
        except (TypeError, ValueError):
            return ""
    return str(value) if type(value).__name__ in ("Decimal", "PosixPath", "WindowsPath", "UUID") else ""


def _annotation(annotation: Any) -> str:
    """A type as one would write it: without the modules."""
    text = (
        annotation.__name__ if isinstance(annotation, type) and not hasattr(annotation, "__args__") else str(annotation)
    )
    words = []
    for word in text.replace("[", " [ ").replace("]", " ] ").replace(",", " , ").split():
        words.append(word.rpartition(".")[2] if "'" not in word else word)
    return "".join(f" {word} " if word == "|" else ", " if word == "," else word for word in words)
