"""What iteration gives, where it is written out: displays, and what the usual functions make of them."""

import _ast
from collections.abc import Mapping
from typing import Any

from relcheck.repo.python.meaning.kinds import Class, Many, Meaning, Ref, Text
from relcheck.repo.python.meaning.lookup import Lookup, Where
from relcheck.repo.python.scopes.scope import Module, Place, Scope
from relcheck.repo.python.scopes.targets import bind_generators


class Elements(Lookup):
    """Finds the elements of collections."""

    def __init__(self, module: Module, known: Mapping[str, Meaning]) -> None:
        super().__init__(module, known)
        self.inner: dict[int, tuple[Any, Scope]] = {}  # comprehensions, with the scope of each

    def values(self, node: Any, scope: Scope, place: Place, depth: int, seen: set[int] | None = None) -> list[Where]:
        """The same, also of an item: `TABLE[key]`, `TABLE.get(key, ())`."""
        base, key = _taken(node)
        if base is None or depth <= 0:
            return super().values(node, scope, place, depth, seen)
        found = self.items(base, key, scope, place, depth - 1)
        inner = [one for value, at, where in found for one in self.values(value, at, where, depth - 1, seen)]
        return inner or [(node, scope, place)]

    def items(self, base: Any, key: Any, scope: Scope, place: Place, depth: int) -> list[Where]:
        """An item of a dictionary or tuple that is written out: all items when the key is not known."""
        found: list[Where] = []
        for one, at, where in self.values(base, scope, place, depth):
            if one.__class__ not in (_ast.Dict, _ast.Tuple, _ast.List):
                continue
            display: Any = one
            keys = self.of(key, scope, place, depth)
            if display.__class__ is _ast.Dict:
                entries = zip(display.keys, display.values, strict=True)
                pairs = [(self.of(k, at, where, depth)[0], value) for k, value in entries if k]
            else:
                count = len(display.elts)
                pairs = [(Text(i if Text(i) in keys else i - count), value) for i, value in enumerate(display.elts)]
            chosen = [value for k, value in pairs if k in keys]
            if not chosen and not any(isinstance(k, Text) for k in keys):
                chosen = [value for _, value in pairs]
            found += [(value, at, where) for value in chosen]
        return found

    def elements(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Where]:
        """The elements of an expression; empty if they are not known."""
        if depth <= 0:
            return []
        depth -= 1
        cls = node.__class__
        if cls in (_ast.Tuple, _ast.List, _ast.Set):
            found: list[Where] = []
            for element in node.elts:
                if element.__class__ is _ast.Starred:
                    found += self.elements(element.value, scope, place, depth)
                else:
                    found.append((element, scope, place))
            return found
        if cls is _ast.Dict:
            given: list[Where] = []
            for key, value in zip(node.keys, node.values, strict=True):
                given += [(key, scope, place)] if key is not None else self.elements(value, scope, place, depth)
            return given
        if cls in (_ast.Name, _ast.Attribute):
            assigned = self.values(node, scope, place, depth)
            through = [element for value, at, where in assigned for element in self._kept(value, at, where, depth)]
            once = {id(element): (element, at, where) for element, at, where in through}
            return list(once.values()) or self._elsewhere(node, scope, place, depth)
        if cls in (_ast.ListComp, _ast.SetComp, _ast.GeneratorExp):
            return [(node.elt, self._inside(node, scope, place), place)]
        if cls is _ast.DictComp:
            return [(node.key, self._inside(node, scope, place), place)]
        if _taken(node)[0] is not None:
            items = [one for one in self.values(node, scope, place, depth) if one[0] is not node]
            return [element for value, at, where in items for element in self._kept(value, at, where, depth)]
        if cls is _ast.BinOp and node.op.__class__ in (_ast.Add, _ast.BitOr):
            sides = (node.left, node.right)
        elif cls is _ast.IfExp:
            sides = (node.body, node.orelse)
        else:
            return self._called(node, scope, place, depth) if cls is _ast.Call else []
        return [element for side in sides for element in self.elements(side, scope, place, depth)]

    def _inside(self, node: Any, outer: Scope, place: Place) -> Scope:
        """The scope of a comprehension, whose targets are each of what it goes through."""
        if id(node) not in self.inner:
            scope = outer.child("comprehension", "", None, outer.time, outer.freezer)
            bind_generators(scope, node.generators, place)
            self.inner[id(node)] = (node, scope)
        return self.inner[id(node)][1]

    def _kept(self, value: Any, scope: Scope, place: Place, depth: int) -> list[Where]:
        """The elements of what a name was assigned, which is asked once: it may be made of the name itself."""
        known = self.gone.get(id(value))
        if known is not None and known[0] >= depth:
            return known[1]
        self.gone[id(value)] = (depth, [], value)
        found = self.elements(value, scope, place, depth)
        self.gone[id(value)] = (depth, found, value)
        return found

    def _elsewhere(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Where]:
        """The values of the members of an enumeration, and the texts in a collection of another module."""
        found: list[Where] = []
        for meaning in self.of(node, scope, place, depth):
            if isinstance(meaning, Many):
                found += [(_ast.Constant(value=text), scope, place) for text in meaning.texts]
            elif isinstance(meaning, Ref) and "(" not in meaning.name:
                self.wanted.add(meaning.name)
            if isinstance(meaning, Class):
                found += self.members(meaning.scope, place, depth)
        return found

    def members(self, scope: Scope, place: Place, depth: int) -> list[Where]:
        """The values of the members of a class, if it is an enumeration."""
        outer = scope.parent or scope
        bases = [meaning for base in scope.node.bases for meaning in self.of(base, outer, place, depth)]
        if not any(isinstance(base, Ref) and base.name.startswith("enum.") for base in bases):
            return []
        named = [bindings[0] for name, bindings in scope.bindings.items() if not name.startswith("_")]
        return [(b.value, scope, b.place) for b in named if b.kind == "value" and not b.path]

    def _written_elsewhere(self, node: Any, method: str, scope: Scope, place: Place, depth: int) -> list[Where]:
        """The keys, values or items of a dictionary of another module."""
        found: list[Where] = []
        for meaning in self.of(node, scope, place, depth):
            if isinstance(meaning, Many):
                for key, value in zip(meaning.texts, meaning.values, strict=False):
                    found.append((_part(_ast.Constant(value=key), _ast.Constant(value=value), method), scope, place))
            elif isinstance(meaning, Ref) and "(" not in meaning.name:
                self.wanted.add(meaning.name)
        return found

    def _called(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Where]:
        """The elements of `d.items()`, `sorted(x)`, `enumerate(x)` and the like, items as tuples."""
        function, args = node.func, node.args
        if function.__class__ is _ast.Attribute and not args and function.attr in ("items", "keys", "values"):
            found: list[Where] = []
            for value, at, where in self.values(function.value, scope, place, depth):
                if value.__class__ is _ast.DictComp:
                    part = _part(value.key, value.value, function.attr)
                    found.append((part, self._inside(value, at, where), where))
                for key, item in zip(value.keys, value.values, strict=True) if value.__class__ is _ast.Dict else ():
                    if key is not None:
                        found.append((_part(key, item, function.attr), at, where))
            return found or self._written_elsewhere(function.value, function.attr, scope, place, depth)
        if function.__class__ is _ast.Attribute and function.attr == "split":
            text = next((m.value for m in self.of(node.func.value, scope, place, depth) if isinstance(m, Text)), None)
            by = [m.value for arg in args for m in self.of(arg, scope, place, depth) if isinstance(m, Text)]
            if (
                isinstance(text, str)
                and "\0" not in text
                and len(by) == len(args)
                and all(isinstance(one, str) and one for one in by[:1])
            ):
                return [(_ast.Constant(value=part), scope, place) for part in text.split(*by[:1]) if part]
        if function.__class__ is not _ast.Name or not args:
            return []
        if function.id == "zip":
            lists = [self.elements(arg, scope, place, depth) for arg in args]
            return [
                (_ast.Tuple(elts=[value for value, _, _ in each], ctx=_ast.Load()), each[0][1], each[0][2])
                for each in zip(*lists, strict=False)
            ]
        if function.id in ("sorted", "list", "tuple", "set", "frozenset", "reversed", "iter"):
            return self.elements(args[0], scope, place, depth)
        if function.id == "enumerate":
            zero = _ast.Constant(value=0)
            return [
                (_ast.Tuple(elts=[zero, value], ctx=_ast.Load()), at, where)
                for value, at, where in self.elements(args[0], scope, place, depth)
            ]
        return []


def _taken(node: Any) -> tuple[Any, Any]:
    """The collection and the key where an expression takes an item."""
    if node.__class__ is _ast.Subscript:
        return node.value, node.slice
    function: Any = node.func if node.__class__ is _ast.Call and node.args else None
    return (function.value, node.args[0]) if getattr(function, "attr", "") == "get" else (None, None)


def _part(key: Any, value: Any, method: str) -> Any:
    """What `items`, `keys` or `values` gives of one entry of a dictionary."""
    if method == "items":
        return _ast.Tuple(elts=[key, value], ctx=_ast.Load())
    return key if method == "keys" else value
