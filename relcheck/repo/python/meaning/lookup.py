"""Names to bindings, and bindings to what they mean.

The law behind it: bindings are resolved, never names. Where several bindings may reach a use (branches,
`try`, several assignments), it has several meanings.
"""

import _ast
import builtins
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, ClassVar, Final

from relcheck.repo.python.meaning.chosen import function
from relcheck.repo.python.meaning.classes import Classes
from relcheck.repo.python.meaning.kinds import (
    ALL,
    OS_NAMES,
    SAME,
    UNKNOWN,
    Class,
    Instance,
    Meaning,
    Parameter,
    Ref,
    Text,
    Unknown,
    name_of,
    part,
)
from relcheck.repo.python.meaning.marks import ARGUMENT, ELEMENT, is_mark
from relcheck.repo.python.meaning.typed import typed
from relcheck.repo.python.scopes.reach import alive
from relcheck.repo.python.scopes.records import passed
from relcheck.repo.python.scopes.scope import Binding, Module, Place, Scope, is_method

_BUILTINS: Final = frozenset(dir(builtins))
Where = tuple[Any, Scope, Place]
"""An expression, and where its names are looked up."""
Passed = dict[tuple[int, str], list[Meaning]]
"""What parameters mean, by the scope of their function and their name."""


class Lookup(Classes):
    """Looks names up in one module. `known` says what other modules export."""

    handlers: ClassVar[dict[type, Callable[..., list[Meaning]]]] = {}
    """For each class of expression what evaluates it."""
    elements: Callable[..., list[Where]]

    def __init__(self, module: Module, known: Mapping[str, Meaning]) -> None:
        super().__init__(module, known)
        self.below = _below(known)
        self.classes: Collection[str] = ()  # settings classes of other modules
        self.schemes: Mapping[str, str] = {}  # the encoded schemes of objects of other modules
        self.override: Passed = {}
        # what bindings gave, and how deeply they were looked up; each is kept, so that no other one gets its `id`
        self.memory: dict[int, tuple[int, list[Meaning], Binding]] = {}
        # the same for what going through expressions gave
        self.gone: dict[int, tuple[int, list[Where], Any]] = {}
        self.active: set[int] = set()  # bindings and functions that are being looked up
        self._declared: set[str] | None = None
        self.wanted: set[str] = set()  # imported names that a variable's name was looked for in

    def of(self, node: Any, scope: Scope, place: Place, depth: int = 24) -> list[Meaning]:
        """Every meaning of an expression that stands at a place; never empty."""
        handler = self.handlers.get(node.__class__)
        if handler is None or depth <= 0:
            return [UNKNOWN]
        found: list[Meaning] = handler(self, node, scope, place, depth - 1)
        if len(found) > 1:
            found = list(dict.fromkeys(found))[:ALL]
        return found or [UNKNOWN]

    def qualified(self, node: Any, scope: Scope, place: Place) -> str:
        """The qualified name of an expression; `:Name` for something of this module; empty if unknown."""
        for meaning in self.of(node, scope, place):
            if name := name_of(meaning):
                return name
        return ""

    def lookup(self, name: str, scope: Scope, place: Place, depth: int = 24) -> list[Meaning]:
        """Every meaning of a name."""
        at: Scope | None = scope
        while at is not None:
            if name in at.globals:
                at = self.module.scope
            elif at.kind == "class" and at is not scope and not _transparent(scope, at):
                at = at.parent
                continue
            bindings = at.bindings.get(name)
            if bindings and at.kind == "class" and place.scope is at and bindings[0].place.order >= place.order:
                at = at.parent  # a class body sees the name of the module until it binds its own
                continue
            if bindings:
                return self.reaching(bindings, at, place, depth)
            if at.stars:
                starred = self.starred(name, at)
                if starred:
                    return starred
            at = at.parent
        if name in _BUILTINS:
            return [Ref(name)]
        if name in self.declared():
            self.incomplete.add(name)
        return [UNKNOWN]

    def declared(self) -> Collection[str]:
        """The names that functions that were left out declare as global: only so they bind a name outside."""
        if self._declared is None:
            found = re.findall(r"global ([^\n#;]+)", self.removed)
            self._declared = {name.strip() for names in found for name in names.split(",")}
        return self._declared

    def starred(self, name: str, scope: Scope) -> list[Meaning]:
        """A name that `from m import *` may have bound."""
        for module in reversed(scope.stars):
            full = f"{module}.{name}" if module.strip(".") else module + name
            if module == "os" and name in OS_NAMES:
                return [Ref(full)]
            if full in self.known:
                return [self.known[full]]
            if full in self.below or full in self.classes:
                return [Ref(full)]
            if module != "os" and name.isupper():
                self.wanted.add(full)
        return [Ref("os")] if name == "os" else []  # nothing else binds it, and the program runs

    def reaching(self, bindings: list[Binding], owner: Scope, place: Place, depth: int) -> list[Meaning]:
        """The meanings of the bindings that may reach a place."""
        found: list[Meaning] = []
        for binding in alive(bindings, owner, place, self.module.loops):
            found.extend(self.binding(binding, owner, depth))
        return [UNKNOWN] if UNKNOWN in found and any(map(_is_number, found)) else found  # it is counted up

    def binding(self, binding: Binding, owner: Scope, depth: int) -> list[Meaning]:
        """What one binding gives; of one that is made of itself (`x = x or y`) what else it is made of."""
        if depth <= 0 or id(binding) in self.active:
            return [UNKNOWN]
        known = self.memory.get(id(binding))
        if known is not None and known[0] >= depth:
            return known[1]
        self.active.add(id(binding))
        try:
            found = self.bound(binding, owner, depth)
        finally:
            self.active.discard(id(binding))
        self.memory[id(binding)] = (depth, found, binding)
        return found

    def given(self, parameters: Passed, node: Any, scope: Scope, place: Place, depth: int = 24) -> list[Meaning]:
        """The meanings of an expression where parameters mean something."""
        kept = self.override, self.memory, self.gone
        self.override, self.memory, self.gone = {**self.override, **parameters}, {}, {}
        try:
            return self.of(node, scope, place, depth)
        finally:
            self.override, self.memory, self.gone = kept

    def bound(self, binding: Binding, owner: Scope, depth: int) -> list[Meaning]:
        """What one binding gives, looked up."""
        kind, value, place, path = binding
        if kind == "import":
            return [self.ref(value)]
        if kind == "value":
            if path:
                return self.unpacked([(value, place.scope, place)], path, depth)
            return self.of(value, place.scope, place, depth - 1)
        if kind == "function":
            return function(self, value, depth)
        if kind == "class":
            return [Class(value)]
        if kind == "parameter":
            return self.parameter(binding, owner, depth)
        if kind == "loop":
            given = self.elements(value, place.scope, place, depth)
            return self.unpacked(given, path, depth) if given or path else self.each(value, place, depth)
        if kind == "augmented":
            name = _ast.Name(id=value.target.id, ctx=_ast.Load())
            return self.of(_ast.BinOp(left=name, op=value.op, right=value.value), place.scope, place, depth - 1)
        if kind == "with" and not path:
            return [m for m in self.of(value, place.scope, place, depth - 1) if isinstance(m, Instance | Ref)]
        return [UNKNOWN]

    def parameter(self, binding: Binding, owner: Scope, depth: int) -> list[Meaning]:
        """A parameter: the object itself for `self`, else what the caller passes or the default."""
        name = next(n for n, bs in owner.bindings.items() if binding in bs)
        if (id(owner), name) in self.override:
            return self.override[id(owner), name]
        if binding.path == (0,) and owner.parent is not None and is_method(owner):
            return [Instance(owner.parent)]
        given: list[Meaning] = [Parameter(name, owner)]
        if binding.value is not None:
            default = self.of(binding.value, binding.place.scope, binding.place, depth - 1)
            given += [m for m in default if not isinstance(m, Text | Unknown | Parameter)]
        return given + typed(self, owner, name, binding.place)

    def each(self, value: Any, place: Place, depth: int) -> list[Meaning]:
        """An element of what callers pass: `for name in names`."""
        found: list[Meaning] = []
        for meaning in self.of(value, place.scope, place, depth - 1):
            if isinstance(meaning, Parameter):
                found.append(part(meaning))
            elif isinstance(meaning, Text) and is_mark(meaning.value):
                found.append(Text(ELEMENT) if meaning.value == ARGUMENT else meaning)
        return found or [UNKNOWN]

    def ref(self, name: str) -> Meaning:
        """A qualified name in its one spelling, or what another module exports under it."""
        name = SAME.get(name, name)
        if self.known and name in self.known:
            return self.known[name]
        return Ref(name)

    def values(self, node: Any, scope: Scope, place: Place, depth: int, seen: set[int] | None = None) -> list[Where]:
        """The expressions that a name or an attribute was assigned, or what was added to it; each once."""
        cls = node.__class__
        if cls not in (_ast.Name, _ast.Attribute) or depth <= 0:
            return [(node, scope, place)]
        bindings: list[Binding] = []
        found: list[Where] = []
        seen = set() if seen is None else seen
        given: Any = node
        if cls is _ast.Name:
            at: Scope | None = scope
            while at is not None and given.id not in at.bindings:
                at = at.parent
            bindings = alive(at.bindings[given.id], at, place, self.module.loops) if at is not None else []
        else:
            for meaning in self.of(given.value, scope, place, depth - 1):
                if isinstance(meaning, Class | Instance):
                    bindings += self.attributes(meaning.scope, given.attr)
                    found += self.field(meaning, given.attr, depth, seen)
        for binding in bindings:
            if binding.path or binding.kind not in ("value", "augmented", "loop") or id(binding) in seen:
                continue
            seen.add(id(binding))
            value, where = binding.value, binding.place
            if binding.kind == "loop":
                found += self.elements(value, where.scope, where, depth - 1)
                continue
            if binding.kind == "augmented":
                found += self.values(value.target, where.scope, where, depth - 1, seen)
                value = value.value
            found += self.values(value, where.scope, where, depth - 1, seen)
        return found

    def field(self, made: Class | Instance, name: str, depth: int, seen: set[int]) -> list[Where]:
        """What a field of an object was given, of a class whose fields make its constructor."""
        fields = self.fields.get(id(made.scope), ())
        if not isinstance(made, Instance) or made.call is None or made.at is None or made.place is None:
            return []
        value = passed(made.call, fields, name) if name in fields else None
        return self.values(value, made.at, made.place, depth - 1, seen) if value is not None else []

    def unpacked(self, given: list[Where], path: tuple[int, ...], depth: int) -> list[Meaning]:
        """The meanings of one component of each of these expressions."""
        for index in path:
            inner: list[Where] = []
            items = [
                one for where in given if where[0].__class__ is _ast.Subscript for one in self.values(*where, depth)
            ]
            for node, scope, place in items or given:
                elements = self.elements(node, scope, place, depth) if node.__class__ is not _ast.Dict else []
                if 0 <= index < len(elements):
                    inner.append(elements[index])
            given = inner
        found = [m for node, scope, place in given for m in self.of(node, scope, place, depth - 1)]
        return found or [UNKNOWN]


def _is_number(meaning: Meaning) -> bool:
    return isinstance(meaning, Text) and meaning.value.__class__ is int


def _below(known: Iterable[str]) -> dict[str, set[str]]:
    """For every name that known ones begin with (of modules, packages, classes) the last parts of these."""
    found: dict[str, set[str]] = {}
    for name in known:
        last = name.rpartition(".")[2].rstrip("()")
        at = name.find(".")
        while at >= 0:
            head = name[:at] if name[:at].strip(".") else name[: at + 1]  # `.` for what is in `.env`
            found.setdefault(head, set()).add(last)
            at = name.find(".", at + 1)
    return found


def _transparent(scope: Scope, owner: Scope) -> bool:
    """Whether only comprehensions lie between a scope and a class body around it."""
    at: Scope | None = scope
    while at is not None and at is not owner:
        if at.kind != "comprehension":
            return False
        at = at.parent
    return True
