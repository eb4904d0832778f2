"""Which places of a module use something that is followed: by name, so that only these are parsed by libcst."""

import _ast
import re
from collections.abc import Iterable
from typing import Final

from relcheck.repo.python.meaning.chosen import forwarded, function
from relcheck.repo.python.meaning.handed import LOOKS, looks, receivers
from relcheck.repo.python.meaning.kinds import OS_NAMES, Exported, Meaning, Partial, Ref
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.meaning.typed import parameters
from relcheck.repo.python.scopes.scope import Binding, Module, Place, Scope
from relcheck.repo.python.syntax.reduce import has_word
from relcheck.repo.python.syntax.source import Source
from relcheck.repo.python.tables import followed, ways

_ROOTS: Final = frozenset(("os", "posix", "nt", "os.path", "posixpath", "ntpath"))
_TRICKS: Final = frozenset(("sys", "importlib", "operator", "builtins", "functools", "unittest", "mock"))
_TRICKY: Final = ("importlib.", "operator.", "functools.partial", "sys.modules", "unittest.mock", "mock.patch")
_TRICK_NAMES: Final = ("getattr", "vars", "__import__")
_TRICK_TEXTS: Final = (
    "getattr(", "vars(", "__import__", "import_module", "sys.modules", "attrgetter", "itemgetter", "partial",
    "patch.dict(", "patch('os.env", 'patch("os.env',
)  # fmt: skip

_ELSEWHERE: Final = (".os.environ", ".os.getenv", ".patch.dict(", "'os.environ'", '"os.environ"')
_COPIED: Final = Ref(ways.COPY)
_TRICK_WORDS: Final = ("environ", "getenv", "'os'", '"os"', "'posix'", '"posix"')


def places(source: Source, module: Module, resolver: Resolver) -> tuple[list[Place], set[str], set[str]]:
    """The places to parse, in the order of the source.

    With them the names that lead from there to something followed, and those of which every use matters.
    """
    return _Search(source, module, resolver).run()


class _Search:
    """Follows names to the places that use them, and places to the names that they bind."""

    def __init__(self, source: Source, module: Module, resolver: Resolver) -> None:
        self.source = source
        self.module = module
        self.resolver = resolver
        self.done: set[tuple[str, str]] = set()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.found: dict[int, Place] = {}
        self.bound: dict[int, list[tuple[str, Binding, Scope, bool]]] = {}
        self.handed: set[str] = set()  # names that are the environment, which may be handed to functions
        self.copies: set[str] = set()  # names of copies that functions may read which were left out
        self.handing: list[Place] = []  # the places that look as if they did so

    def run(self) -> tuple[list[Place], set[str], set[str]]:
        tricks = any(text in self.source.kept for text in _TRICK_TEXTS)
        for name, full in self.module.imported:
            self.imported(name, full, tricks)
        for star in self.module.starred:
            for name in self.module.uses:
                full = f"{star}.{name}" if star.strip(".") else star + name
                taken = full in self.resolver.known or full in self.resolver.below
                if taken or (star == "os" and name in OS_NAMES) or _always(full):
                    self.use(name)
        if self.module.starred and "os" in self.module.uses and "os" not in self.module.scope.bindings:
            self.imported("os", "os", tricks)
        if any(text in self.source.kept for text in _ELSEWHERE):
            self.beyond()
        for parameter in parameters(self.module, self.resolver, self.done):
            self.use(parameter)
        if tricks:
            for name in _TRICK_NAMES:
                self.tricky(name)
        found = sorted(self.found.values(), key=lambda place: place.order)
        return found, self.names, self.copies.union(name or attribute for name, attribute in self.done)

    def imported(self, name: str, full: str, tricks: bool) -> None:
        """Follow an imported name as far as it matters."""
        known = self.resolver.known
        if full in known or ways.follows(full) or _always(full) or "__getattr__" in self.resolver.below.get(full, ()):
            self.use(name)
        elif full in _ROOTS:
            for attribute, place in self.module.uses.get(name, ()):
                if attribute == "path":
                    matters = "expandvars" in self.source.kept and "expandvars" in text_of(self.source, place)
                else:
                    matters = attribute in OS_NAMES or attribute in ("expandvars", "__dict__")
                    if not attribute:  # the module itself: given another name, or handed to `getattr`
                        matters = place.statement.__class__.__name__ == "Assign" or (tricks and self.is_tricky(place))
                if matters:
                    self.place(name, place)
        elif full in _TRICKS or full.startswith(_TRICKY):
            if tricks:
                self.tricky(name)
        elif followed.leads(full) or full in self.resolver.below:
            prefix = full + "." if full.strip(".") else full
            for attribute, place in self.module.uses.get(name, ()):
                if self.wanted(prefix + attribute if attribute else full, place):
                    self.place(name, place)
                    if place.role == "base":
                        self.inherited(prefix + attribute if attribute else full)

    def beyond(self) -> None:
        """Follow what is reached through a module that imports it (`app.os.environ`), or a fixture that patches."""
        imported = {name for name, _ in self.module.imported}
        for name, uses in self.module.uses.items():
            for attribute, place in uses:
                may = attribute in ("os", "patch") or (attribute and name in imported)
                if may and any(text in text_of(self.source, place) for text in _ELSEWHERE):
                    self.place(name, place)

    def inherited(self, full: str) -> None:
        """What a class has of another one is taken of its objects."""
        methods = self.resolver.below.get(full, ())
        for method in methods:
            self.use_attribute(method)
        for name in ("super", *(scope.node.name for scope, _ in self.module.classes)) if methods else ():
            for _, place in self.module.uses.get(name, ()):
                if any(f").{method}" in text_of(self.source, place) for method in methods):
                    self.place(name, place)

    def tricky(self, name: str) -> None:
        """Follow a name that reaches modules by their names in texts, where such a text is there."""
        for _, place in self.module.uses.get(name, ()):
            if self.is_tricky(place):
                self.place(name, place)

    def is_tricky(self, place: Place) -> bool:
        """Whether a place may reach the environment by a text."""
        text = text_of(self.source, place)
        return any(word in text for word in _TRICK_WORDS)

    def wanted(self, full: str, place: Place) -> bool:
        """Whether a qualified name, or something below it, is followed at a place."""
        needles = followed.needles(full)
        if needles is not None:
            if "" in needles:
                return True
            text = text_of(self.source, place)
            return any(needle in text for needle in needles)
        return full in self.resolver.known or full in self.resolver.below

    def use(self, name: str) -> None:
        """Every place that uses a name matters."""
        if name in self.names and (name, "") in self.done:
            return
        self.done.add((name, ""))
        for _, place in self.module.uses.get(name, ()):
            self.place(name, place)

    def use_attribute(self, name: str) -> None:
        """Every place that takes an attribute of this name from something local matters."""
        if ("", name) in self.done:
            return
        self.done.add(("", name))
        for root, uses in self.module.uses.items():
            for attribute, place in uses:
                if attribute == name:
                    self.place(root, place)

    def place(self, name: str, place: Place) -> None:
        """A place matters; so do the names that it binds to something followed."""
        self.names.add(name)
        if id(place) in self.found:
            return
        self.found[id(place)] = place
        text = text_of(self.source, place)
        if ("environ" in text and LOOKS.search(text)) or (self.handed and looks(self.handed, text)):
            self.handing.append(place)
            self.hand(place)
        if place.statement.__class__ is _ast.Return and place.scope.kind == "function":
            self.returned(place.scope)
        if not self.bound:
            for entry in self.module.bound:
                self.bound.setdefault(id(entry[1].place), []).append(entry)
        for bound, binding, owner, attribute in self.bound.get(id(place), ()):
            meanings = self.resolver.binding(binding, owner, 24)
            if _COPIED in meanings:
                self.copies |= {bound} if attribute or owner.kind != "function" else set()
                self.copied(bound)
            elif any(self.leads(meaning) for meaning in meanings):
                if attribute:
                    self.use_attribute(bound)
                else:
                    if any(isinstance(meaning, Ref) and meaning.name in ways.MAPPINGS for meaning in meanings):
                        self.handed.add(bound)
                    self.use(bound)
                    if owner.kind == "class":
                        self.use_attribute(bound)

    def hand(self, place: Place) -> None:
        """Follow what a place hands to functions; these may hand it on at places that were looked at before."""
        for parameter in list(receivers(place, self.resolver)):
            self.handed.add(parameter)
            self.use(parameter)
            for other in list(self.handing):
                self.hand(other)

    def copied(self, name: str) -> None:
        """The places that may read of a copy matter: what is written to one is not the environment's."""
        reads = re.compile(rf"\b{name}(?:\.(?:get|pop)\(|\[[^]\n]*\](?!\s*=[^=]))|\bin\s+(?:\w+\.)?{name}\b")
        for root, uses in self.module.uses.items():
            for attribute, place in uses:
                if (root == name or attribute == name) and reads.search(text_of(self.source, place)):
                    self.place(root, place)

    def returned(self, scope: Scope) -> None:
        """What a function returns is followed to its calls, that of a method to where its attribute is taken."""
        passed_on = forwarded(scope.node) is not None
        meanings = function(self.resolver, scope, 24) if passed_on else self.resolver.returned(scope, 24)
        if any(self.leads(meaning) for meaning in meanings):
            follow = self.use_attribute if scope.parent is not None and scope.parent.kind == "class" else self.use
            follow(scope.node.name)

    def leads(self, meaning: Meaning) -> bool:
        """Whether a name with this meaning has to be followed."""
        if isinstance(meaning, Ref):
            name = meaning.name
            if name.endswith("()") and name in self.resolver.below:  # an object of a class that has helpers
                return True
            return ways.follows(name) or name in _ROOTS or _always(name) or name.startswith("vars(os)")
        return isinstance(meaning, Partial | Exported)


def leads_to(name: str, full: str, resolver: Resolver) -> set[str]:
    """The names that tell of what is followed below an imported name, or that name itself where none tells."""
    if full.partition(".")[0] in _TOLD:
        return set()
    needles = followed.needles(full) if followed.leads(full) else None
    if full in resolver.known or (needles is not None and "" in needles):
        return {name}
    return resolver.below.get(full, set())


def is_said(last: str, source: Source, resolver: Resolver) -> bool:
    """Whether a file says all of a known name that ends with this word: of `app.Reader().get`, `Reader`, too."""
    chains = [name.replace("()", "").split(".") for name in resolver.known if last in name]
    return any(chain[-1] == last and all(has_word(source.text, word) for word in chain if word) for chain in chains)


_TOLD: Final = frozenset(("flask", "celery", "pydantic_settings", "click", "typer"))
"""Libraries whose readers `reduce` knows by a word (`from_envvar`), whatever the object is called."""


def _always(name: str) -> bool:
    """Whether every use of a name of a library matters."""
    needles = followed.needles(name)
    return needles is not None and "" in needles and name.partition(".")[2] != ""


def text_of(source: Source, place: Place) -> str:
    """The source of the lines of a place, at least."""
    node = place.node
    if not hasattr(node, "lineno"):
        return source.text
    return "\n".join(source.lines[node.lineno - 1 : node.end_lineno])


def users(module: Module, names: Iterable[str], attributes: Iterable[str]) -> list[Place]:
    """The places that use one of these names, or take one of these attributes."""
    found: dict[int, Place] = {}
    for name in names:
        for _, place in module.uses.get(name, ()):
            found[id(place)] = place
    wanted = frozenset(attributes)
    if wanted:
        for uses in module.uses.values():
            for attribute, place in uses:
                if attribute in wanted:
                    found[id(place)] = place
    return sorted(found.values(), key=lambda place: place.order)
