"""Parameters that are annotated with a class whose objects read: `def load(config: Config): config("KEY")`."""

from collections.abc import Iterator
from typing import Any

from relcheck.repo.python.meaning.kinds import Meaning, Ref
from relcheck.repo.python.scopes.scope import Module, Place, Scope
from relcheck.repo.python.syntax.trees import dotted
from relcheck.repo.python.tables import followed


def parameters(module: Module, resolver: Any, done: set[tuple[str, str]]) -> Iterator[str]:
    """The parameters of a module that are such objects; the names of the classes are put into `done`."""
    leading = {name: full for name, full in module.imported if full in resolver.below or followed.leads(full)}
    done.update((name, "") for name, full in leading.items() if _reads(resolver, full))  # of functions left out, too
    for function in module.functions if leading else ():
        for argument in _arguments(function):
            root, _, rest = dotted(argument.annotation).partition(".")
            if root in leading and _reads(resolver, f"{leading[root]}.{rest}" if rest else leading[root]):
                yield argument.arg


def typed(resolver: Any, function: Scope, name: str, place: Place) -> list[Meaning]:
    """The object that a parameter is by its annotation, if such an object reads."""
    for argument in _arguments(function):
        if argument.arg == name and dotted(argument.annotation):
            found = resolver.of(argument.annotation, place.scope, place, 8)
            return [Ref(f"{m.name}()") for m in found if isinstance(m, Ref) and _reads(resolver, m.name)]
    return []


def _reads(resolver: Any, name: str) -> bool:
    made = f"{name}()"
    return made in resolver.below or (followed.leads(name) and followed.reads(made))


def _arguments(function: Scope) -> list[Any]:
    arguments: Any = function.node.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
