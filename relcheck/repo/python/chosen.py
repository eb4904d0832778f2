"""Functions that do nothing but put together, and choose, what they return."""

import _ast
from typing import Any, Final

from relcheck.repo.python.marks import OF_TEXTS

_RETURNED: Final = (_ast.Name, _ast.Attribute, _ast.Constant, _ast.JoinedStr, _ast.BinOp)
_BESIDE: Final = (_ast.Expr, _ast.Raise, _ast.Assert, _ast.Assign, _ast.AnnAssign)


def chosen(body: list[Any]) -> list[Any] | None:
    """The `return` statements of a function that only puts together what it returns and chooses; None of another.

    How it begins is what `reduce` asks about a function that it leaves out.
    """
    documented = body[0].__class__ is _ast.Expr and body[0].value.__class__ is _ast.Constant
    first: Any = body[1] if documented and len(body) > 1 else body[0]
    simple = first.__class__ in (_ast.Return, _ast.If, _ast.Match)
    if first.__class__ in (_ast.Assign, _ast.AnnAssign):
        targets = getattr(first, "targets", None) or [getattr(first, "target", None)]
        simple = targets[0].__class__ is _ast.Name and first.value is not None
    return _choices(body) if simple else None


def _choices(body: list[Any]) -> list[Any] | None:
    """The `return` statements of a block; None where it does anything else."""
    found: list[Any] = []
    for node in body:
        cls = node.__class__
        if cls is _ast.Return and node.value is not None:
            of_text = node.value.__class__ is _ast.Call and getattr(node.value.func, "attr", "") in OF_TEXTS
            if not of_text and node.value.__class__ not in _RETURNED:
                return None
            found.append(node)
        elif cls in (_ast.If, _ast.Match):
            for block in (node.body, node.orelse) if cls is _ast.If else [case.body for case in node.cases]:
                inner = _choices(block)
                if inner is None:
                    return None
                found += inner
        elif cls not in _BESIDE:
            return None
    return found
