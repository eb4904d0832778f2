"""Whether a function gives its caller what it reads, what it makes of it, or what it decides by it.

    value = os.environ.get(name)
    if value is None:
        return default
    return value.lower() == "true"

gives what a comparison makes of it.
"""

import _ast
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from relcheck.facts.python import Access
from relcheck.repo.python.scopes.scope import Binding, Scope
from relcheck.repo.python.statements.around import CASTS, SPLITS, converts
from relcheck.repo.python.statements.statement import Statement
from relcheck.repo.python.syntax.trees import dotted, walk, word

_NONE: Final = (Binding("unknown", None, None),)  # type: ignore[arg-type]
_CHOOSING: Final = ("max", "min", "abs", "round")
_INNER: Final = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef, _ast.Lambda)
_ASSIGNMENTS: Final = (_ast.Assign, _ast.AnnAssign, _ast.AugAssign)
_PLACES: Final = (_ast.Attribute, _ast.Subscript)
_BLOCKS: Final = ("body", "orelse", "finalbody", "handlers", "cases")


class Result(NamedTuple):
    """What a function makes of an access, and the parameter that it gives instead, where it may."""

    cast: str
    instead: str = ""
    kept: bool = False  # it puts that into a mapping or an attribute instead of giving it


def result(statement: Statement, access: Access, owner: Scope) -> Result | None:
    """What a function gives of an access; None where it gives nothing of it."""
    results = _Results(statement, access)
    results.block(owner.node.body, False)
    others = [name for name in results.others if owner.bindings.get(name, _NONE)[0].kind == "parameter"]
    if not results.given and not results.decides and not (others and access.kind == "membership"):
        kept = results.kept and access.direction == "read"
        return Result(results.kept[0], next(iter(others), ""), kept=True) if kept else None
    cast = "" if "" in results.given else results.given[0] if results.given else "bool"
    return Result(cast, next(iter(others), ""))


class _Results:
    """One pass over a function: which names hold what was read, with its cast, and what is returned."""

    def __init__(self, statement: Statement, access: Access) -> None:
        self.statement = statement
        self.place = statement.place
        assigned = self.place.statement.__class__ in _ASSIGNMENTS  # else `:=`, which gives the text itself
        self.names: dict[str, str] = {access.target: access.cast if assigned else ""} if access.target else {}
        self.cast = access.cast
        self.given: list[str] = []  # the casts of what is returned
        self.others: list[str] = []  # names that are returned instead
        self.kept: list[str] = []  # the casts of what is put somewhere
        self.reached = False  # whether it is read by now
        self.decides = False  # whether something else is returned because of it

    def block(self, body: list[Any], decided: bool) -> None:
        """Take in the statements of a block; `decided` where what was read leads into it."""
        for node in body:
            if not isinstance(node, _INNER):
                self.one(node, decided)

    def one(self, node: Any, decided: bool) -> None:
        self.reached = self.reached or node is self.place.statement
        if node.__class__ is _ast.Return:
            self.returned(node, decided)
            return
        again = node.__class__ in _ASSIGNMENTS and node is not self.place.statement
        if again and not self.names.keys().isdisjoint(_targets(node)):
            self.others += [name for name in _alternatives(node.value) if name not in self.names]
        if again and decided and getattr(node.value, "value", None).__class__ is bool:
            for target in getattr(node, "targets", None) or [node.target]:
                self.names.update({target.id: "bool"} if target.__class__ is _ast.Name else {})
        heads = [value for field in node._fields if field not in _BLOCKS for value in _expressions(node, field)]
        cast = self.cast if node is self.place.statement else self.held(heads)
        if node.__class__ in _ASSIGNMENTS and cast is not None:
            made = cast if node is self.place.statement else self.made(node.value, cast)
            for name in _targets(node):
                self.names[name] = made
            if any(self.stays(target) for target in getattr(node, "targets", ())):
                self.kept.append(made)
        if node.__class__ is _ast.Expr and cast is not None and (name := _filled(node.value)):
            self.names[name] = cast
        for head in heads:
            for inner in walk(head):
                if inner.__class__ is _ast.NamedExpr and self.held([inner.value]) is not None:
                    self.names[inner.target.id] = self.made(inner.value, self.held([inner.value]) or "")
        if node.__class__ in (_ast.For, _ast.AsyncFor) and cast is not None:
            for name in _targets(node):
                self.names[name] = cast
        decided = decided or (cast is not None and node.__class__ in (_ast.If, _ast.While, _ast.Match))
        for field in _BLOCKS:
            for inner in getattr(node, field, ()):
                self.block([inner] if isinstance(inner, _ast.stmt) else inner.body, decided)

    def stays(self, target: Any) -> bool:
        """Whether what is assigned outlives the function: in `self.settings[name]`, not in a mapping of its own."""
        root = target
        while root.__class__ in _PLACES:
            root = root.value
        bindings = self.place.scope.bindings.get(getattr(root, "id", ""), _NONE)
        return root is not target and bindings[0].kind in ("parameter", "unknown")

    def returned(self, node: Any, decided: bool) -> None:
        """Take in what one `return` gives."""
        if node.value.__class__ is _ast.IfExp and node is not self.place.statement:
            for value in (node.value.body, node.value.orelse):
                self.returned(_ast.Return(value=value), decided)
            return
        cast = self.held([node.value]) if node.value is not None else None
        if node is self.place.statement:
            self.given.append(self.cast)
        elif cast is not None:
            self.given.append(self.made(node.value, cast))
        elif self.reached and (name := _first(node.value)):
            self.others.append(name)
        elif decided and node.value is not None and getattr(node.value, "value", "") is not None:
            self.decides = True

    def held(self, nodes: list[Any]) -> str | None:
        """The cast of a name in expressions that holds what was read; None without one."""
        for node in nodes:
            for inner in walk(node):
                if inner.__class__ is _ast.Name and inner.id in self.names:
                    return self.names[inner.id]
        return None

    def made(self, node: Any, cast: str) -> str:
        """What an expression makes of it."""
        if cast:
            return cast
        if node.__class__ is _ast.Compare:
            return "compare"
        if node.__class__ is _ast.BoolOp:
            return next((self.made(value, cast) for value in node.values if self.held([value]) is not None), "")
        if node.__class__ is _ast.BinOp:
            return self.made(node.left if self.held([node.left]) is not None else node.right, cast)
        if node.__class__ in (_ast.ListComp, _ast.SetComp, _ast.GeneratorExp):
            return self.made(node.generators[0].iter, cast)
        if node.__class__ is _ast.UnaryOp and node.op.__class__ is _ast.Not:
            return "truth"
        if node.__class__ is _ast.Call and node.func.__class__ in (_ast.Name, _ast.Attribute):
            return self.called(node)
        return ""

    def called(self, node: Any) -> str:
        """What a call makes of it: `parse(value)`, `max(int(value), 1)`, `value.split()`."""
        if self.held([node.func]) is not None:
            return "list" if word(node.func) in SPLITS else ""
        name = self.statement.resolver.qualified(node.func, self.place.scope, self.place)
        taking = [arg for arg in node.args if self.held([arg]) is not None]
        if name in _CHOOSING:
            return self.made(taking[0], "") if taking else ""
        written = name.lstrip(":") or dotted(node.func)
        alone = len(node.args) == len(taking) == 1 and converts(written)
        return CASTS.get(name, written if alone else "")


def _first(node: Any) -> str:
    """The name that an expression is, or is unless that is empty: `default or False`."""
    if node.__class__ is _ast.BoolOp and node.op.__class__ is _ast.Or:
        node = node.values[0]
    return node.id if node.__class__ is _ast.Name else ""


def _filled(node: Any) -> str:
    """The name of a collection that is given something more: `found.append(value)`."""
    function = node.func if node.__class__ is _ast.Call else None
    return (
        getattr(getattr(function, "value", None), "id", "")
        if word(function) in ("append", "add", "extend", "update")
        else ""
    )


def _alternatives(node: Any) -> Iterator[str]:
    """The names that an assigned expression may be."""
    if node.__class__ is _ast.Name:
        yield node.id
    for part in node.values[1:] if node.__class__ is _ast.BoolOp else ():
        yield from _alternatives(part)
    if node.__class__ is _ast.IfExp:
        yield from _alternatives(node.body)
        yield from _alternatives(node.orelse)


def _expressions(node: Any, field: str) -> Iterator[Any]:
    value = getattr(node, field, None)
    for one in value if value.__class__ is list else (value,):
        if isinstance(one, _ast.expr):
            yield one
        elif isinstance(one, _ast.withitem):
            yield one.context_expr


def _targets(node: Any) -> list[str]:
    """The names that an assignment or loop binds."""
    targets = getattr(node, "targets", None) or [node.target]
    return [inner.id for target in targets for inner in walk(target) if inner.__class__ is _ast.Name]
