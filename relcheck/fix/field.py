"""The field that replaces a variable: an existing one, or a new one and where it goes."""

import ast
import keyword
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from relcheck.diagnostic import Edit
from relcheck.facts.python import Field, SettingsClass
from relcheck.fix.around import Around
from relcheck.fix.imports import bring_from
from relcheck.fix.module import Module, Withheld
from relcheck.fix.place import placed
from relcheck.fix.read import literal
from relcheck.fix.source import Source
from relcheck.fix.use import Shape
from relcheck.secret import is_secret

_CHANGING: Final = frozenset(
    "env_parse_none_str str_strip_whitespace str_to_lower str_to_upper strict alias_generator"
    " env_prefix_target allow_inf_nan coerce_numbers_to_str".split()
)
"""Configuration of a class after which a field no longer holds what the variable says."""
_OWN: Final = ("model_validate", "model_dump", "model_fields", "model_config", "model_computed", "model_construct",
               "model_copy", "model_extra", "model_json", "model_param", "model_post", "model_rebuild")  # fmt: skip
"""How the names begin that pydantic keeps to itself."""
_TAKEN: Final = frozenset(
    "copy dict json schema schema_json validate construct parse_obj parse_raw parse_file from_orm fields config"
    " update_forward_refs".split()
)
"""Names that every model has."""


class Target(NamedTuple):
    """The field that stands in for a variable: what it is, and the edits that declare it."""

    source: Source
    attribute: str
    shape: Shape
    secret: bool
    edits: tuple[Edit, ...] = ()
    risks: tuple[str, ...] = ()
    declare: Callable[[Sequence[str]], tuple[Edit, ...]] | None = None  # the same edits, with a comment above


Load = Callable[[str], Module | None]


def declared(variable: str, source: Source, around: Around) -> Target | None:
    """The field of a settings class that stands in for a variable already; None where there is none."""
    rows = around.project.declared.get(variable) or around.project.declared.get(variable.upper()) or ()
    for cls, field in rows:
        if cls is source.cls and "." not in field.name:
            return _declared(source, field, variable, around.load)
    return None


def _sure(source: Source, load: Load) -> tuple[Module, ast.ClassDef]:
    """The class in its file; raises `Withheld` where its fields may hold something else than the variables."""
    cls = source.cls
    if cls.library not in ("pydantic-settings", "pydantic-v1"):
        raise Withheld(f"`{cls.name}` is not a pydantic-settings class")
    if cls.dynamic or cls.customised_sources:
        raise Withheld(f"the variables that `{cls.name}` reads are computed")
    module, node = class_of(cls, load)
    if odd := sorted(_CHANGING & {*_configured(node), *cls.computed, *dict(cls.config)}):
        raise Withheld(f"`{odd[0]}` of `{cls.name}` changes the values of its fields")
    return module, node


def class_of(cls: SettingsClass, load: Load) -> tuple[Module, ast.ClassDef]:
    """A settings class in its file."""
    module = load(cls.span.path)
    if module is None:
        raise Withheld(f"{cls.span.path} is not a plain Python module")
    nodes: list[ast.stmt] = module.tree.body
    node: ast.ClassDef | None = None
    for part in cls.name.split("."):
        node = next((one for one in nodes if isinstance(one, ast.ClassDef) and one.name == part), None)
        if node is None:
            raise Withheld(f"`{cls.name}` is not at the top of {cls.span.path}")
        nodes = node.body
    assert node is not None
    return module, node


def _configured(node: ast.ClassDef) -> set[str]:
    """What the body of a class configures, by any of the ways to do so."""
    names: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.keyword):
            names.add(one.arg or "")
        elif isinstance(one, ast.Dict):
            names |= {str(key.value) for key in one.keys if isinstance(key, ast.Constant)}
        elif isinstance(one, ast.ClassDef) and one.name == "Config":
            names |= _bound(one)
    return names


def validated(node: ast.ClassDef) -> set[str]:
    """The fields that validators of a class may change; `*` is all of them."""
    names: set[str] = set()
    for method in node.body:
        if isinstance(method, ast.FunctionDef):
            for one in method.decorator_list:
                if isinstance(one, ast.Call) and ast.unparse(one.func).rpartition(".")[2].endswith("validator"):
                    names |= {str(arg.value) for arg in one.args if isinstance(arg, ast.Constant)}
    return names


def _declared(source: Source, field: Field, variable: str, load: Load) -> Target:
    """A field that is there already, if it holds what the variable says."""
    _, node = _sure(source, load)
    if len(field.names) != 1 or field.names[0].upper() != variable.upper():
        raise Withheld(f"the field `{field.name}` has several variables")
    if validated(node) & {field.name, "*"}:
        raise Withheld(f"a validator may change the field `{field.name}`")
    kind, optional = field.type.replace(" ", ""), False
    for bare in ("str", "SecretStr", "pydantic.SecretStr"):
        if kind in (f"{bare}|None", f"None|{bare}", f"Optional[{bare}]", f"typing.Optional[{bare}]"):
            kind, optional = bare, True
    secret = kind.endswith("SecretStr")
    if secret:
        kind = "str"
    if kind not in ("str", "int", "float", "bool"):
        raise Withheld(f"the field `{field.name}` has another type")
    shape = Shape(kind, "") if field.required else _default(field, kind, optional, secret, load)
    return Target(source, field.name, shape, secret, (), _risks(source, required=False))


def _default(field: Field, kind: str, optional: bool, secret: bool, load: Load) -> Shape:
    other = Withheld(f"the field `{field.name}` has another default")
    given = field.default
    if given is None:
        raise other
    if given.form == "none":
        return Shape(kind, "None")
    module = load(field.span.path)
    if module is None or not given.line or optional or secret:
        raise other
    written = module.segment((given.line, given.column, given.end_line, given.end_column))
    try:
        value = ast.literal_eval(written)
    except (ValueError, SyntaxError, IndexError):
        raise other from None
    if type(value).__name__ != kind:
        raise other
    return Shape(kind, literal(value) if isinstance(value, str) else repr(value), value)


def _risks(source: Source, *, required: bool) -> tuple[str, ...]:
    cls = source.cls
    risks = []
    if required:
        risks.append("the program no longer starts without it")
    if cls.env_files or {"env_file"} & set(cls.computed) or "_env_file" in source.instance.keywords:
        risks.append(f"`{cls.name}` reads an env file, too")
    if dict(cls.config).get("env_ignore_empty") or "env_ignore_empty" in cls.computed:
        risks.append(f"`{cls.name}` takes an empty variable for a missing one")
    if cls.secrets_dirs:
        risks.append(f"`{cls.name}` reads a secrets directory, too")
    return tuple(risks)


def new(variable: str, shape: Shape, source: Source, around: Around) -> Target:
    """A new field, under a name from which the class makes the variable's."""
    module, node = _sure(source, around.load)
    cls = source.cls
    if "*" in validated(node):
        raise Withheld(f"a validator of `{cls.name}` may change it")
    if cls.nested_delimiter and cls.nested_delimiter.lower() in variable.lower():
        raise Withheld(f"it holds `{cls.nested_delimiter}`, which `{cls.name}` takes for nesting")
    taken = _bound(node) | {field.name for field in cls.fields}
    name, alias = _name(cls, variable)
    if not name.isidentifier() or name.startswith("_"):
        name, alias = f"variable_{name.lstrip('_')}", True
    if keyword.iskeyword(name) or name in _TAKEN or name.startswith(_OWN):
        name, alias = f"{name}_", True
    if not name.isidentifier() or name in taken:
        raise Withheld(f"a field of `{cls.name}` cannot be called `{name}`")
    secret = shape.type == "str" and is_secret(variable)
    if secret and shape.value:
        raise Withheld("its default is a secret, which should not be in a settings class")
    kind = "SecretStr" if secret else shape.type
    if shape.optional:
        kind = f"Optional[{kind}]" if "Optional" in module.bound else f"{kind} | None"
    default = f"SecretStr({shape.default})" if secret and shape.default and not shape.optional else shape.default
    edits = bring_from(module, "pydantic", "SecretStr") if secret else ()
    value = f" = {default}" if default else ""
    if alias:
        if cls.library == "pydantic-v1":
            raise Withheld(f"the variable does not have the prefix of `{cls.name}`")
        edits += bring_from(module, "pydantic", "Field")
        value = f" = Field(default={default}, " if default else " = Field("
        value += f'validation_alias="{variable}")'

    def declare(comment: Sequence[str]) -> tuple[Edit, ...]:
        return edits + placed(module, node, "\n".join((*comment, f"{name}: {kind}{value}")))

    return Target(source, name, shape, secret, declare(()), _risks(source, required=shape.required), declare)


def _name(cls: SettingsClass, variable: str) -> tuple[str, bool]:
    """The name of the field, and whether it needs an alias to be filled from the variable."""
    fits = variable.startswith(cls.prefix) if cls.case_sensitive else variable.lower().startswith(cls.prefix.lower())
    rest = variable[len(cls.prefix) :] if fits else variable
    shouting = sum(field.name.isupper() for field in cls.fields) * 2 > len(cls.fields)
    if cls.case_sensitive:
        return (rest, False) if fits and rest else (variable if shouting else variable.lower(), True)
    alias = not fits or not rest
    rest = rest or variable
    return (rest.upper() if shouting else rest.lower()), alias


def _bound(node: ast.ClassDef) -> set[str]:
    names = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            names.add(one.id)
        elif isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and one is not node:
            names.add(one.name)
    return names
