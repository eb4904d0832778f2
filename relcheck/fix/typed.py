"""Gives a field that holds a secret the type `SecretStr`, and reads its value wherever the field is used."""

import ast
from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from relcheck.diagnostic import Diagnostic, Edit, Fix
from relcheck.facts.python import Field, SettingsClass
from relcheck.fix.around import Around
from relcheck.fix.field import class_of, validated
from relcheck.fix.imports import bring_from
from relcheck.fix.module import Module, Withheld
from relcheck.fix.source import Source
from relcheck.fix.tree import rewritten, substitute
from relcheck.fix.use import fitting
from relcheck.fix.uses import holding, named

CODE = "REL501"
_WIDE = ("str|None", "None|str", "Optional[str]", "typing.Optional[str]")
_RISK = "whatever prints or passes on the settings shows stars then, so --unsafe-fixes has to ask for it"


def secret(diagnostics: Iterable[Diagnostic], around: Around) -> tuple[dict[Diagnostic, Fix], dict[Diagnostic, str]]:
    """The fixes of plain-typed secrets, and why others are not made."""
    fixes: dict[Diagnostic, Fix] = {}
    withheld: dict[Diagnostic, str] = {}
    wanted = [found for found in diagnostics if found.code == CODE and found.fix is None]
    fields = {field.span: (cls, field) for cls, field in around.project.fields} if wanted else {}
    for found in wanted:
        if found.span not in fields:
            continue
        try:
            edits = _typed(*fields[found.span], around)
        except Withheld as why:
            withheld[found] = str(why)
        else:
            fixes[found] = Fix("Type it `SecretStr`", edits, "unsafe")
            withheld[found] = _RISK
    return fixes, withheld


def _typed(cls: SettingsClass, field: Field, around: Around) -> tuple[Edit, ...]:
    name = field.name
    module, node = class_of(cls, around.load)
    if "." in name or cls.library not in ("pydantic-settings", "pydantic-v1"):
        raise Withheld("it is a field of a model, which may be used anywhere")
    if field.span.path != module.path or validated(node) & {name, "*"}:
        raise Withheld(f"a validator or another class may change the field `{name}`")
    if around.is_part(cls):
        raise Withheld(f"`{cls.name}` is part of another class, which may be passed on as a whole")
    optional = field.type.replace(" ", "") in _WIDE
    if not optional and field.type != "str":
        raise Withheld("it is more than text")
    edits: list[Edit] = [*bring_from(module, "pydantic", "SecretStr"), *_declared(module, node, name)]
    for user in holding(name, around):
        named(name, user, around)
        for use in [one for one in user.nodes if isinstance(one, ast.Attribute) and one.attr == name]:
            edits.append(_asked(use, user, node if user is module else None, cls, around, optional))
    return tuple(dict.fromkeys(edits))


def _asked(
    use: ast.Attribute, user: Module, own: ast.ClassDef | None, cls: SettingsClass, around: Around, optional: bool
) -> Edit:
    """The edit of one use; `Withheld` where it is not sure whose attribute it is."""
    corners = user.corners(use)
    text = user.segment(corners)
    if not isinstance(use.ctx, ast.Load) or not text.endswith(f".{use.attr}"):
        raise Withheld(f"{user.path} sets it, or uses it in an f-string")
    if not _is_settings(use.value, user, own, cls, around):
        raise Withheld(f"it is not certain what `{use.attr}` in {user.path}, line {use.lineno}, belongs to")
    if not optional:
        return substitute(user, corners, f"{text}.get_secret_value()")
    asked = f"{text}.get_secret_value() if {text} is not None else None"
    return substitute(user, corners, fitting(asked, user, corners, around.width(user.path)))


def _is_settings(node: ast.expr, user: Module, own: ast.ClassDef | None, cls: SettingsClass, around: Around) -> bool:
    """Whether an expression is sure to be the settings of a class."""
    sources = [one for one in around.sources if one.cls is cls]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.args and not node.keywords:
        return _known(node.func.id, user, [one for one in sources if one.call], cls, around)
    if not isinstance(node, ast.Name):
        return False
    if node.id == "self":
        return own is not None and any(one is node for one in ast.walk(own))
    return _known(node.id, user, [one for one in sources if not one.call], cls, around)


def _known(name: str, user: Module, sources: list[Source], cls: SettingsClass, around: Around) -> bool:
    """Whether all that binds a name in a file makes it the settings."""
    bindings = list(_bindings(name, user))
    return bool(bindings) and all(_means(one, name, user, sources, cls, around) for one in bindings)


def _means(node: ast.AST, name: str, user: Module, sources: list[Source], cls: SettingsClass, around: Around) -> bool:
    if isinstance(node, ast.arg):
        return node.annotation is not None and ast.unparse(node.annotation).rpartition(".")[2] == cls.name
    if isinstance(node, ast.ImportFrom):
        source = "." * node.level + (node.module or "")
        place = around.find(source, user.path)
        names = [alias.name for alias in node.names if (alias.asname or alias.name) == name]
        return any(place == (one.instance.span.path, "") and names == [one.name] for one in sources)
    return any(user.path == one.instance.span.path and name == one.name for one in sources)


def _bindings(name: str, module: Module) -> Iterator[ast.AST]:
    for node in module.nodes:
        bound = (
            (isinstance(node, ast.arg) and node.arg == name)
            or (isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load))
            or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name)
            or (
                isinstance(node, ast.Import | ast.ImportFrom)
                and any((alias.asname or alias.name).partition(".")[0] == name for alias in node.names)
            )
            or (isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name == name)
        )
        if bound:
            yield node


def _declared(module: Module, node: ast.ClassDef, name: str) -> tuple[Edit, ...]:
    """The edits of the declaration: its type, and its default where it is a text."""
    found = [
        one
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.target.id == name
    ]
    if len(found) != 1:
        raise Withheld(f"the field `{name}` is declared more than once")
    if isinstance(found[0].value, ast.Call) and ast.unparse(found[0].value.func).rpartition(".")[2] == "Field":
        given = [word.value for word in found[0].value.keywords if word.arg == "default"] + found[0].value.args[:1]
        if any(not isinstance(one, ast.Constant) or isinstance(one.value, str) for one in given):
            raise Withheld(f"the default of `{name}` is inside a call")
        if any(word.arg not in _CALM for word in found[0].value.keywords):
            raise Withheld(f"`Field` of `{name}` has arguments that a secret cannot have")
    elif found[0].value is not None and not isinstance(found[0].value, ast.Constant):
        raise Withheld(f"the default of `{name}` is computed")

    return rewritten(module, module.corners(found[0]), _retyped())


_CALM = frozenset("default description alias validation_alias title env exclude repr min_length max_length".split())
"""What a field of any type may say of itself."""


def _retyped() -> Callable[[cst.Module], cst.Module]:
    def change(tree: cst.Module) -> cst.Module:
        line = cst.ensure_type(tree.body[0], cst.SimpleStatementLine)
        found = cst.ensure_type(line.body[0], cst.AnnAssign)
        kind = found.annotation.visit(_Text())
        value = found.value
        if isinstance(value, cst.SimpleString | cst.ConcatenatedString):
            value = cst.Call(cst.Name("SecretStr"), [cst.Arg(value)])
        new = found.with_changes(annotation=kind, value=value)
        return cst.ensure_type(tree.deep_replace(found, new), cst.Module)

    return change


class _Text(cst.CSTTransformer):
    """Makes a secret of a text in an annotation."""

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        return updated_node.with_changes(value="SecretStr") if updated_node.value == "str" else updated_node
