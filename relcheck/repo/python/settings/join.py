"""Settings classes of a whole project, complete: bases and nested models of all files joined, over facts.

Nothing is parsed here. `join` is what turns "what each file says" into the variables that the library
looks up when the class is instantiated.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from relcheck.facts.python import Constant, Field, SettingsClass
from relcheck.repo.python.settings.names import Lookup, joined, keys_of, lookup, names_of, patterns_of, several
from relcheck.repo.python.settings.where import Index
from relcheck.repo.python.tables.settings import BASE_SETTINGS, MODELS, NAMING_KEYS, ROOTS

_DEPTH: Final = 8  # deeper than any real configuration; a model that nests itself ends here
_MAPPING: Final = re.compile(r"\b(dict|Dict|Mapping|MutableMapping|defaultdict|OrderedDict)\b")
_MANY: Final = re.compile(
    r"(?:typing\.)?(?:(?:Optional|Annotated)\[)*(?:typing\.)?"
    r"(?:list|set|frozenset|tuple|deque|sequence|dict|mapping|mutablemapping|defaultdict|ordereddict)\[",
    re.IGNORECASE,
)
"""An annotation of many models: their fields have no variables of their own, since no name says which one is meant."""
_OPTIONAL: Final = re.compile(r"\b(Optional|None)\b")


def join(classes: Iterable[SettingsClass]) -> tuple[SettingsClass, ...]:
    """Every settings class with all its fields and names, and the models that settings classes nest.

    Classes that turn out to be neither are dropped. Joining what is joined changes nothing.
    """
    given = list(dict.fromkeys(classes))
    index = Index(given)
    done = {cls: _complete(cls, index) for cls in given if not cls.joined}
    used = {id(model) for cls in given for model in _nested(done.get(cls, cls), index)}
    used |= {id(cls) for cls in given if cls.library == "environ-config" and _is_group(cls, given, index)}
    result = []
    for cls in given:
        whole = done.get(cls, cls)
        if whole.library == "environ-config" and id(cls) in used:
            continue
        if whole.library not in ("", "model") or (whole.library == "model" and id(cls) in used):
            result.append(whole)
    return tuple(result)


def linearized(cls: SettingsClass, index: Index) -> list[SettingsClass]:
    """The class and its bases as Python's method resolution orders them, as far as the project has them."""
    return _linearize(cls, index, ())


def _linearize(cls: SettingsClass, index: Index, seen: tuple[SettingsClass, ...]) -> list[SettingsClass]:
    if cls in seen:
        return []
    bases = [base for base in (index.find(name, cls) for name in cls.bases) if base is not None]
    rows = [_linearize(base, index, (*seen, cls)) for base in bases] + [bases]
    order = [cls]
    while any(rows):
        rows = [row for row in rows if row]
        heads = (row[0] for row in rows if not any(row[0] in other[1:] for other in rows))
        head = next(heads, rows[0][0])
        order.append(head)
        rows = [[one for one in row if one != head] for row in rows]
    return order


def _library(order: list[SettingsClass]) -> str:
    """The library that a class follows: its own, or the first that one of its bases tells."""
    for cls in order:
        for name in cls.bases:
            if name in ROOTS:
                return ROOTS[name]
    for cls in order:
        if cls.library and cls.library != "model":
            return cls.library
    models = any(name in MODELS for cls in order for name in cls.bases) or any(c.library == "model" for c in order)
    return "model" if models else ""


def _config(order: list[SettingsClass], index: Index) -> tuple[dict[str, Constant], set[str]]:
    """The configuration of a class over that of its bases.

    Version 2 lets the last base win, with all that `BaseSettings` itself sets; version 1 the first one.
    """
    values: dict[str, Constant] = {}
    computed: set[str] = set()
    cls = order[0]
    old = _library(order) == "pydantic-v1"
    for name in reversed(cls.bases) if old else cls.bases:
        base = index.find(name, cls)
        if base is None and not old and name in ROOTS:
            values.update(BASE_SETTINGS)
        if base is not None and base in order[1:]:
            more, unknown = _config(linearized(base, index), index)
            values.update(more)
            computed = (computed - set(more)) | unknown
    own = dict(cls.config)
    values.update(own)
    return values, (computed - set(own)) | set(cls.computed)


def _fields(order: list[SettingsClass]) -> dict[str, Field]:
    """The fields of a class and its bases: the place of the first declaration, the content of the last."""
    fields: dict[str, Field] = {}
    for cls in reversed(order):
        for field in cls.fields:
            fields[field.name] = field
    return fields


def _complete(cls: SettingsClass, index: Index) -> SettingsClass:
    order = linearized(cls, index)
    library = _library(order)
    if library == "environ-config":
        fields = [one for field in cls.fields for one in _grouped(field, cls, index, 1)]
        return cls._replace(fields=tuple(fields), joined=True)
    config, computed = _config(order, index)
    how = lookup(config, version_1=library == "pydantic-v1", computed=computed)
    fields = []
    for field in _fields(order).values():
        if library == "model":
            fields.append(field._replace(names=()))
            continue
        fields += _filled(field, how, order, index)
    return cls._replace(
        library=library,
        fields=tuple(fields),
        prefix=how.prefix,
        nested_delimiter=how.delimiter,
        case_sensitive=how.case_sensitive,
        env_files=several(config.get("env_file")),
        secrets_dirs=several(config.get("secrets_dir")),
        extra=str(config.get("extra") or ""),
        customised_sources=any(one.customised_sources for one in order),
        dynamic=any(one.dynamic for one in order) or not NAMING_KEYS.isdisjoint(computed),
        computed=tuple(sorted(computed)),
        joined=True,
    )


def _is_group(cls: SettingsClass, given: Iterable[SettingsClass], index: Index) -> bool:
    """Whether a class of environ-config is only part of others, so that its own names are nobody's."""
    for other in given:
        if other.library != "environ-config" or other is cls:
            continue
        if other.span.path == cls.span.path and cls.name.startswith(f"{other.name}."):
            return True
        if any(field.nested and index.find(field.models[0], other) is cls for field in other.fields):
            return True
    return False


def _grouped(field: Field, owner: SettingsClass, index: Index, depth: int) -> Iterator[Field]:
    """A variable of environ-config, or those of the class that a group names: its prefix is the group's."""
    if not field.nested or depth > _DEPTH:
        yield field
        return
    model = index.find(field.models[0], owner)
    if model is None:
        return
    parts = [field.aliases[0], str(dict(model.config).get("env_prefix") or field.name)]
    for inner in model.fields:
        own = "_".join(part for part in (*parts, *inner.name.split(".")) if part).upper()
        moved = inner._replace(names=inner.names if inner.aliased else (own,))
        if inner.nested:
            moved = inner._replace(aliases=("_".join(part for part in parts if part),))
        for one in _grouped(moved, model, index, depth + 1):
            yield one._replace(name=f"{field.name}.{one.name}")


def _filled(field: Field, how: Lookup, order: list[SettingsClass], index: Index) -> Iterator[Field]:
    """A field with its names, and after it those of the models that it nests."""
    names = names_of(field, how)
    owner = next(one for one in order if field in one.fields)
    parts = list(_parts(field, owner, names, (), how, index, 1)) if names and how.delimiter else []
    patterns = patterns_of(field, how)
    if how.delimiter and _MAPPING.search(field.type):
        patterns += tuple(f"{name}{how.delimiter}*" for name in names)
    yield field._replace(names=names, nested=bool(parts), patterns=patterns)
    yield from parts


def _parts(
    field: Field,
    owner: SettingsClass,
    heads: tuple[str, ...],
    path: tuple[str, ...],
    how: Lookup,
    index: Index,
    depth: int,
) -> Iterator[Field]:
    """The fields of the models that a field holds, dotted, with the variables that fill them."""
    if _MANY.match(field.type):
        return
    models = [model for model in (index.find(name, owner) for name in field.models) if model is not None]
    orders = [order for order in (linearized(model, index) for model in models) if _library(order)]
    certain = field.required and not _OPTIONAL.search(field.type)
    needed = [{inner.name for inner in _fields(order).values() if inner.required} for order in orders]
    for order in orders if depth <= _DEPTH else ():
        config, _ = _config(order, index)
        for inner in _fields(order).values():
            owner_of_inner = next(one for one in order if inner in one.fields)
            routes = [(*path, key) for key in keys_of(inner, config, how)]
            names = tuple(dict.fromkeys(name for route in routes for name in joined(heads, route, how)))
            deeper = [
                part for route in routes for part in _parts(inner, owner_of_inner, heads, route, how, index, depth + 1)
            ]
            full = inner._replace(
                name=f"{field.name}.{inner.name}",
                names=names,
                required=certain and all(inner.name in names for names in needed),  # by each member of a union
                nested=bool(deeper),
            )
            if names:
                yield full
            for part in deeper:
                yield part._replace(name=f"{field.name}.{part.name}", required=full.required and part.required)


def _nested(cls: SettingsClass, index: Index) -> Iterator[SettingsClass]:
    """The models that a settings class reaches through its fields."""
    if cls.library == "model":
        return
    queue = [(name, cls) for one in linearized(cls, index) for field in one.fields for name in field.models]
    seen: list[SettingsClass] = []
    while queue:
        name, owner = queue.pop()
        model = index.find(name, owner)
        if model is None or model in seen:
            continue
        seen.append(model)
        for one in linearized(model, index):
            yield one
            queue += [(inner, one) for field in one.fields for inner in field.models]
