"""One of the `schema*` modules, the only ones that know pydantic: which variables fill a settings class.

The names of a class's own fields are asked of pydantic-settings (`_extract_field_info`, the one place
that knows them, in every version since 2.7); those of nested models follow from how it takes the
environment apart, and a property test holds them against what it then finds.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any, Final, NamedTuple, Union, get_args, get_origin

from pydantic import AliasChoices, AliasPath
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SecretsSettingsSource
from pydantic_settings.sources import PydanticBaseEnvSettingsSource

from relcheck.boot.schema_words import is_union, strip, words
from relcheck.errors import SchemaError

_SECRETS: Final = ("SecretStr", "SecretBytes", "Secret")
_DEEP: Final = 8
"""How deep models may nest in each other; a model that holds itself ends somewhere."""


class Leaf(NamedTuple):
    """A value that the environment can give: a field, or a field of a nested model.

    `keys` are its names as the source compares them, `names` as one would write them, `parents` the
    variables that may hold it as part of a JSON object. `open` is true where any name that begins with
    one of `keys` and the delimiter is read as well: a mapping with free keys.
    """

    path: tuple[str, ...]
    keys: tuple[str, ...]
    names: tuple[str, ...]
    parents: tuple[str, ...]
    field: Any
    owner: type[Any]
    nested: bool = False  # it is a model, and its fields are leaves of their own
    open: bool = False

    @property
    def dotted(self) -> str:
        """`redis.host`."""
        return ".".join(self.path)

    @property
    def secret(self) -> bool:
        """Whether the class says that it is a secret."""
        annotation, _ = strip(self.field.annotation)
        kinds = get_args(annotation) if is_union(annotation) else (annotation,)
        return any(getattr(get_origin(kind) or kind, "__name__", "") in _SECRETS for kind in map(_bare, kinds))

    def expected(self, enum_names: bool = False) -> str:
        """Type, constraint and choices, in plain words."""
        return words(self.field.annotation, tuple(self.field.metadata), enum_names=enum_names)


def _bare(annotation: Any) -> Any:
    return strip(annotation)[0]


class Scheme:
    """How one settings class names its variables: prefix, case, delimiter."""

    def __init__(self, cls: type[BaseSettings], source: Any) -> None:
        self.cls = cls
        self.source = source
        self.case_sensitive = bool(getattr(source, "case_sensitive", False))
        self.prefix: str = getattr(source, "env_prefix", "") or ""
        self.delimiter: str = getattr(source, "env_nested_delimiter", None) or ""
        self.enum_names = bool(getattr(source, "env_parse_enums", False))
        self.leaves = tuple(self._leaves())

    def written(self, key: str) -> str:
        """A name as one writes it in a deployment."""
        return key if self.case_sensitive else key.upper()

    def folded(self, name: str) -> str:
        """A name as the source compares it."""
        return name if self.case_sensitive else name.lower()

    def _leaves(self) -> Iterator[Leaf]:
        for name, field in self.cls.model_fields.items():
            keys = self._keys(name, field)
            yield self._leaf((name,), keys, (), field, _owner(self.cls, name))
            if self.delimiter and hasattr(self.source, "env_vars"):
                starts: list[tuple[str, tuple[str, ...]]] = [(key, ()) for key in keys]
                yield from self._inside((name,), starts, field, 1)

    def _keys(self, name: str, field: Any) -> tuple[str, ...]:
        try:
            info = self.source._extract_field_info(field, name)
        except AttributeError:
            raise SchemaError("this version of pydantic-settings is not known: relcheck needs 2.7 or newer") from None
        return tuple(dict.fromkeys(key for _, key, _ in info))

    def _inside(
        self, path: tuple[str, ...], starts: list[tuple[str, tuple[str, ...]]], field: Any, depth: int
    ) -> Iterator[Leaf]:
        """The leaves below a field; `starts` are the ways to its variable: root key and the segments after it."""
        models, _ = models_in(field.annotation)
        for model in models if depth <= _DEEP else ():
            for name, inner in fields_of(model).items():
                segments = segments_of(name, inner, model)
                ways = [(root, (*way, self.folded(s))) for root, way in starts for s in segments]
                good = [way for way in ways if self._reaches(way, (*path, name))]
                if not good:
                    continue
                keys = tuple(dict.fromkeys(self._join(way) for way in good))
                parents = tuple(dict.fromkeys(self.written(self._join(way)) for way in starts))
                yield self._leaf((*path, name), keys, parents, inner, _owner(model, name))
                yield from self._inside((*path, name), good, inner, depth + 1)

    def _leaf(
        self, path: tuple[str, ...], keys: tuple[str, ...], parents: tuple[str, ...], field: Any, owner: Any
    ) -> Leaf:
        names = tuple(dict.fromkeys(self.written(key) for key in keys))
        nested = bool(self.delimiter and models_in(field.annotation)[0])
        return Leaf(
            path, keys, names, parents, field, owner, nested, bool(self.delimiter) and is_open(field.annotation)
        )

    def _join(self, way: tuple[str, tuple[str, ...]]) -> str:
        return self.delimiter.join((way[0], *way[1]))

    def _reaches(self, way: tuple[str, tuple[str, ...]], path: tuple[str, ...]) -> bool:
        """Whether a variable of this name ends up at this path: pydantic-settings itself takes it apart."""
        held = self.source.env_vars
        self.source.env_vars = {self._join(way): ""}
        try:
            found = PydanticBaseEnvSettingsSource.__call__(self.source)
        except (AttributeError, ValueError):
            return False
        finally:
            self.source.env_vars = held
        return _holds(found, self.cls, path)

    def claims(self, name: str) -> bool:
        """Whether this class reads a variable of this name."""
        key = self.folded(name)
        return any(
            key in leaf.keys or (leaf.open and any(key.startswith(k + self.delimiter) for k in leaf.keys))
            for leaf in self.leaves
        )


def by_path(leaves: tuple[Leaf, ...]) -> dict[tuple[str, ...], Leaf]:
    """The leaves by their path; where members of a union share one, it takes what either of them takes."""
    found: dict[tuple[str, ...], Leaf] = {}
    for leaf in leaves:
        other = found.get(leaf.path)
        if other is not None and other.field.annotation != leaf.field.annotation:
            field = copy(other.field)
            field.annotation = Union[other.field.annotation, leaf.field.annotation]  # noqa: UP007 - made at run time
            found[leaf.path] = other._replace(field=field)
        else:
            found.setdefault(leaf.path, leaf)
    return found


def environment_source(sources: tuple[Any, ...]) -> Any:
    """The source that reads the process environment, or what comes nearest to it."""
    kinds = (EnvSettingsSource, DotEnvSettingsSource, SecretsSettingsSource)
    for source in sources:
        if isinstance(source, EnvSettingsSource) and type(source).__name__ == "EnvSettingsSource":
            return source
    return next((source for kind in kinds for source in sources if isinstance(source, kind)), None)


def _holds(data: Any, annotation: Any, path: tuple[str, ...]) -> bool:
    """Whether a mapping has something where pydantic will look for a field."""
    if not path:
        return True
    for model in models_in(annotation)[0]:
        field = fields_of(model).get(path[0])
        if field is None:
            continue
        whole = len(path) == 1  # the head of an `AliasPath` holds JSON, and no variables below it
        for key in segments_of(path[0], field, model, paths=whole):
            if isinstance(data, dict) and key in data and _holds(data[key], field.annotation, path[1:]):
                return True
    return False


def models_in(annotation: Any) -> tuple[tuple[type[Any], ...], bool]:
    """The models that a field's value may be, and whether it is exactly one."""
    annotation, _ = strip(annotation)
    if is_union(annotation):
        found = [model for part in get_args(annotation) for model in models_in(part)[0]]
        return tuple(dict.fromkeys(found)), False
    if isinstance(annotation, type) and not get_origin(annotation) and fields_of(annotation):
        return ((annotation,), True) if not getattr(annotation, "__pydantic_root_model__", False) else ((), False)
    return (), False


def is_open(annotation: Any) -> bool:
    """Whether a field is a mapping with free keys, or a model that takes more than it declares."""
    annotation, _ = strip(annotation)
    if is_union(annotation):
        return any(is_open(part) for part in get_args(annotation))
    origin = get_origin(annotation) or annotation
    if getattr(origin, "__pydantic_root_model__", False):
        return is_open(origin.model_fields["root"].annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return True
    return getattr(origin, "model_config", {}).get("extra") == "allow"


def fields_of(model: type[Any]) -> Mapping[str, Any]:
    """The fields of a model or a pydantic dataclass by name; nothing for any other class."""
    found = getattr(model, "model_fields", None) or getattr(model, "__pydantic_fields__", None)
    return found if isinstance(found, dict) else {}


def segments_of(name: str, field: Any, model: type[Any], *, paths: bool = True) -> tuple[str, ...]:
    """How a nested field is written in the name of a variable: its alias where it has one, else its name."""
    config = getattr(model, "model_config", None) or getattr(model, "__pydantic_config__", None) or {}
    by_alias = config.get("validate_by_alias") is not False
    by_name = config.get("validate_by_name") or config.get("populate_by_name") or not by_alias
    alias = field.validation_alias if by_alias else None
    found: list[str] = []
    for choice in alias.choices if isinstance(alias, AliasChoices) else (alias,):
        if isinstance(choice, AliasPath):
            found += [str(choice.path[0])] if paths else []
        elif isinstance(choice, str):
            found.append(choice)
    if not found or by_name:
        found.append(name)
    return tuple(dict.fromkeys(found))


def _owner(cls: type[Any], name: str) -> type[Any]:
    """The class in whose body a field is written."""
    for base in cls.__mro__:
        try:
            if name in base.__annotations__:
                return base
        except (AttributeError, NameError):  # a builtin; a name that only type checkers see
            continue
    return cls
