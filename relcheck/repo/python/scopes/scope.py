"""Scopes, the places of a module that are evaluated, and what binds names there."""

from typing import Any, NamedTuple

from relcheck.facts.python import Freezer, Time

Role = str
"""Where an expression stands: `statement` (a whole simple statement), or the head of a compound one:
`test`, `iter`, `with`, `target`, `subject`, `default`, `decorator`, `base`, `annotation`, `except`, `class`."""


class Scope:
    """A namespace: module, class or function, and inside one place a lambda or comprehension."""

    __slots__ = (
        "attributes",
        "bindings",
        "freezer",
        "globals",
        "kind",
        "name",
        "node",
        "nonlocals",
        "parent",
        "stars",
        "time",
    )

    def __init__(self, kind: str, name: str, parent: "Scope | None", node: Any, time: Time, freezer: Freezer) -> None:
        self.kind = kind
        self.name = name  # dotted, without lambdas and comprehensions
        self.parent = parent
        self.node = node
        self.time: Time = time
        self.freezer: Freezer = freezer
        self.bindings: dict[str, list[Binding]] = {}
        self.attributes: dict[str, list[Binding]] = {}  # of a class: what methods assign to `self`
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.stars: list[str] = []  # modules of `from m import *`

    def child(self, kind: str, name: str, node: Any, time: Time, freezer: Freezer) -> "Scope":
        """A scope inside this one."""
        return Scope(
            kind, f"{self.name}.{name}" if self.name and name else name or self.name, self, node, time, freezer
        )


class Place:
    """A simple statement, or one head expression of a compound statement, and where it is evaluated.

    `order` counts statements from the top; `block` names the branches around it inside its scope, so that
    one place is known to run before another; `tries` are the `try` statements whose body holds it.
    """

    __slots__ = ("block", "freezer", "node", "order", "role", "scope", "statement", "time", "tries")

    def __init__(
        self,
        node: Any,
        statement: Any,
        role: Role,
        scope: Scope,
        order: int,
        block: tuple[int, ...],
        tries: tuple[Any, ...],
        time: Time,
        freezer: Freezer,
    ) -> None:
        self.node = node
        self.statement = statement
        self.role = role
        self.scope = scope
        self.order = order
        self.block = block
        self.tries = tries
        self.time: Time = time
        self.freezer: Freezer = freezer


class Binding(NamedTuple):
    """One way a name gets its meaning.

    `kind` says what `value` is: `import` (a qualified name), `value` (an expression), `parameter` (its
    default expression or None, `path` its position), `augmented` (the statement), `loop` (what is
    iterated, `path` where in an element), `function` and `class` (their scope), `deleted`, `unknown`.
    `place` is where the binding happens; the expression is looked up there.
    """

    kind: str
    value: Any
    place: Place
    path: tuple[int, ...] = ()


class Module:
    """What one pass found out about a module."""

    __slots__ = (
        "bound",
        "classes",
        "functions",
        "future",
        "imported",
        "imports",
        "loops",
        "main",
        "outer",
        "scope",
        "starred",
        "uses",
    )

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.uses: dict[str, list[tuple[str, Place]]] = {}
        """For each name the places that use it, with the attribute taken of it (or an empty string)."""
        self.classes: list[tuple[Scope, Place]] = []
        self.functions: list[Scope] = []
        self.imports: list[str] = []
        """Modules imported, as written: leading dots for relative ones."""
        self.outer: list[str] = []
        """Those of them that are imported outside of functions."""
        self.imported: list[tuple[str, str]] = []
        """Names bound by imports, with the qualified name of what was imported."""
        self.starred: list[str] = []
        self.bound: list[tuple[str, Binding, Scope, bool]] = []
        """Every other binding of a name or attribute, with the scope that owns it and whether it is an attribute."""
        self.loops: dict[int, int] = {}  # the branches that run again, with the order of their statement
        self.main = False  # it has an `if __name__ == "__main__":`
        self.future = False  # `from __future__ import annotations`

    def close(self) -> None:
        """Let go of the syntax tree: scopes and what they bind hold each other, and would wait for a collector."""
        for scope in (self.scope, *self.functions, *(scope for scope, _ in self.classes)):
            scope.bindings.clear()
            scope.attributes.clear()
            scope.node = None
        self.uses.clear()
        self.bound.clear()
        self.classes.clear()
        self.functions.clear()


def class_around(scope: Scope | None) -> Scope | None:
    """The innermost class that a scope is, or is in."""
    while scope is not None and scope.kind != "class":
        scope = scope.parent
    return scope


def is_method(scope: Scope) -> bool:
    """Whether callers do not pass the first parameter."""
    decorators = [getattr(d, "id", "") for d in getattr(scope.node, "decorator_list", ())]
    return scope.parent is not None and scope.parent.kind == "class" and "staticmethod" not in decorators
