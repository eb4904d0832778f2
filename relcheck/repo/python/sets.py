"""Which names are held against the names that are there: `{"A", "B"} - os.environ.keys()`.

One of the modules that know libcst.
"""

from typing import Any, Final

import libcst as cst

from relcheck.repo.python.statement import Names, Statement

METHODS: Final = frozenset("issubset difference intersection isdisjoint".split())
TAKERS: Final = METHODS | {"update", "join"}
"""Methods that look through what they are given."""
_OPERATORS: Final = (cst.Subtract, cst.BitAnd)
_ORDERS: Final = (cst.LessThanEqual, cst.LessThan, cst.GreaterThanEqual, cst.GreaterThan)


def asked(statement: Statement, node: Any) -> Names:
    """The names that the other side has, where it is written out; `node` is what stands for the environment."""
    from relcheck.repo.python.whole import written

    other = _other(statement, node)
    return written(statement, other) if other is not None else Names()


def _other(statement: Statement, node: Any) -> Any:
    parent = statement.parent(node)
    if isinstance(parent, cst.BinaryOperation) and isinstance(parent.operator, _OPERATORS):
        either = isinstance(parent.operator, cst.BitAnd)
        return parent.left if parent.right is node else parent.right if either else None
    if isinstance(parent, cst.ComparisonTarget) and isinstance(parent.operator, _ORDERS):
        return statement.parent(parent).left
    if isinstance(parent, cst.Comparison) and isinstance(parent.comparisons[0].operator, _ORDERS):
        return parent.comparisons[0].comparator
    call = statement.parent(parent) if isinstance(parent, cst.Arg) else None
    if isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute) and call.func.attr.value in METHODS:
        return call.func.value
    return None
