"""Which function or class is a helper: what has the parameter that names a variable, and what it does with it.

def env(name): return os.environ[name]               calls of `env` read
def lazy(name): return lambda: os.environ[name]      calls of `lazy` make something that reads later
class Flag:                                          so do calls of `Flag`
    def __init__(self, name): self.name = name
    def get(self): return os.environ[self.name]
"""

import _ast
from typing import Any, NamedTuple

from relcheck.facts.python import Access
from relcheck.repo.python.helpers.objects import constructor
from relcheck.repo.python.helpers.results import Result, result
from relcheck.repo.python.scopes.scope import Place, Scope, is_method
from relcheck.repo.python.statements.statement import Statement
from relcheck.repo.python.syntax.trees import walk


class Given(NamedTuple):
    """What is called (a function's scope, a class's, or the place of a lambda), and what that gives."""

    called: Scope | Place
    result: Result
    later: bool = False  # it only makes what reads
    idle: str = ""  # `*` where its caller gets nothing of it, `=` where it is kept somewhere


def has(scope: Scope, parameter: str) -> bool:
    """Whether a function has a parameter."""
    return any(binding.kind == "parameter" for binding in scope.bindings.get(parameter, ()))


def index(scope: Scope, parameter: str) -> int:
    """Where a caller passes a parameter; -1 for one that has to be named."""
    for binding in scope.bindings.get(parameter, ()):
        if binding.kind == "parameter" and binding.path[0] >= 0:
            return binding.path[0] - int(is_method(scope))
    return -1


def owner(statement: Statement, scope: Scope | None, parameter: str) -> Scope | None:
    """The function whose parameter names a variable: around the access, or the constructor of its object."""
    found = scope
    while found is not None and (found.kind == "comprehension" or not has(found, parameter)):
        found = found.parent
    if found is None:
        method = _method(statement.place.scope)
        found = constructor(statement.resolver, method) if method is not None else None
    return found if found is not None and found.node is not None and has(found, parameter) else None


def given(statement: Statement, access: Access, owner: Scope, scope: Scope) -> Given | None:
    """What calls give; None where nothing that is called can be told."""
    if owner.node.__class__ is _ast.Lambda:
        return Given(statement.place, Result(access.cast), _in_lambda(scope, owner))
    inner: Scope | None = statement.place.scope
    if inner is owner:
        made = result(statement, access, owner)
        if owner.node.name == "__init__" and is_method(owner) and owner.parent is not None:
            return Given(owner.parent, made or Result(access.cast), _in_lambda(scope, owner))
        idle = "*" if made is None else "=" if made.kept else ""
        return Given(owner, made or Result(access.cast), _in_lambda(scope, owner), idle)
    made = result(statement, access, statement.place.scope) if statement.place.scope.kind == "function" else None
    while inner is not None and inner.parent is not owner and inner.parent is not None and inner.kind == "function":
        inner = inner.parent
    if inner is not None and inner.kind == "function" and inner.parent is owner:
        used = [node for node in walk(*owner.node.body) if getattr(node, "id", "") == inner.node.name]
        idle = "=" if made is not None and made.kept else ""
        return Given(owner, made or Result(access.cast), not _calls(owner, inner.node.name), idle) if used else None
    method = _method(statement.place.scope)
    if method is not None and method.parent is not None and owner.node.name == "__init__":
        return Given(method.parent, made or Result(access.cast), True)
    return None


def _method(scope: Scope | None) -> Scope | None:
    """The method that a scope is, or is in."""
    while scope is not None and not (scope.kind == "function" and is_method(scope)):
        scope = scope.parent
    return scope


def _in_lambda(scope: Scope | None, owner: Scope) -> bool:
    """Whether a scope is that of a lambda inside a function, or inside of one."""
    while scope is not None and scope is not owner and scope.kind == "comprehension":
        scope = scope.parent
    return scope is not owner


def _calls(owner: Scope, name: str) -> bool:
    """Whether a function calls one that it defines itself."""
    calls: list[Any] = [node for node in walk(*owner.node.body) if node.__class__ is _ast.Call]
    return any(getattr(call.func, "id", "") == name for call in calls)
