"""One of the `schema*` modules, the only ones that know pydantic: variables below a mapping with keys of one's own."""

from collections.abc import Iterable
from typing import Any, get_args

from pydantic.fields import FieldInfo

from relcheck.boot.schema_models import fields_of, models_in
from relcheck.boot.schema_names import Leaf, Scheme
from relcheck.boot.schema_words import is_union, strip


def below(leaf: Leaf, rest: tuple[Any, ...], scheme: Scheme, names: Iterable[str]) -> Leaf | None:
    """The leaf that a place inside of a mapping is, where names of variables lead there.

    Keys that come from the value of a variable, as in its JSON, lead nowhere: they are no names.
    """
    if not (leaf.open and rest and scheme.delimiter):
        return None
    parts = [scheme.folded(str(part)) for part in rest]
    field, owner = _field(leaf, [str(part) for part in rest])
    for key in leaf.keys:
        start = key + scheme.delimiter + parts[0]
        if any(name == start or name.startswith(start + scheme.delimiter) for name in names):
            found = scheme.delimiter.join((key, *parts))
            return Leaf((*leaf.path, *map(str, rest)), (found,), (scheme.written(found),), (), field, owner)
    return None


def _field(leaf: Leaf, parts: list[str]) -> tuple[Any, type[Any]]:
    """What stands there, and the class that says so."""
    held: Any = FieldInfo.from_annotation(_held(leaf.field.annotation))
    owner = leaf.owner
    for part in parts[1:]:
        models = models_in(held.annotation)[0]
        model = next((one for one in models if part in fields_of(one)), None)
        if model is None:
            return FieldInfo.from_annotation(Any), leaf.owner
        held, owner = fields_of(model)[part], model
    return held, owner


def _held(annotation: Any) -> Any:
    """What a mapping holds; anything, where that is not said."""
    annotation, _ = strip(annotation)
    for one in get_args(annotation) if is_union(annotation) else (annotation,):
        if len(given := get_args(strip(one)[0])) == 2:
            return given[1]
    return Any
