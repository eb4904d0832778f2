"""Methods of the mapping, and functions like `os.getenv`: called, mapped over names, or only referred to.

One of the modules that know libcst.
"""

from collections.abc import Iterator
from typing import Any, Final

import libcst as cst

from relcheck.facts.python import Access, Default, Direction
from relcheck.repo.python.accesses.aliasing import handed_on
from relcheck.repo.python.accesses.passing import passes
from relcheck.repo.python.accesses.sets import asked, written
from relcheck.repo.python.accesses.whole import compared
from relcheck.repo.python.meaning.kinds import Text
from relcheck.repo.python.statements.defaults import MISSING, default_of
from relcheck.repo.python.statements.statement import Names, Statement
from relcheck.repo.python.syntax import convert
from relcheck.repo.python.tables.ways import EXPAND, FUNCTIONS, METHODS, method_of

_EFFECTS: Final = frozenset(("pop", "setdefault", "popitem"))
"""Methods that also write; where nothing takes their result, that is all they do."""


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
        return asked(statement, call) if method_of(name) == "keys" else Names()
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
    """Whether nothing takes the result of a call; `_ = ...` is nothing."""
    parent: Any = statement.parent(call)
    if isinstance(parent, cst.Assign):
        return all(getattr(target.target, "value", "") == "_" for target in parent.targets)
    return isinstance(parent, cst.Expr) and statement.place.role == "statement"
