"""One of the `schema*` modules, the only ones that know pydantic: which variables fill a settings class.

The names of a class's own fields are asked of pydantic-settings (`_extract_field_info`, the one place
that knows them, in every version since 2.7); those of nested models follow from how it takes the
environment apart, and a property test holds them against what it then finds.
"""

from collections.abc import Iterator
from copy import copy
from typing import Any, Final, NamedTuple, Union, get_args, get_origin

from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SecretsSettingsSource

from relcheck.boot.schema_models import fields_of, is_open, models_in, segments_of
from relcheck.boot.schema_reach import reach
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

    @property
    def required(self) -> bool:
        """Whether the class, or the model that it is in, cannot do without it."""
        asked = getattr(self.field, "is_required", None)
        return bool(asked()) if asked else False

    @property
    def plain(self) -> str:
        """The default as text, where it is written in the code and worth something. It may be a secret."""
        default = getattr(self.field, "default", None)
        reveal = getattr(default, "get_secret_value", None)
        text = reveal() if reveal else default
        return text if isinstance(text, str) else ""

    def expected(self, enum_names: bool = False) -> str:
        """Type, constraint and choices, in plain words."""
        return words(self.field.annotation, tuple(self.field.metadata), enum_names=enum_names)

    @property
    def is_json(self) -> bool:
        """Whether brackets and quotes are the syntax of its values."""
        return self.expected().startswith(("a JSON", "JSON"))


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

    def bare(self, key: str) -> str:
        """A folded name without the prefix of the class."""
        return key.removeprefix(self.folded(self.prefix))

    def _leaves(self) -> Iterator[Leaf]:
        found = [leaf for name, field in self.cls.model_fields.items() for leaf in self._under(name, field)]
        asked = [(key, leaf.path) for leaf in found for key in leaf.keys if len(leaf.path) > 1]
        reached = reach(self.source, self.cls, asked) if asked else set()
        for leaf in found:
            keys = tuple(key for key in leaf.keys if len(leaf.path) == 1 or (key, leaf.path) in reached)
            if keys:
                yield leaf._replace(keys=keys, names=tuple(dict.fromkeys(map(self.written, keys))))

    def _under(self, name: str, field: Any) -> Iterator[Leaf]:
        """A field and what is below it, under every name that might lead there."""
        keys = self._keys(name, field)
        yield self._leaf((name,), keys, (), field, _owner(self.cls, name))
        if self.delimiter and hasattr(self.source, "env_vars"):
            below = self._inside((name,), keys, field, 1)
            yield from (self._optional(leaf) for leaf in below) if self._filled(field) else below

    def _filled(self, field: Any) -> bool:
        """Whether what the environment does not say of a model is taken from the model that is the default."""
        partial = self.cls.model_config.get("nested_model_default_partial_update")
        given = field.default_factory or (not field.is_required() and field.default is not None)
        return bool(partial and given)

    def _optional(self, leaf: Leaf) -> Leaf:
        """A leaf that need not be given; what it then is stands in the default of the whole, and is not told."""
        field = copy(leaf.field)
        field.default = None
        return leaf._replace(field=field)

    def _keys(self, name: str, field: Any) -> tuple[str, ...]:
        try:
            info = self.source._extract_field_info(field, name)
        except AttributeError:
            raise SchemaError("this version of pydantic-settings is not known: relcheck needs 2.7 or newer") from None
        return tuple(dict.fromkeys(key for _, key, _ in info))

    def _inside(self, path: tuple[str, ...], starts: tuple[str, ...], field: Any, depth: int) -> Iterator[Leaf]:
        """The leaves below a field; `starts` are the names of its variable."""
        models, _ = models_in(field.annotation)
        for model in models if depth <= _DEEP else ():
            for name, inner in fields_of(model).items():
                parts = [self.folded(segment) for segment in segments_of(name, inner, model)]
                keys = tuple(dict.fromkeys(start + self.delimiter + part for start in starts for part in parts))
                parents = tuple(map(self.written, starts))
                yield self._leaf((*path, name), keys, parents, inner, _owner(model, name))
                yield from self._inside((*path, name), keys, inner, depth + 1)

    def _leaf(
        self, path: tuple[str, ...], keys: tuple[str, ...], parents: tuple[str, ...], field: Any, owner: Any
    ) -> Leaf:
        names = tuple(dict.fromkeys(self.written(key) for key in keys))
        nested = bool(self.delimiter and models_in(field.annotation)[0])
        return Leaf(
            path, keys, names, parents, field, owner, nested, bool(self.delimiter) and is_open(field.annotation)
        )

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


def _owner(cls: type[Any], name: str) -> type[Any]:
    """The class in whose body a field is written."""
    for base in cls.__mro__:
        try:
            if name in base.__annotations__:
                return base
        except (AttributeError, NameError):  # a builtin; a name that only type checkers see
            continue
    return cls
