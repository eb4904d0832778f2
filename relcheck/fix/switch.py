"""Texts that are meant as switches: what a `bool` field makes of them, and where that is what the program means."""

import ast
from typing import Final

from relcheck.fix.module import Corners, Module, Withheld

_WORDS: Final = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
}
"""What pydantic takes for a truth value."""
_CASES: Final = ("lower", "strip", "casefold")


def switched(
    node: ast.expr, lack: str, default: str, module: Module, corners: Corners
) -> tuple[str, bool | None, Corners]:
    """The default of a switch that is tested as text, as written and as meant, and what of the file it replaces."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "bool":
        corners = module.corners(parent)
    elif not (
        (isinstance(parent, ast.If | ast.While | ast.IfExp | ast.Assert) and parent.test is node)
        or (isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not))
    ):
        raise Withheld('the text "false" is true here (REL107), and what is meant is not certain')
    if lack == "required":
        return "", None, corners
    if lack == "other" and not default:
        raise Withheld("its default is no literal")
    word = "false" if default in ("", "None") else default.strip().lower()
    if word not in _WORDS:
        raise Withheld("its default is not a switch")
    return str(_WORDS[word]), _WORDS[word], corners


def compared(node: ast.expr, lack: str, default: str, module: Module) -> tuple[str, bool | None, Corners, bool] | None:
    """The same for a text that is compared with words: `.lower() in ("true", "1")`; None where it is not.

    The last is true where the words are those for "off", so that the comparison says the opposite.
    """
    top, folded = node, False
    while (call := _folding(top, module)) is not None:
        top, folded = call, True
    parent = module.parents.get(top)
    if not isinstance(parent, ast.Compare) or parent.left is not top or len(parent.ops) != 1:
        return None
    one, many = isinstance(parent.ops[0], ast.Eq | ast.NotEq), isinstance(parent.ops[0], ast.In | ast.NotIn)
    words = _words(parent.comparators[0], one, many)
    means = {_WORDS.get(word.lower()) for word in words}
    corners = module.corners(parent)
    if not words or len(means) != 1 or None in means or "#" in module.segment(corners):
        return None
    turned = (means == {False}) != isinstance(parent.ops[0], ast.NotEq | ast.NotIn)
    if lack == "required":
        return "", None, corners, turned
    if folded and lack == "none":
        return None  # it fails there
    same = default.strip().lower() in {word.lower() for word in words} if lack == "text" else False
    value = same if means == {True} else not same
    return str(value), value, corners, turned


def _folding(node: ast.expr, module: Module) -> ast.Call | None:
    """The `.lower()` or `.strip()` that is asked of an expression."""
    attribute = module.parents.get(node)
    call = module.parents.get(attribute) if isinstance(attribute, ast.Attribute) else None
    if isinstance(call, ast.Call) and call.func is attribute and not call.args and not call.keywords:
        return call if isinstance(attribute, ast.Attribute) and attribute.attr in _CASES else None
    return None


def _words(node: ast.expr, one: bool, many: bool) -> list[str]:
    nodes = [node] if one else node.elts if many and isinstance(node, ast.Tuple | ast.List | ast.Set) else []
    words = [str(part.value) for part in nodes if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return words if len(words) == len(nodes) else []
