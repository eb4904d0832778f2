"""Moves a read from a default argument, which is evaluated once, to the start of the function."""

import ast
from typing import Final

import libcst as cst

from relcheck.diagnostic import Edit
from relcheck.facts.python import Access
from relcheck.fix.module import Corners, Module, Withheld
from relcheck.fix.tree import rewritten

_PLAIN: Final = frozenset(("staticmethod", "classmethod", "override", "abstractmethod"))
"""Decorators that do not look at the arguments."""


def moved(access: Access, module: Module, corners: Corners, code: str) -> tuple[Edit, ...]:
    """The edits that make the default None, and ask for `code` inside; `Withheld` where that is not plain."""
    if access.freezer != "default":
        raise Withheld("it is not a default argument")
    function, name = _parameter(module, corners)
    if any(ast.unparse(one).rpartition(".")[2] not in _PLAIN for one in function.decorator_list):
        raise Withheld("a decorator may look at the default")
    if function.body[0].lineno == function.lineno or _is_empty(function):
        raise Withheld("the function has no body in which to read it")

    first = function.body[0]
    unit = module.lines[first.lineno - 1][function.col_offset : first.col_offset] or "    "

    def change(tree: cst.Module) -> cst.Module:
        found = tree.body[0]
        assert isinstance(found, cst.FunctionDef)
        params = cst.ensure_type(found.params.visit(_Default(name)), cst.Parameters)
        body = list(found.body.body)
        at = int(bool(ast.get_docstring(function, clean=False)))
        read = cst.ensure_type(cst.parse_statement(f"if {name} is None:\n    {name} = {code}\n"), cst.If)
        read = read.with_changes(body=read.body.with_changes(indent=unit))
        block = found.body.with_changes(body=[*body[:at], read, *body[at:]])
        return cst.ensure_type(tree.deep_replace(found, found.with_changes(params=params, body=block)), cst.Module)

    return rewritten(module, module.corners(function), change)


class _Default(cst.CSTTransformer):
    """Gives one parameter the default None, and says so in its annotation."""

    def __init__(self, name: str) -> None:
        self.name = name

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        if updated_node.name.value != self.name:
            return updated_node
        given = updated_node.annotation
        if given is not None:
            written = cst.Module([]).code_for_node(given.annotation)
            if "None" not in written and "Optional" not in written and "Any" not in written:
                wide = cst.parse_expression(f"{written} | None")
                given = given.with_changes(annotation=wide)
        return updated_node.with_changes(default=cst.Name("None"), annotation=given)


def _parameter(module: Module, corners: Corners) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]:
    """The function and the parameter whose default stands there."""
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.lineno <= corners[0]:
            given = node.args
            plain = [*given.posonlyargs, *given.args]
            pairs = list(zip(plain[len(plain) - len(given.defaults) :], given.defaults, strict=True))
            pairs += [(arg, one) for arg, one in zip(given.kwonlyargs, given.kw_defaults, strict=True) if one]
            for arg, default in pairs:
                if module.corners(default) == corners:
                    return node, arg.arg
    raise Withheld("the default is more than the read")


def _is_empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function only says what others do: a protocol, an overload."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) else function.body
    return not body or ast.unparse(body[0]) in ("...", "raise NotImplementedError", "raise NotImplementedError()")
