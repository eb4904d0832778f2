"""One field of a settings class: what its annotation, its default and its `Field(...)` say.

One of the modules that know libcst.
"""

from typing import Final, NamedTuple

import libcst as cst

from relcheck.facts.python import Default, Field, last_word
from relcheck.repo.python.settings.values import (
    Resolver,
    Unknown,
    arguments,
    code,
    default_of,
    is_random,
    literal,
    name_of,
    text_of,
    texts,
)
from relcheck.repo.python.tables.settings import (
    ANNOTATED_TYPES,
    CLASS_TYPES,
    CONSTRAINTS,
    FIELDS,
    MARKERS,
    SECRET_TYPES,
)

_NO_MODELS: Final = ("typing.", "typing_extensions.", "pydantic.", "pydantic_settings.", "collections.abc.", "pathlib.")


class Annotation(NamedTuple):
    """An annotation taken apart: the type as written, without `Annotated`, and what is said about it."""

    type: str = ""
    secret: bool = False
    models: tuple[str, ...] = ()
    metadata: tuple[cst.BaseExpression, ...] = ()
    constraints: tuple[tuple[str, str], ...] = ()
    field: bool = True


class Described(NamedTuple):
    """What one `Field(...)` says; None where it is silent."""

    default: Default | None = None
    required: bool | None = None
    aliases: tuple[str, ...] | None = None
    env: tuple[str, ...] | None = None
    description: str = ""
    constraints: tuple[tuple[str, str], ...] = ()
    random: bool = False
    computed: bool = False


def field_of(
    target: cst.Name,
    annotation: cst.BaseExpression | None,
    value: cst.BaseExpression | None,
    resolver: Resolver,
    *,
    library: str = "",
) -> tuple[Field, bool] | None:
    """The field that a statement of a class body makes, and whether its names are computed.

    None where it makes none: a private attribute, a `ClassVar`, the configuration. Names are left empty.
    `Field(env=...)` counts in version 1 only, and `alias` in version 2 only; of an unknown library either does.
    """
    version_1 = library == "pydantic-v1"
    name = target.value
    if name.startswith("_") or name in ("model_config", "Config"):
        return None
    read = annotation_of(annotation, resolver) if annotation is not None else Annotation()
    if not read.field or (value is not None and last_word(read.type.partition("[")[0]) == "Final"):
        return None
    said = [described(item, resolver) for item in read.metadata if is_field(item, resolver)]
    default, random = None, False
    if value is not None:
        if is_field(value, resolver):
            said.append(described(value, resolver))
        else:
            default, random = default_of(value, resolver), is_random(value, resolver)
            said.append(Described(default, required=False) if code(value) != "..." else Described(required=True))
    merged = _merge(said)
    aliases = merged.env if version_1 else merged.aliases
    if not library and aliases is None:
        aliases = merged.env
    optional = version_1 and merged.required is None and ("Optional" in read.type or "None" in read.type)
    field = Field(
        span=resolver.span(target),
        name=name,
        names=(),
        type=read.type,
        secret=read.secret,
        required=not optional if merged.required is None else merged.required,
        default=merged.default,
        description=merged.description,
        aliased=aliases is not None or merged.computed,  # by a name that is not known, but for no other
        constraints=tuple(dict.fromkeys(read.constraints + merged.constraints)),
        aliases=aliases or (),
        models=read.models,
        random=merged.random or random,
        markers=tuple(marker for item in read.metadata if (marker := _marker(item, resolver))),
    )
    return field, merged.computed


def _marker(node: cst.BaseExpression, resolver: Resolver) -> tuple[str, str] | None:
    """A marker of `relcheck.types` and what it is given: an instance, or the class itself."""
    called = isinstance(node, cst.Call)
    word = last_word(name_of(node.func if isinstance(node, cst.Call) else node, resolver))
    if word not in MARKERS:
        return None
    positions, keywords, _ = arguments(node) if isinstance(node, cst.Call) else ([], {}, False)
    given = positions[0] if positions else keywords.get("environment")
    value = texts(given, resolver) if called and given is not None else None
    return word, value[0] if value else ""


def is_field(node: cst.BaseExpression, resolver: Resolver) -> bool:
    """Whether an expression is a call of `Field` or of `dataclasses.field`."""
    if not isinstance(node, cst.Call):
        return False
    name = name_of(node.func, resolver)
    return name in FIELDS or last_word(name) == "Field"


def described(node: cst.BaseExpression, resolver: Resolver) -> Described:
    """What a call of `Field` says about its field."""
    if not isinstance(node, cst.Call):
        return Described()
    positions, keywords, merged = arguments(node)
    given = positions[0] if positions else keywords.get("default")
    factory = keywords.get("default_factory")
    required, default, random = None, None, False
    if factory is not None:
        required, default, random = False, default_of(factory, resolver, "factory"), is_random(factory, resolver)
    elif given is not None:
        required = code(given) == "..."
        default = None if required else default_of(given, resolver)
        random = not required and is_random(given, resolver)
    alias = keywords.get("validation_alias", keywords.get("alias"))
    if alias is not None and code(alias) == "None":
        alias = None
    aliases = _aliases(alias, resolver) if alias is not None else None
    env = texts(keywords["env"], resolver) if "env" in keywords else None
    description = texts(keywords["description"], resolver) if "description" in keywords else None
    return Described(
        default=default,
        required=required,
        aliases=aliases,
        env=env,
        description=" ".join(" ".join(description or ()).split()),
        constraints=_constraints(keywords, resolver),
        random=random,
        computed=merged or (alias is not None and aliases is None) or ("env" in keywords and env is None),
    )


def _aliases(node: cst.BaseExpression, resolver: Resolver) -> tuple[str, ...] | None:
    """The first words of the aliases, in order: of `AliasPath("path", 0)` only `path` is a variable."""
    if not isinstance(node, cst.Call):
        return texts(node, resolver)
    word = last_word(name_of(node.func, resolver))
    positions, keywords, merged = arguments(node)
    if merged:
        return None
    if word == "AliasPath":
        first = positions[0] if positions else keywords.get("first_arg")
        return texts(first, resolver) if first is not None else None
    if word != "AliasChoices":
        return texts(node, resolver)
    found: list[str] = []
    for choice in ([keywords["first_choice"]] if "first_choice" in keywords else []) + positions:
        more = _aliases(choice, resolver)
        if more is None:
            return None
        found += more
    return tuple(dict.fromkeys(found))


def _constraints(keywords: dict[str, cst.BaseExpression], resolver: Resolver) -> tuple[tuple[str, str], ...]:
    found = []
    for key, node in keywords.items():
        value = literal(node, resolver) if key in CONSTRAINTS else None
        if value is not None and not isinstance(value, Unknown):
            found.append((key, text_of(value)))
    return tuple(found)


def _merge(said: list[Described]) -> Described:
    """Several descriptions of one field, as pydantic merges them: the later one wins."""
    result = Described()
    for one in said:
        result = Described(
            default=one.default if one.required is not None else result.default,
            required=result.required if one.required is None else one.required,
            aliases=result.aliases if one.aliases is None else one.aliases,
            env=result.env if one.env is None else one.env,
            description=one.description or result.description,
            constraints=result.constraints + one.constraints,
            random=one.random or result.random,
            computed=one.computed or result.computed,
        )
    return result


def annotation_of(node: cst.BaseExpression, resolver: Resolver) -> Annotation:
    """An annotation taken apart; one in quotes is read as if it had none."""
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        text = node.evaluated_value
        try:
            node = cst.parse_expression(text if isinstance(text, str) else "None")
        except cst.ParserSyntaxError:
            return Annotation()
    reader = _AnnotationReader(resolver)
    bare = node.visit(reader)
    head = node.value if isinstance(node, cst.Subscript) else node
    return Annotation(
        type=code(bare) if isinstance(bare, cst.CSTNode) else "",
        secret=reader.secret,
        models=tuple(dict.fromkeys(reader.models)),
        metadata=tuple(reader.extras),
        constraints=tuple(reader.constraints),
        field=isinstance(head, cst.BaseExpression) and last_word(name_of(head, resolver)) not in CLASS_TYPES,
    )


class _AnnotationReader(cst.CSTTransformer):
    """Walks an annotation: collects metadata and class names, leaves the type without `Annotated`."""

    def __init__(self, resolver: Resolver) -> None:
        super().__init__()
        self.resolver = resolver
        self.secret = False
        self.models: list[str] = []
        self.extras: list[cst.BaseExpression] = []
        self.constraints: list[tuple[str, str]] = []

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        self._class(name_of(node, self.resolver))
        return False

    def visit_Name(self, node: cst.Name) -> bool:
        self._class(name_of(node, self.resolver))
        return False

    def visit_SimpleString(self, node: cst.SimpleString) -> bool:
        text = node.evaluated_value
        if isinstance(text, str) and text.isidentifier():
            self._class(name_of(cst.Name(text), self.resolver))
        return False

    def visit_Call(self, node: cst.Call) -> bool:
        self._metadata(node)
        self._class(name_of(node.func, self.resolver))
        return False

    def visit_Subscript(self, node: cst.Subscript) -> bool:
        if last_word(name_of(node.value, self.resolver)) != "Literal":
            return True
        for element in node.slice:
            value = literal(element.slice.value, self.resolver) if isinstance(element.slice, cst.Index) else None
            if isinstance(value, str | int | bytes):
                self.constraints.append(("choice", text_of(value)))
        return False

    def leave_Subscript(self, original_node: cst.Subscript, updated_node: cst.Subscript) -> cst.BaseExpression:
        if last_word(name_of(original_node.value, self.resolver)) != "Annotated":
            return updated_node
        elements = [e.slice.value for e in original_node.slice if isinstance(e.slice, cst.Index)]
        self.extras += elements[1:]
        first = updated_node.slice[0].slice
        return first.value if isinstance(first, cst.Index) else updated_node

    def _class(self, name: str) -> None:
        word = last_word(name)
        self.secret = self.secret or word in SECRET_TYPES
        if word.lstrip("_")[:1].isupper() and word != "None" and not name.startswith(_NO_MODELS):
            self.models.append(name)

    def _metadata(self, node: cst.Call) -> None:
        name = name_of(node.func, self.resolver)
        positions, keywords, _ = arguments(node)
        short = last_word(name)
        order = ANNOTATED_TYPES.get(name) or ANNOTATED_TYPES.get(f"annotated_types.{short}") or ()
        pairs = dict(zip(order, positions, strict=False)) | keywords
        if name not in FIELDS and short != "Field":
            self.constraints += _constraints(pairs, self.resolver)
