"""What iteration gives, where it is written out: displays, and what the usual functions make of them."""

import _ast
from typing import Any

from relcheck.repo.python.lookup import Lookup, Where
from relcheck.repo.python.meaning import Class, Many, Ref, Text
from relcheck.repo.python.scope import Place, Scope
from relcheck.repo.python.targets import bind_generators


def elements(lookup: Lookup, node: Any, scope: Scope, place: Place, depth: int) -> list[Where]:
    """The elements of an expression; empty if they are not known."""
    if depth <= 0:
        return []
    depth -= 1
    cls = node.__class__
    if cls in (_ast.Tuple, _ast.List, _ast.Set):
        found: list[Where] = []
        for element in node.elts:
            if element.__class__ is _ast.Starred:
                found += elements(lookup, element.value, scope, place, depth)
            else:
                found.append((element, scope, place))
        return found
    if cls is _ast.Dict:
        given: list[Where] = []
        for key, value in zip(node.keys, node.values, strict=True):
            given += [(key, scope, place)] if key is not None else elements(lookup, value, scope, place, depth)
        return given
    if cls in (_ast.Name, _ast.Attribute):
        assigned = lookup.values(node, scope, place, depth)
        through = [element for value, at, where in assigned for element in _kept(lookup, value, at, where, depth)]
        once = {id(element): (element, at, where) for element, at, where in through}
        return list(once.values()) or _elsewhere(lookup, node, scope, place, depth)
    if cls in (_ast.ListComp, _ast.SetComp, _ast.GeneratorExp):
        return [(node.elt, _inside(lookup, node, scope, place), place)]
    if cls is _ast.DictComp:
        return [(node.key, _inside(lookup, node, scope, place), place)]
    if cls is _ast.BinOp and node.op.__class__ in (_ast.Add, _ast.BitOr):
        sides = (node.left, node.right)
    elif cls is _ast.IfExp:
        sides = (node.body, node.orelse)
    else:
        return _called(lookup, node, scope, place, depth) if cls is _ast.Call else []
    return [element for side in sides for element in elements(lookup, side, scope, place, depth)]


def _inside(lookup: Lookup, node: Any, outer: Scope, place: Place) -> Scope:
    """The scope of a comprehension, whose targets are each of what it goes through."""
    if id(node) not in lookup.inner:
        scope = outer.child("comprehension", "", None, outer.time, outer.freezer)
        bind_generators(scope, node.generators, place)
        lookup.inner[id(node)] = (node, scope)
    return lookup.inner[id(node)][1]


def _kept(lookup: Lookup, value: Any, scope: Scope, place: Place, depth: int) -> list[Where]:
    """The elements of what a name was assigned, which is asked once: it may be made of the name itself."""
    known = lookup.gone.get(id(value))
    if known is not None and known[0] >= depth:
        return known[1]
    lookup.gone[id(value)] = (depth, [], value)
    found = elements(lookup, value, scope, place, depth)
    lookup.gone[id(value)] = (depth, found, value)
    return found


def _elsewhere(lookup: Lookup, node: Any, scope: Scope, place: Place, depth: int) -> list[Where]:
    """The values of the members of an enumeration, and the texts in a collection of another module."""
    found: list[Where] = []
    for meaning in lookup.of(node, scope, place, depth):
        if isinstance(meaning, Many):
            found += [(_ast.Constant(value=text), scope, place) for text in meaning.texts]
        elif isinstance(meaning, Ref) and "(" not in meaning.name:
            lookup.wanted.add(meaning.name)
        if not isinstance(meaning, Class) or not _is_enumeration(lookup, meaning.scope, place, depth):
            continue
        for name, bindings in meaning.scope.bindings.items():
            if not name.startswith("_") and bindings[0].kind == "value" and not bindings[0].path:
                found.append((bindings[0].value, meaning.scope, bindings[0].place))
    return found


def _is_enumeration(lookup: Lookup, scope: Scope, place: Place, depth: int) -> bool:
    outer = scope.parent or scope
    bases = [meaning for base in scope.node.bases for meaning in lookup.of(base, outer, place, depth)]
    return any(isinstance(base, Ref) and base.name.startswith("enum.") for base in bases)


def _written_elsewhere(lookup: Lookup, node: Any, method: str, scope: Scope, place: Place, depth: int) -> list[Where]:
    """The keys, values or items of a dictionary of another module."""
    found: list[Where] = []
    for meaning in lookup.of(node, scope, place, depth):
        if isinstance(meaning, Many):
            for key, value in zip(meaning.texts, meaning.values, strict=False):
                found.append((_part(_ast.Constant(value=key), _ast.Constant(value=value), method), scope, place))
        elif isinstance(meaning, Ref) and "(" not in meaning.name:
            lookup.wanted.add(meaning.name)
    return found


def _part(key: Any, value: Any, method: str) -> Any:
    """What `items`, `keys` or `values` gives of one entry of a dictionary."""
    if method == "items":
        return _ast.Tuple(elts=[key, value], ctx=_ast.Load())
    return key if method == "keys" else value


def _called(lookup: Lookup, node: Any, scope: Scope, place: Place, depth: int) -> list[Where]:
    """The elements of `d.items()`, `sorted(x)`, `enumerate(x)` and the like, items as tuples."""
    function, args = node.func, node.args
    if function.__class__ is _ast.Attribute and not args and function.attr in ("items", "keys", "values"):
        found: list[Where] = []
        for value, at, where in lookup.values(function.value, scope, place, depth):
            if value.__class__ is _ast.DictComp:
                part = _part(value.key, value.value, function.attr)
                found.append((part, _inside(lookup, value, at, where), where))
            for key, item in zip(value.keys, value.values, strict=True) if value.__class__ is _ast.Dict else ():
                if key is not None:
                    found.append((_part(key, item, function.attr), at, where))
        return found or _written_elsewhere(lookup, function.value, function.attr, scope, place, depth)
    if function.__class__ is _ast.Attribute and function.attr == "split":
        text = next((m.value for m in lookup.of(node.func.value, scope, place, depth) if isinstance(m, Text)), None)
        by = [m.value for arg in args for m in lookup.of(arg, scope, place, depth) if isinstance(m, Text)]
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
        lists = [elements(lookup, arg, scope, place, depth) for arg in args]
        return [
            (_ast.Tuple(elts=[value for value, _, _ in each], ctx=_ast.Load()), each[0][1], each[0][2])
            for each in zip(*lists, strict=False)
        ]
    if function.id in ("sorted", "list", "tuple", "set", "frozenset", "reversed", "iter"):
        return elements(lookup, args[0], scope, place, depth)
    if function.id == "enumerate":
        zero = _ast.Constant(value=0)
        return [
            (_ast.Tuple(elts=[zero, value], ctx=_ast.Load()), at, where)
            for value, at, where in elements(lookup, args[0], scope, place, depth)
        ]
    return []
