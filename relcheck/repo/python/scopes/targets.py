"""What targets, parameters and patterns bind."""

import _ast
from collections.abc import Iterable
from typing import Any

from relcheck.repo.python.scopes.scope import Binding, Place, Scope


def targets_of(target: Any, path: tuple[int, ...] = ()) -> list[tuple[Any, tuple[int, ...]]]:
    """The names and attributes that a target assigns, each with its path through unpacked tuples."""
    found: list[tuple[Any, tuple[int, ...]]] = []
    stack = [(target, path)]
    while stack:
        node, way = stack.pop()
        cls = node.__class__
        if cls is _ast.Tuple or cls is _ast.List:
            starred = False
            for index, element in enumerate(node.elts):
                starred = starred or element.__class__ is _ast.Starred
                stack.append((element, (*way, -1 if starred else index)))
        elif cls is _ast.Starred:
            stack.append((node.value, (*way, -1)))
        elif cls is _ast.Name or cls is _ast.Attribute:
            found.append((node, way))
    return found


def bind_generators(scope: Scope, generators: Iterable[Any], place: Place) -> None:
    """Bind the targets of a comprehension that stands at a place."""
    for generator in generators:
        at = Place(generator.iter, None, "iter", scope, place.order, place.block, (), "call", "")
        for target, path in targets_of(generator.target):
            if target.__class__ is _ast.Name:
                scope.bindings.setdefault(target.id, []).append(Binding("loop", generator.iter, at, path))


def bind_parameters(scope: Scope, arguments: Any, place: Place, head: Any = None, annotations: bool = False) -> None:
    """Bind the parameters of a function or lambda; `head` is told of defaults and annotations."""
    positional = arguments.args if not arguments.posonlyargs else [*arguments.posonlyargs, *arguments.args]
    defaults, bindings = arguments.defaults, scope.bindings
    first = len(positional) - len(defaults)
    for index, argument in enumerate(positional):
        default = defaults[index - first] if index >= first else None
        bindings[argument.arg] = [_parameter(argument, default, index, place, head, annotations)]
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        bindings[argument.arg] = [_parameter(argument, default, -1, place, head, annotations)]
    for argument in (arguments.vararg, arguments.kwarg):
        if argument is not None:
            bindings[argument.arg] = [_parameter(argument, None, -2, place, head, annotations)]


def _parameter(argument: Any, default: Any, index: int, place: Place, head: Any, annotations: bool) -> Binding:
    if annotations and argument.annotation is not None and head is not None:
        head(argument.annotation, place, "annotation", "annotation")
    if default is not None and default.__class__ is not _ast.Constant and head is not None:
        place = head(default, place, "default", "default")
    return Binding("parameter", default, place, (index,))


def captures(pattern: Any) -> list[str]:
    """The names that a `case` pattern binds."""
    names, stack = [], [pattern]
    while stack:
        node = stack.pop()
        for field in node._fields:
            value = getattr(node, field)
            if field in ("name", "rest") and value.__class__ is str:
                names.append(value)
            elif value.__class__ is list:
                stack.extend(item for item in value if isinstance(item, _ast.pattern))
            elif isinstance(value, _ast.pattern):
                stack.append(value)
    return names
