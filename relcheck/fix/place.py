"""Where a new field stands in the body of its class."""

import ast
from collections.abc import Sequence

import libcst as cst

from relcheck.diagnostic import Edit
from relcheck.fix.module import Module, Withheld
from relcheck.fix.tree import rewritten


def placed(module: Module, node: ast.ClassDef, text: str) -> tuple[Edit, ...]:
    """The edits that put a field behind the last one of a class."""
    if node.body[0].lineno == node.lineno:
        raise Withheld(f"`{node.name}` is on one line")

    def change(tree: cst.Module) -> cst.Module:
        cls = tree.body[0]
        assert isinstance(cls, cst.ClassDef)
        body, field = list(cls.body.body), cst.parse_statement(text)
        if len(body) == 1 and _small(body[0], cst.Pass, cst.Ellipsis):
            return tree.with_deep_changes(cls.body, body=[field])
        at = _behind(body, node.name)
        return tree.with_deep_changes(cls.body, body=[*body[:at], field, *body[at:]])

    return rewritten(module, module.corners(node), change)


def _behind(body: Sequence[cst.CSTNode], name: str) -> int:
    """The place behind the last field of a class and its docstring; else behind its own docstring and configuration."""
    fields = [number for number, one in enumerate(body) if _small(one, cst.AnnAssign)]
    if fields:
        after = fields[-1] + 1
        return after + (after < len(body) and _small(body[after], cst.SimpleString, cst.ConcatenatedString))
    heads = [n for n, one in enumerate(body) if _small(one, cst.Assign, cst.Pass, cst.SimpleString)]
    if not heads:
        raise Withheld(f"there is no safe place for a field in `{name}`")
    return heads[-1] + 1


def _small(node: cst.CSTNode, *kinds: type[cst.CSTNode]) -> bool:
    """Whether a line holds nothing but a statement, or an expression, of one of these kinds."""
    if not isinstance(node, cst.SimpleStatementLine) or len(node.body) != 1:
        return False
    small = node.body[0]
    return isinstance(small, kinds) or (isinstance(small, cst.Expr) and isinstance(small.value, kinds))
