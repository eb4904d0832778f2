"""The field that stands in for a variable: one that is declared, or a new one and where it goes."""

import ast
import keyword
from collections.abc import Callable
from typing import Final, NamedTuple

from relcheck.diagnostic import Edit
from relcheck.facts.python import Field, SettingsClass
from relcheck.fix.imports import bring_from
from relcheck.fix.module import Module, Withheld
from relcheck.fix.read import Read
from relcheck.fix.source import Source
from relcheck.project import Project
from relcheck.secret import is_secret

_CHANGING: Final = frozenset(
    "env_parse_none_str str_strip_whitespace str_to_lower str_to_upper strict alias_generator"
    " env_prefix_target allow_inf_nan coerce_numbers_to_str".split()
)
"""Configuration of a class after which a field no longer holds what the variable says."""
_TAKEN: Final = frozenset(
    "copy dict json schema schema_json validate construct parse_obj parse_raw parse_file from_orm fields config"
    " update_forward_refs".split()
)
"""Names that every model has."""


class Target(NamedTuple):
    """The field that stands in for a variable: how it is asked, and the edits that declare it."""

    source: Source
    attribute: str
    secret: bool
    optional: bool
    edits: tuple[Edit, ...] = ()
    risks: tuple[str, ...] = ()


def target(
    variable: str, read: Read, found: list[Source], project: Project, load: Callable[[str], Module | None]
) -> Target:
    """The field for a variable, declared already or new; raises `Withheld` where none is sure to mean the same."""
    declared = project.declared.get(variable) or project.declared.get(variable.upper()) or ()
    for source in found:
        for cls, field in declared:
            if cls is source.cls and "." not in field.name:
                return _declared(source, field, variable, read, load)
    if declared:
        cls, field = declared[0]
        raise Withheld(f"`{cls.name}.{field.name}` declares it, and has no instance that can be imported")
    if not found:
        raise Withheld("no settings class has an instance that can be imported")
    fitting = [one for one in found if one.cls.prefix and variable.upper().startswith(one.cls.prefix.upper())]
    source = (fitting or [one for one in found if not one.cls.prefix] or found)[0]
    return _new(source, variable, read, load)


def _sure(source: Source, load: Callable[[str], Module | None]) -> tuple[Module, ast.ClassDef]:
    """The class in its file; raises `Withheld` where its fields may hold something else than the variables."""
    cls = source.cls
    module = load(cls.span.path)
    if cls.library not in ("pydantic-settings", "pydantic-v1") or module is None:
        raise Withheld(f"`{cls.name}` is no class of pydantic-settings")
    if cls.dynamic or cls.customised_sources:
        raise Withheld(f"which variables `{cls.name}` reads is computed")
    nodes: list[ast.stmt] = module.tree.body
    node: ast.ClassDef | None = None
    for part in cls.name.split("."):
        node = next((one for one in nodes if isinstance(one, ast.ClassDef) and one.name == part), None)
        if node is None:
            raise Withheld(f"`{cls.name}` is not at the top of {cls.span.path}")
        nodes = node.body
    assert node is not None
    if odd := sorted(_CHANGING & {*_configured(node), *cls.computed, *dict(cls.config)}):
        raise Withheld(f"`{odd[0]}` of `{cls.name}` changes what its fields hold")
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


def _validated(node: ast.ClassDef) -> set[str]:
    """The fields that validators of a class may change; `*` is all of them."""
    names: set[str] = set()
    for method in node.body:
        if isinstance(method, ast.FunctionDef):
            for one in method.decorator_list:
                if isinstance(one, ast.Call) and ast.unparse(one.func).rpartition(".")[2].endswith("validator"):
                    names |= {str(arg.value) for arg in one.args if isinstance(arg, ast.Constant)}
    return names


def _declared(source: Source, field: Field, variable: str, read: Read, load: Callable[[str], Module | None]) -> Target:
    """A field that is there already, if it holds what the read says."""
    _, node = _sure(source, load)
    if len(field.names) != 1 or field.names[0].upper() != variable.upper():
        raise Withheld(f"the field `{field.name}` has several variables")
    if _validated(node) & {field.name, "*"}:
        raise Withheld(f"a validator may change the field `{field.name}`")
    kind = field.type.replace(" ", "")
    optional = False
    for bare in ("str", "SecretStr"):
        if kind in (f"{bare}|None", f"None|{bare}", f"Optional[{bare}]", f"typing.Optional[{bare}]"):
            kind, optional = bare, True
    if kind.removeprefix("pydantic.") not in {"str": ("str", "SecretStr")}.get(read.type, (read.type,)):
        raise Withheld(f"the field `{field.name}` has another type")
    if not field.required:
        _same_default(field, read, load)
    secret = kind.endswith("SecretStr")
    return Target(source, field.name, secret, optional, (), _risks(source, required=False))


def _same_default(field: Field, read: Read, load: Callable[[str], Module | None]) -> None:
    given = field.default
    other = Withheld(f"the field `{field.name}` has another default")
    if given is None or read.required:
        raise other
    if given.form == "none":
        if read.default != "None":
            raise other
        return
    module = load(field.span.path)
    if module is None or not given.line:
        raise other
    try:
        value = ast.literal_eval(module.segment((given.line, given.column, given.end_line, given.end_column)))
    except (ValueError, SyntaxError, IndexError):
        raise other from None
    if value != read.value or type(value) is not type(read.value):
        raise other


def _risks(source: Source, *, required: bool) -> tuple[str, ...]:
    cls = source.cls
    risks = []
    if required:
        risks.append("the program no longer starts without it")
    if cls.env_files or {"env_file"} & set(cls.computed):
        risks.append(f"`{cls.name}` reads an env file, too")
    if dict(cls.config).get("env_ignore_empty") or "env_ignore_empty" in cls.computed:
        risks.append(f"`{cls.name}` takes an empty variable for a missing one")
    if cls.secrets_dirs:
        risks.append(f"`{cls.name}` reads a secrets directory, too")
    return tuple(risks)


def _new(source: Source, variable: str, read: Read, load: Callable[[str], Module | None]) -> Target:
    """A new field, under a name from which the class makes the variable's."""
    module, node = _sure(source, load)
    cls = source.cls
    if "*" in _validated(node):
        raise Withheld(f"a validator of `{cls.name}` may change it")
    if cls.nested_delimiter and cls.nested_delimiter.lower() in variable.lower():
        raise Withheld(f"it holds `{cls.nested_delimiter}`, which `{cls.name}` takes for nesting")
    name, alias = _name(cls, variable)
    taken = _bound(node) | {field.name for field in cls.fields} | _TAKEN
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith(("_", "model_")) or name in taken:
        raise Withheld(f"a field of `{cls.name}` cannot be called `{name}`")
    secret = read.type == "str" and is_secret(variable)
    optional = read.default == "None"
    if secret and read.value:
        raise Withheld("its default is a secret, which no settings class should hold")
    kind = "SecretStr" if secret else read.type
    if optional:
        kind = f"Optional[{kind}]" if "Optional" in module.bound else f"{kind} | None"
    default = f"SecretStr({read.default})" if secret and read.default and not optional else read.default
    edits = bring_from(module, "pydantic", "SecretStr") if secret else ()
    value = f" = {default}" if default else ""
    if alias:
        if cls.library == "pydantic-v1":
            raise Withheld(f"the prefix of `{cls.name}` is not the variable's")
        edits += bring_from(module, "pydantic", "Field")
        value = f" = Field(default={default}, " if default else " = Field("
        value += f'validation_alias="{variable}")'
    edits += (_place(module, node, f"{name}: {kind}{value}"),)
    return Target(source, name, secret, optional, edits, _risks(source, required=read.required))


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


def _place(module: Module, node: ast.ClassDef, text: str) -> Edit:
    """The edit that puts a field behind the last one."""
    body = node.body
    if body[0].lineno == node.lineno:
        raise Withheld(f"`{node.name}` stands on one line")
    fields = [number for number, one in enumerate(body) if isinstance(one, ast.AnnAssign)]
    number = fields[-1] if fields else 0
    if fields:
        after = body[number + 1 : number + 2]
        if after and isinstance(after[0], ast.Expr) and isinstance(after[0].value, ast.Constant):
            number += 1
    else:
        heads = [index for index, one in enumerate(body) if isinstance(one, ast.Assign | ast.Expr | ast.Pass)]
        number = heads[-1] if heads else 0
        if len(body) == 1 and (isinstance(body[0], ast.Pass) or ast.unparse(body[0]) == "..."):
            return module.replace(module.corners(body[0]), text)
        if not heads:
            raise Withheld(f"`{node.name}` has no place for a field that is sure")
    last = body[number]
    if any(one is not last and one.lineno <= (last.end_lineno or 0) <= (one.end_lineno or 0) for one in body):
        raise Withheld(f"`{node.name}` has several statements on one line")
    indent = module.lines[last.lineno - 1][
        : len(module.lines[last.lineno - 1]) - len(module.lines[last.lineno - 1].lstrip())
    ]
    return module.below(last.end_lineno or last.lineno, f"{indent}{text}\n")
