"""The mapping itself: an item of it, membership, everything at once, or handed to somebody."""

from collections.abc import Iterator
from typing import Any, Final

import libcst as cst

from relcheck.facts.python import Access, Direction, Kind
from relcheck.repo.python.accesses.aliasing import handed_on
from relcheck.repo.python.accesses.passing import passes, tells
from relcheck.repo.python.accesses.sets import TAKERS, asked, written
from relcheck.repo.python.statements.around import dotted
from relcheck.repo.python.statements.statement import Names, Statement

_CONSUMERS: Final = frozenset(
    "dict list tuple set frozenset sorted len iter any all enumerate reversed str repr print bool max min filter map"
    " zip next sum copy.copy copy.deepcopy collections.ChainMap collections.OrderedDict types.MappingProxyType"
    " json.dumps pprint.pprint pprint.pformat".split()
)
_INTERPOLATIONS: Final = frozenset(("format", "format_map", "substitute", "safe_substitute"))
_PARSERS: Final = frozenset(
    "configparser.ConfigParser configparser.RawConfigParser configparser.SafeConfigParser"
    " logging.config.fileConfig".split()
)
_NOTHING: Final = frozenset(("getattr", "hasattr", "isinstance", "id", "type", "setattr", "typing.cast"))
_THROUGH: Final = (cst.CompFor, cst.If, cst.While, cst.UnaryOperation, cst.From, cst.FormattedStringExpression)


def mapping(statement: Statement, node: Any, via: str, injected: bool) -> Iterator[Access]:
    """The access that a reference to the mapping is part of, if it is one."""
    parent = statement.parent(node)

    def whole(outer: Any, direction: Direction = "read", kind: Kind = "whole", names: Names = Names()) -> Access:  # noqa: B008
        if direction == "read" and kind == "whole" and passes(statement, outer):
            direction = "passthrough"
        return statement.access(outer, kind, direction, names, via, injected=injected)

    if parent is None:
        if statement.place.role == "subject":
            yield whole(node, names=_matched(statement))
        elif statement.place.role in ("iter", "test"):
            yield whole(node)
        elif statement.place.role not in ("default", "annotation", "except"):
            yield whole(node, kind="reference")
    elif isinstance(parent, cst.Subscript) and parent.value is node:
        yield (found := item(statement, parent, via, injected))
        if isinstance(around := statement.parent(parent), cst.AugAssign) and around.target is parent:
            yield found._replace(direction="write", default=None, cast="")
    elif isinstance(parent, cst.ComparisonTarget | cst.Comparison):
        yield from compared(statement, node, via, injected)
    elif isinstance(parent, cst.Arg):
        yield from argument(statement, node, parent, via, injected)
    elif isinstance(parent, cst.StarredDictElement):
        made: Any = statement.parent(parent)
        yield whole(made, "passthrough" if _overruled(made.elements, parent) else "read")
    elif isinstance(parent, cst.StarredElement):
        yield whole(node)
    elif isinstance(parent, cst.BinaryOperation):
        if isinstance(parent.operator, cst.Modulo):
            yield whole(parent, kind="interpolation", names=_found(r"%\((\w+)\)", statement.names(parent.left)))
        else:
            right = parent.right.elements if isinstance(parent.right, cst.Dict) and parent.left is node else ()
            called = parent.left is node and _is_called_so(parent.right)
            yield whole(parent, "passthrough" if called or (right and _overruled(right)) else "read")
    elif isinstance(parent, _THROUGH):
        yield whole(node)
    elif isinstance(parent, cst.AugAssign):
        if parent.target is node:
            yield whole(node, "write", names=written(statement, parent.value))
        else:
            yield whole(node)
    elif isinstance(parent, cst.AssignTarget | cst.Del) or (
        isinstance(parent, cst.AnnAssign) and parent.target is node
    ):
        if isinstance(node, cst.Attribute) and statement.qualified(node.value) in ("os", "posix", "nt"):
            value = getattr(statement.parent(parent), "value", None)  # of `os.environ = {"A": "1"}`
            yield whole(node, "write", names=written(statement, value) if isinstance(value, cst.Dict) else Names())
    elif isinstance(parent, cst.Attribute | cst.Expr | cst.Annotation):
        return
    elif isinstance(parent, cst.Assign) and any(isinstance(t.target, cst.Tuple | cst.List) for t in parent.targets):
        yield whole(node)
    elif isinstance(outer := _chosen(statement, node), cst.Arg):
        yield from argument(statement, node, outer, via, injected)
    elif not handed_on(statement, node):
        yield whole(node, kind="whole" if passes(statement, node) else "reference")


def _chosen(statement: Statement, node: Any) -> Any:
    """What is around the expression that chooses a mapping: `dict(os.environ if env is None else env)`."""
    child, parent = node, statement.parent(node)
    while isinstance(parent, cst.IfExp | cst.BooleanOperation) and getattr(parent, "test", None) is not child:
        child, parent = parent, statement.parent(parent)
    return parent if child is not node else None


def _overruled(elements: Any, first: Any = None) -> bool:
    """Whether items come after all of it, for a child: `{**os.environ, "A": a, **env}`."""
    rest = [one for one in elements if one is not first]
    return bool(rest) and elements[0] is (first or rest[0]) and all(map(_for_a_child, rest))


def _for_a_child(element: Any) -> bool:
    """Whether an item is written out, or what is taken in is called an environment: `**env`."""
    return isinstance(element, cst.DictElement) or _is_called_so(element.value)


def _with_more(args: Any) -> bool:
    """The same of arguments: `dict(os.environ, **env)`."""
    return any(arg.star for arg in args) and all(arg.keyword or _is_called_so(arg.value) for arg in args)


def _is_called_so(node: Any) -> bool:
    """Whether a name, attribute or function is called an environment."""
    return tells(dotted(node.func if isinstance(node, cst.Call) else node).rpartition(".")[2])


def item(statement: Statement, subscript: Any, via: str, injected: bool) -> Access:
    """`os.environ[key]`, read, written or deleted."""
    element = subscript.slice[0].slice
    names = statement.names(element.value) if isinstance(element, cst.Index) else Names()
    direction: Direction = "write" if stored(statement, subscript) else "read"
    return statement.access(subscript, "subscript", direction, names, via, injected=injected)


def stored(statement: Statement, node: Any) -> bool:
    """Whether an expression is the target of an assignment, a loop or a `del`; `+=` reads and writes."""
    child, parent = node, statement.parent(node)
    while isinstance(parent, cst.Tuple | cst.List | cst.Element | cst.StarredElement):
        child, parent = parent, statement.parent(parent)
    if isinstance(parent, cst.AssignTarget | cst.Del):
        return True
    if isinstance(parent, cst.AnnAssign | cst.CompFor):
        return parent.target is child
    return parent is None and statement.place.role == "target"


def compared(statement: Statement, node: Any, via: str, injected: bool) -> Iterator[Access]:
    """`key in os.environ`; any other comparison looks at everything."""
    parent = statement.parent(node)
    comparison = statement.parent(parent) if isinstance(parent, cst.ComparisonTarget) else parent
    if isinstance(parent, cst.ComparisonTarget) and isinstance(parent.operator, cst.In | cst.NotIn):
        index = list(comparison.comparisons).index(parent)
        left = comparison.left if index == 0 else comparison.comparisons[index - 1].comparator
        yield statement.access(comparison, "membership", "read", statement.names(left), via, injected=injected)
    elif not any(isinstance(t.operator, cst.Is | cst.IsNot) for t in comparison.comparisons):
        yield statement.access(comparison, "whole", "read", asked(statement, node), via, injected=injected)


def argument(statement: Statement, node: Any, arg: Any, via: str, injected: bool) -> Iterator[Access]:
    """The mapping as an argument of a call."""
    call: Any = statement.parent(arg)
    if not isinstance(call, cst.Call):
        return
    name = statement.qualified(call.func)
    method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
    kind: Kind = "reference"
    direction: Direction = "read"
    names, outer = Names(), node
    if name in _NOTHING:
        return
    if name == "operator.itemgetter()":
        getter: Any = call.func
        keys = [statement.names(a.value).names for a in getter.args]
        kind, outer, names = "subscript", call, Names(tuple(n for key in keys for n in key))
    elif method in _INTERPOLATIONS or name in _PARSERS:
        kind, outer = "interpolation", call
        names = _fields_of(statement, call, method)
    elif _patches(name, method):
        kind, direction = "whole", "write"
        names = _put(statement, call)
    elif method in ("assertIn", "assertNotIn") and len(call.args) > 1 and call.args[1] is arg:
        kind, outer, names = "membership", call, statement.names(call.args[0].value)
    elif method in ("setitem", "delitem") and len(call.args) > 1:
        kind, direction, outer, names = "subscript", "write", call, statement.names(call.args[1].value)
    elif passes(statement, node):
        kind, direction = "whole", "passthrough"
    elif name in _CONSUMERS or method in TAKERS or arg.star == "**":
        kind, outer = "whole", call if name in _CONSUMERS else node
        names = asked(statement, outer)
        receiver = getattr(getattr(call.func, "value", None), "value", "")
        filled = method == "update" and isinstance(receiver, str) and receiver.endswith("env")
        filled = filled or (name == "dict" and call.args[0] is arg and _with_more(call.args[1:]))
        direction = "passthrough" if filled or passes(statement, outer) else "read"
    elif arg.star:
        kind = "whole"
    found = statement.access(outer, kind, direction, names, via, injected=injected)
    yield _later(found) if direction == "write" and kind == "whole" and statement.place.role == "decorator" else found


def _later(patching: Access) -> Access:
    """A decorator writes when what it decorates is called."""
    return patching._replace(time="call", freezer="", owner="")


def _patches(name: str, method: str) -> bool:
    """`mock.patch.dict(os.environ, ...)`: it writes, and puts back what was there."""
    return method == "dict" and (name.endswith("patch.dict") or not name)


def patched(statement: Statement, call: Any) -> Access | None:
    """The same with the environment as a text: `mock.patch.dict("os.environ", ...)`."""
    texts = statement.names(call.args[0].value).names if call.args else ()
    if len(texts) != 1 or not f".{texts[0]}".endswith(".os.environ"):
        return None
    found = statement.access(call.args[0].value, "whole", "write", _put(statement, call), "os.environ")
    return _later(found) if statement.place.role == "decorator" else found


_VALUES: Final = ("values", "new")
_OPTIONS: Final = (*_VALUES, "in_dict", "clear", "new_callable", "create", "autospec", "spec", "spec_set")


def _put(statement: Statement, call: Any) -> Names:
    """What `patch.dict` puts into a mapping."""
    given = [written(statement, a.value).names for a in call.args[1:] if not a.keyword or a.keyword.value in _VALUES]
    named = [a.keyword.value for a in call.args if a.keyword and a.keyword.value not in _OPTIONS]
    return Names(tuple(dict.fromkeys((*(name for one in given for name in one), *named))))


def _matched(statement: Statement) -> Names:
    """The keys that `match os.environ: case {"K": v}` asks for."""
    found: list[str] = []
    for case in statement.place.statement.cases:
        for key in getattr(case.pattern, "keys", ()):
            value = getattr(key, "value", None)
            if isinstance(value, str):
                found.append(value)
    return Names(tuple(dict.fromkeys(found)))


def _fields_of(statement: Statement, call: Any, method: str) -> Names:
    """The names in `"{A}".format_map(os.environ)`."""
    if method not in _INTERPOLATIONS:
        return Names()
    template = call.func.value
    if isinstance(template, cst.Call) and template.args:
        template = template.args[0].value
    return _found(r"\{(\w+)" if method.startswith("format") else r"\$\{?(\w+)", statement.names(template))


def _found(pattern: str, texts: Names) -> Names:
    """The names in texts that the environment is put into."""
    import re

    return Names(tuple(dict.fromkeys(re.findall(pattern, " ".join(texts.names)))))
