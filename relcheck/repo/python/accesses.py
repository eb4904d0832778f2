"""What the standard library's ways to the environment become: a table of methods, and what is around them."""

from collections.abc import Iterator
from typing import Any, Final

import libcst as cst

from relcheck.facts.python import Access, Default, Direction
from relcheck.repo.python import convert
from relcheck.repo.python.defaults import MISSING, default_of
from relcheck.repo.python.meaning import Text
from relcheck.repo.python.statement import Names, Statement
from relcheck.repo.python.ways import COPIERS, COPY, EXPAND, FUNCTIONS, MAPPINGS, METHODS, method_of
from relcheck.repo.python.whole import mapping

_EFFECTS: Final = frozenset(("pop", "setdefault", "popitem"))
"""Methods that also write; where nothing takes their result, that is all they do."""


def read(statement: Statement, node: Any, name: str, injected: bool) -> Iterator[Access]:
    """The access that a reference to the environment is part of, if it is one."""
    parent = statement.parent(node)
    if name in MAPPINGS:
        if parent.__class__ in _COPYING and (found := _asked_at_once(statement, node, injected)):
            yield from found
            return
        if isinstance(parent, cst.Attribute) and parent.value is node:
            if parent.attr.value in METHODS:
                yield from called(statement, parent, f"{name}.{parent.attr.value}", name, injected)
            return
        yield from mapping(statement, node, name, injected)
    elif name == COPY:
        from relcheck.repo.python.copies import copied

        yield from copied(statement, node, injected)
    else:
        via = name.rpartition(".")[0] if method_of(name) else name
        yield from called(statement, node, name, via, injected)


_COPYING: Final = (cst.Arg, cst.Attribute, cst.StarredDictElement)


def _asked_at_once(statement: Statement, node: Any, injected: bool) -> list[Access]:
    """What is read of a copy where it is made: `dict(os.environ)["KEY"]`."""
    parent = statement.parent(node)
    if isinstance(parent, cst.Attribute):
        copy = statement.call(parent) if parent.attr.value == "copy" else None
    else:
        copy = statement.parent(parent)
        if isinstance(copy, cst.Call) and statement.qualified(copy.func) not in COPIERS:
            return []
    if copy is None or not isinstance(statement.parent(copy), cst.Subscript | cst.Attribute | cst.ComparisonTarget):
        return []
    from relcheck.repo.python.copies import copied

    return list(copied(statement, copy, injected))


def called(statement: Statement, node: Any, name: str, via: str, injected: bool) -> Iterator[Access]:
    """A method of the mapping or a function like `os.getenv`: called, or only referred to."""
    call = statement.call(node)
    if call is None:
        over = mapped(statement, node)
        kind, direction = METHODS.get(method_of(name)) or FUNCTIONS.get(name) or ("whole", "read")
        if over is not None and kind != "whole":
            yield statement.access(
                statement.parent(statement.parent(node)), kind, direction, over, via, injected=injected
            )
        elif not handed_on(statement, node) and not isinstance(statement.parent(node), cst.AssignTarget | cst.Del):
            yield statement.access(node, "reference", "read", Names(), via, injected=injected)
        return
    kind, direction = METHODS.get(method_of(name)) or FUNCTIONS.get(name) or ("interpolation", "read")
    if name == EXPAND:
        yield expanded(statement, call, name)
        return
    if kind == "whole":
        from relcheck.repo.python.passing import passes
        from relcheck.repo.python.whole import compared

        if method_of(name) == "keys" and isinstance(statement.parent(call), cst.ComparisonTarget):
            yield from compared(statement, call, via, injected)
            return
        direction = "passthrough" if direction == "read" and passes(statement, call) else direction
        yield statement.access(call, kind, direction, _updated(statement, call, name), via, injected=injected)
        return
    key = argument(call, 0, "key", "name")
    if method_of(name) in _EFFECTS and discarded(statement, call):
        direction = "write"
    names = statement.names(key) if key is not None else Names()
    default = _default(statement, call, name, direction)
    yield statement.access(call, kind, direction, names, via, default, injected)


def mapped(statement: Statement, node: Any) -> Names | None:
    """The names in `map(os.getenv, ("A", "B"))`; None where a reference is not mapped over names."""
    arg = statement.parent(node)
    call = statement.parent(arg)
    if not isinstance(arg, cst.Arg) or not isinstance(call, cst.Call) or len(call.args) != 2 or call.args[0] is not arg:
        return None
    if statement.qualified(call.func) != "map":
        return None
    scope, _ = statement.inside(node)
    found: list[str] = []
    for element, at, place in statement.resolver.elements(
        convert.expression(call.args[1].value), scope, statement.place, 16
    ):
        for meaning in statement.resolver.of(element, at, place):
            if isinstance(meaning, Text) and isinstance(meaning.value, str):
                found.append(meaning.value)
    return Names(tuple(dict.fromkeys(found)))


def partly_called(statement: Statement, node: Any, given: Any, name: str) -> Access | None:
    """A call of `functools.partial(os.getenv, ...)`; `given` are the arguments that it holds, as a call."""
    call = statement.call(node)
    kind, direction = METHODS.get(method_of(name)) or FUNCTIONS.get(name) or ("whole", "read")
    if call is None or kind == "whole":
        return None
    names, default = Names(), None
    held = [statement.resolver.of(value, statement.place.scope, statement.place)[0] for value in given.args[1:]]
    key = argument(call, 0, "key")
    if held:
        names = Names((str(held[0].value),)) if isinstance(held[0], Text) else names
    elif key is not None:
        names = statement.names(key)
    for keyword in given.keywords:
        if keyword.arg == "default":
            meaning = statement.resolver.of(keyword.value, statement.place.scope, statement.place)[0]
            default = default_of(meaning.value if isinstance(meaning, Text) else MISSING)
    via = name.rpartition(".")[0] if method_of(name) else name
    return statement.access(call, kind, direction, names, via, default)


def _default(statement: Statement, call: Any, name: str, direction: Direction) -> Default | None:
    if direction != "read" or kind_without_default(name):
        return None
    given = argument(call, 1, "default")
    return statement.default(given) if given is not None else None


def kind_without_default(name: str) -> bool:
    """Whether a method takes no default."""
    return method_of(name).startswith("__") or method_of(name) == "popitem"


def _updated(statement: Statement, call: Any, name: str) -> Names:
    """The names that `os.environ.update(A="1")` or `update({"A": "1"})` writes, where they are written out."""
    if method_of(name) != "update":
        from relcheck.repo.python.sets import asked

        return asked(statement, call) if method_of(name) == "keys" else Names()
    from relcheck.repo.python.whole import written

    found: list[str] = []
    for arg in call.args:
        found.extend([arg.keyword.value] if arg.keyword is not None else written(statement, arg.value).names)
    return Names(tuple(dict.fromkeys(found)))


def expanded(statement: Statement, call: Any, name: str) -> Access:
    """`os.path.expandvars("$HOME/x")`: the names are in the text, where it is known."""
    import re

    given = argument(call, 0, "path")
    texts = statement.names(given).names if given is not None else ()
    found = re.findall(r"\$\{([^}]*)\}|\$(\w+)|%(\w+)%", " ".join(texts), re.ASCII)
    names = tuple(dict.fromkeys("".join(groups) for groups in found))
    return statement.access(call, "interpolation", "read", Names(names), name)


def argument(call: Any, position: int, *keywords: str) -> Any:
    """The argument at a position or under a keyword; None if it is not there or hidden in `*args`."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value in keywords:
            return arg.value
    for index, arg in enumerate(call.args):
        if arg.star or arg.keyword is not None:
            return None
        if index == position:
            return arg.value
    return None


def discarded(statement: Statement, call: Any) -> bool:
    """Whether nothing takes the result of a call."""
    return isinstance(statement.parent(call), cst.Expr) and statement.place.role == "statement"


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
