"""Whether a reference only gives the environment another name. One of the modules that know libcst."""

from typing import Any, Final

import libcst as cst

from relcheck.repo.python.statements.statement import Statement

_FOLLOWED: Final = frozenset(
    "getattr functools.partial typing.cast hasattr isinstance id type staticmethod functools.cache".split()
)
_LETS_THROUGH: Final = (cst.IfExp, cst.BooleanOperation, cst.NamedExpr)


def handed_on(statement: Statement, node: Any) -> bool:
    """Whether a reference only gives the environment another name, under which its uses are found."""
    child, parent = node, statement.parent(node)
    if isinstance(parent, cst.Element):
        child, parent = statement.parent(parent), statement.parent(statement.parent(parent))
        if not isinstance(child, cst.Tuple) or not isinstance(parent, cst.Assign):
            return False
        return all(isinstance(target.target, cst.Tuple | cst.List) for target in parent.targets)
    if isinstance(parent, cst.Param):
        return parent.default is child
    while isinstance(parent, _LETS_THROUGH):
        if isinstance(parent, cst.NamedExpr) and parent.value is child:
            return True
        if isinstance(parent, cst.IfExp) and parent.test is child:
            return False
        child, parent = parent, statement.parent(parent)
    if parent is None:
        return statement.place.role == "default"
    if isinstance(parent, cst.Assign) and parent.value is child:
        return all(_followed(statement, target.target) for target in parent.targets)
    if isinstance(parent, cst.AnnAssign) and parent.value is child:
        return _followed(statement, parent.target)
    if isinstance(parent, cst.Arg):
        return _looked_up(statement, parent)
    return False


def _followed(statement: Statement, target: Any) -> bool:
    """Whether uses of what is assigned are found: a name, or an attribute of the object whose method this is."""
    if isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name):
        scope = statement.place.scope
        while scope is not None:
            if scope.kind == "class" and target.attr.value in scope.attributes:
                return True
            scope = scope.parent  # type: ignore[assignment]
    return isinstance(target, cst.Name)


def _looked_up(statement: Statement, arg: Any) -> bool:
    """Whether it is an argument of `getattr(os.environ, "get")`, `partial(os.getenv)` or `cast(T, os.environ)`."""
    call = statement.parent(arg)
    name = statement.qualified(call.func)
    return name in _FOLLOWED and (name != "functools.partial" or call.args[0] is arg)
