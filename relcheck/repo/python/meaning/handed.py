"""Functions of a module that it gives the environment itself: `main(sys.argv, os.environ)`."""

import _ast
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from relcheck.repo.python.meaning.kinds import Class, Function, Ref
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Place, Scope, is_method
from relcheck.repo.python.syntax.trees import walk
from relcheck.repo.python.tables.ways import MAPPINGS

LOOKS: Final = re.compile(r"[(,=]\s*(?:\w+\.)?environ\s*[,)]")
"""What the text of a place looks like where an argument is the environment."""


def looks(names: Iterable[str], text: str) -> bool:
    """Whether the text of a place may have one of these names as an argument."""
    return re.search(rf"[(,=]\s*(?:{'|'.join(map(re.escape, names))})\s*[,)]", text) is not None


def receivers(place: Place, resolver: Resolver) -> Iterator[str]:
    """The parameters that a place gives the environment, which from now on may be it; a default of their own stays."""
    for node in walk(place.node):
        if node.__class__ is _ast.Call:
            given = [(index, "", value) for index, value in enumerate(node.args)]
            given += [(-9, keyword.arg or "", keyword.value) for keyword in node.keywords]
            given = [one for one in given if _is(one[2], place, resolver)]
            for function in _called(node, place, resolver) if given else ():
                if _complete(function, resolver):
                    yield from _bound(function, given, place)


def _is(node: Any, place: Place, resolver: Resolver) -> bool:
    if node.__class__ not in (_ast.Name, _ast.Attribute):
        return False
    return any(isinstance(m, Ref) and m.name in MAPPINGS for m in resolver.of(node, place.scope, place))


def _called(call: Any, place: Place, resolver: Resolver) -> Iterator[Scope]:
    for meaning in resolver.of(call.func, place.scope, place):
        if isinstance(meaning, Function):
            yield meaning.scope
        elif isinstance(meaning, Class):
            for binding in resolver.attributes(meaning.scope, "__init__"):
                if binding.kind == "function":
                    yield binding.value


def _complete(function: Scope, resolver: Resolver) -> bool:
    """Whether a function is here; of one that was left out the module is asked for anew."""
    if resolver.removed and getattr(function.node.args.kwarg, "arg", "") == "__":
        resolver.incomplete.add(function.node.name)
        return False
    return True


def _bound(function: Scope, given: list[tuple[int, str, Any]], place: Place) -> Iterator[str]:
    for name, bindings in function.bindings.items():
        first = bindings[0]
        optional = first.value.__class__ is _ast.Constant and first.value.value is None
        if first.kind != "parameter" or not (optional or first.value is None):
            continue
        for index, keyword, value in given:
            if keyword == name or first.path == (index + is_method(function),):
                function.bindings[name] = [first._replace(value=value, place=place), *bindings[1:]]
                yield name


def is_handed(function: Scope) -> bool:
    """Whether a parameter is the environment only because a call gives it: another call may give something else."""
    places = [b.place for bindings in function.bindings.values() for b in bindings if b.kind == "parameter"]
    return any(place.statement is not function.node for place in places)
