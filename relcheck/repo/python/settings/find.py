"""Which classes of a file are settings classes, and which are models: on the syntax tree, before libcst reads one."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Module, Place, Scope
from relcheck.repo.python.tables.settings import ENVIRON_CONFIG, MODEL_DECORATORS, MODELS, ROOTS

_NO_MODELS: Final = ("enum.", "typing.", "abc.", "collections.", "django.", "sqlalchemy.", "sqlmodel.")


class Found(NamedTuple):
    """A class statement, the library it follows, and its bases qualified as facts write them."""

    name: str  # dotted inside the module
    place: Place
    library: str
    bases: tuple[str, ...]


def find(
    module: Module, resolver: Resolver, known: Mapping[str, str], wanted: Collection[str] = ()
) -> dict[str, Found]:
    """Every settings class and every possible model, by name; also what is wanted and may turn out to be one.

    `known` gives the library of classes of other modules, by the qualified name that they have in this file
    (`.base.Common`); it is empty for a settings class of whatever library.
    """
    classes = [(scope, place, _bases(scope, place, resolver)) for scope, place in module.classes]
    plain: set[int] = set()  # models that another class of the same name stands in for, where a library is there
    libraries: dict[str, str] = {}
    waiting = classes
    changed = True
    while changed:
        changed = False
        for entry in waiting:
            scope, place, bases = entry
            library = _library(scope, place, bases, resolver, libraries, known)
            if library is not None:
                if library == "model" and libraries.get(scope.name, library) != library:
                    plain.add(id(scope))
                    continue
                libraries[scope.name] = library
                changed = True
        waiting = [entry for entry in waiting if entry[0].name not in libraries]
    for scope, _, bases in waiting:
        if scope.name in wanted and any("." in base and not base.startswith(_NO_MODELS) for base in bases):
            libraries[scope.name] = ""
    return {
        scope.name: Found(scope.name, whole(scope, place), libraries[scope.name], tuple(map(public, bases)))
        for scope, place, bases in classes
        if scope.name in libraries and id(scope) not in plain
    }


def whole(scope: Scope, place: Place) -> Place:
    """The class statement as a place of its own."""
    outer = scope.parent or scope
    return Place(
        scope.node, scope.node, "class", outer, place.order, place.block, place.tries, place.time, place.freezer
    )


def public(name: str) -> str:
    """A qualified name as facts write it: `Common` of this module, `.base:Common` of a relative one."""
    if name.startswith("."):
        head, _, tail = name.rpartition(".")
        return f"{head or '.'}:{tail}"
    return name.removeprefix(":")


def _bases(scope: Scope, place: Place, resolver: Resolver) -> list[str]:
    outer = scope.parent or scope
    found = []
    for base in scope.node.bases:
        node = getattr(base, "value", base) if base.__class__.__name__ == "Subscript" else base
        found += [_known_as(name) for name in (resolver.qualified(node, outer, place) or _written(node),) if name]
    return found


def _known_as(name: str) -> str:
    """A base under its own name, where a module `pydantic_v1` has all of version 1: `import *` tells no names."""
    module, _, last = name.rpartition(".")
    return f"pydantic.v1.{last}" if module.rpartition(".")[2] == "pydantic_v1" else name


def _written(node: Any) -> str:
    if hasattr(node, "id"):
        return str(node.id)
    left = _written(node.value) if hasattr(node, "attr") else ""
    return f"{left}.{node.attr}" if left else ""


def _library(
    scope: Scope,
    place: Place,
    bases: Iterable[str],
    resolver: Resolver,
    found: Mapping[str, str],
    known: Mapping[str, str],
) -> str | None:
    """The library that a class follows, as far as its bases are known already; None if it follows none."""
    results = []
    for base in bases:
        if base in ROOTS:
            results.append(ROOTS[base])
        elif base in MODELS:
            results.append("model")
        elif base.startswith(":") and base[1:] in found:
            results.append(found[base[1:]])
        elif base in known:
            results.append(known[base])
    for decorator in scope.node.decorator_list:
        node = decorator.func if hasattr(decorator, "func") else decorator
        name = resolver.qualified(node, scope.parent or scope, place)
        if name in MODEL_DECORATORS:
            results.append("model")
        elif name == ENVIRON_CONFIG:
            results.append("environ-config")
    results.sort(key=lambda library: library == "model")  # a settings class that is also a model is the former
    return results[0] if results else None
