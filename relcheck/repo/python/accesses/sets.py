"""Which names are held against the names that are there: `{"A", "B"} - os.environ.keys()`.

One of the modules that know libcst.
"""

import _ast
from typing import Any, Final

import libcst as cst

from relcheck.repo.python.meaning.kinds import Ref, Text
from relcheck.repo.python.statements.statement import Names, Statement
from relcheck.repo.python.syntax import convert

METHODS: Final = frozenset("issubset difference intersection isdisjoint".split())
TAKERS: Final = METHODS | {"update", "join"}
"""Methods that look through what they are given."""
_OPERATORS: Final = (cst.Subtract, cst.BitAnd)
_ORDERS: Final = (cst.LessThanEqual, cst.LessThan, cst.GreaterThanEqual, cst.GreaterThan)


def asked(statement: Statement, node: Any) -> Names:
    """The names that the other side has, where it is written out; `node` is what stands for the environment."""
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


def written(statement: Statement, node: Any) -> Names:
    """The keys of a dictionary, or of pairs, that are written out: here, or where a name was assigned them."""
    scope, _ = statement.inside(node)
    given: Any = convert.expression(node)
    if given.__class__ is _ast.Call and statement.qualified(node.func) == "dict":
        inner = [written(statement, arg.value).names for arg in node.args if arg.keyword is None]
        names = [name for names in inner for name in names]
        return Names(tuple(dict.fromkeys((*names, *(k.arg for k in given.keywords if k.arg)))))
    found: list[str] = []
    for element, at, place in statement.resolver.elements(given, scope, statement.place, 16):
        key = element.elts[0] if element.__class__ is _ast.Tuple and element.elts else element
        for meaning in statement.resolver.of(key, at, place):
            if isinstance(meaning, Text) and isinstance(meaning.value, str):
                found.append(meaning.value)
            elif isinstance(meaning, Ref) and "(" not in meaning.name:
                statement.resolver.wanted.add(meaning.name)
    return Names(tuple(dict.fromkeys(found)))
