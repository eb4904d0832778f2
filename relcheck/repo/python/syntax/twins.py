"""The interpreter's node for one of libcst's: it knows where it stands. One of the modules that know libcst.

Both trees are gone down together, from a statement that both have. Where they differ in shape, nothing is found.
"""

import _ast
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

import libcst as cst


def twin(chain: Sequence[Any], syntax: Any) -> Any:
    """The interpreter's node for the last of a chain of nodes, each inside the one before; None where that is not sure.

    `syntax` is the node for the first of them.
    """
    wanted = _SAME.get(chain[-1].__class__)
    here = syntax
    for parent, child in pairwise(chain):
        step = _STEPS.get(parent.__class__)
        if wanted is None or step is None or here is None:
            return None
        here = step(parent, child, here)
    return here if wanted and here.__class__ in wanted else None


_SAME: Final[dict[type, tuple[type, ...]]] = {
    cst.Name: (_ast.Name, _ast.Constant),
    cst.Attribute: (_ast.Attribute,),
    cst.Call: (_ast.Call,),
    cst.Subscript: (_ast.Subscript,),
    cst.Comparison: (_ast.Compare,),
    cst.BinaryOperation: (_ast.BinOp,),
    cst.IfExp: (_ast.IfExp,),
    cst.SimpleString: (_ast.Constant,),
    cst.ConcatenatedString: (_ast.Constant, _ast.JoinedStr),
    cst.Integer: (_ast.Constant,),
    cst.Float: (_ast.Constant,),
    cst.List: (_ast.List,),
    cst.Set: (_ast.Set,),
    cst.Dict: (_ast.Dict,),
    cst.Assign: (_ast.Assign,),
    cst.AnnAssign: (_ast.AnnAssign,),
}
"""Classes that begin and end in the same place in both trees: a tuple, say, has its brackets in one only."""


def _index(items: Sequence[Any], item: Any) -> int:
    return next(n for n, one in enumerate(items) if one is item)


def _fields(**names: str) -> Callable[[Any, Any, Any], Any]:
    """A step through fields: libcst's name of each, and the interpreter's."""
    pairs = tuple(names.items())

    def step(parent: Any, child: Any, here: Any) -> Any:
        return next((getattr(here, theirs, None) for ours, theirs in pairs if getattr(parent, ours) is child), None)

    return step


def _items(ours: str, theirs: str) -> Callable[[Any, Any, Any], Any]:
    """A step through a list that is as long in both trees."""

    def step(parent: Any, child: Any, here: Any) -> Any:
        return getattr(here, theirs)[_index(getattr(parent, ours), child)]

    return step


def _same(_: Any, __: Any, here: Any) -> Any:
    """A step through a node that only libcst has."""
    return here


def _call(parent: Any, child: Any, here: Any) -> Any:
    if child is parent.func:
        return here.func
    named = child.keyword is not None or child.star == "**"
    alike = [arg for arg in parent.args if (arg.keyword is not None or arg.star == "**") is named]
    return (here.keywords if named else here.args)[_index(alike, child)]


def _value(parent: Any, child: Any, here: Any) -> Any:
    """From an argument or element, which may have a keyword or a star, to its value."""
    if child is not parent.value:
        return None
    return here.value if isinstance(here, _ast.keyword | _ast.Starred) else here


def _subscript(parent: Any, child: Any, here: Any) -> Any:
    if child is parent.value:
        return here.value
    alone = len(parent.slice) == 1 and isinstance(child.comma, cst.MaybeSentinel)
    return here.slice if alone else here.slice.elts[_index(parent.slice, child)]


def _comparison(parent: Any, child: Any, here: Any) -> Any:
    return here.left if child is parent.left else here.comparators[_index(parent.comparisons, child)]


def _boolean(parent: Any, child: Any, here: Any) -> Any:
    """`a or b or c` is one operation of the interpreter's, and two of libcst's."""
    if child is parent.left:
        return here if _goes_on(parent) else here.values[0]
    position = 1
    while _goes_on(parent):
        parent, position = parent.left, position + 1
    return here.values[position]


def _goes_on(node: Any) -> bool:
    left = node.left
    return (
        left.__class__ is cst.BooleanOperation and not left.lpar and left.operator.__class__ is node.operator.__class__
    )


def _dictionary(parent: Any, child: Any, here: Any) -> Any:
    at = _index(parent.elements, child)
    return here.keys[at], here.values[at]


def _entry(parent: Any, child: Any, here: Any) -> Any:
    return here[child is parent.value]


def _line(parent: Any, child: Any, here: Any) -> Any:
    """From a block to a statement in it; several may stand on one line."""
    before = parent.body[: _index(parent.body, child)]
    at = sum(len(one.body) if one.__class__ is cst.SimpleStatementLine else 1 for one in before)
    return here.body[at : at + len(child.body)] if child.__class__ is cst.SimpleStatementLine else None


_STEPS: Final[dict[type, Callable[[Any, Any, Any], Any]]] = {
    cst.Expr: _fields(value="value"),
    cst.Return: _fields(value="value"),
    cst.Raise: _fields(exc="exc"),
    cst.Assert: _fields(test="test", msg="msg"),
    cst.Del: lambda _, __, here: here.targets[0] if len(here.targets) == 1 else None,
    cst.Assign: lambda parent, child, here: (
        here.value if child is parent.value else here.targets[_index(parent.targets, child)]
    ),
    cst.AssignTarget: _same,
    cst.AnnAssign: _fields(target="target", annotation="annotation", value="value"),
    cst.Annotation: _same,
    cst.AugAssign: _fields(target="target", value="value"),
    cst.Attribute: _fields(value="value"),
    cst.Await: _fields(expression="value"),
    cst.UnaryOperation: _fields(expression="operand"),
    cst.BinaryOperation: _fields(left="left", right="right"),
    cst.BooleanOperation: _boolean,
    cst.IfExp: _fields(body="body", test="test", orelse="orelse"),
    cst.NamedExpr: _fields(target="target", value="value"),
    cst.Lambda: _fields(body="body"),
    cst.Call: _call,
    cst.Arg: _value,
    cst.Subscript: _subscript,
    cst.SubscriptElement: _same,
    cst.Index: _same,
    cst.Comparison: _comparison,
    cst.ComparisonTarget: _same,
    cst.Tuple: _items("elements", "elts"),
    cst.List: _items("elements", "elts"),
    cst.Set: _items("elements", "elts"),
    cst.Element: _same,
    cst.StarredElement: _value,
    cst.Dict: _dictionary,
    cst.DictElement: _entry,
    cst.StarredDictElement: lambda _, __, here: here[1],
    cst.GeneratorExp: _fields(elt="elt"),
    cst.ListComp: _fields(elt="elt"),
    cst.SetComp: _fields(elt="elt"),
    cst.DictComp: _fields(key="key", value="value"),
    cst.ClassDef: lambda parent, child, here: here if child is parent.body else None,
    cst.IndentedBlock: _line,
    cst.SimpleStatementLine: lambda parent, child, here: here[_index(parent.body, child)],
}
