"""One file from its syntax tree to its facts."""

import gc
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.python import Access, FileFacts, Instance, SettingsClass, Unreadable
from relcheck.repo.python import followed, libraries_hints, locate, ways
from relcheck.repo.python.bind import bind
from relcheck.repo.python.exports import exports, scope_name
from relcheck.repo.python.meaning import (
    Exported,
    Function,
    Glob,
    Meaning,
    Parameter,
    Partial,
    Ref,
    Text,
    Unknown,
    name_of,
)
from relcheck.repo.python.resolve import Resolver
from relcheck.repo.python.scope import Place
from relcheck.repo.python.settings_tables import TELLTALES
from relcheck.repo.python.source import Source
from relcheck.repo.python.where import dotted

_ROUNDS: Final = 4
"""How many helpers may stand between a name and the environment."""


class Known(NamedTuple):
    """What other modules of the project export, by the qualified names that this file uses.

    `meanings` of aliases, helpers and constants; `classes` the library of each settings class; `models` the
    classes of this file that settings classes of others nest.
    """

    meanings: Mapping[str, Meaning] = {}
    classes: Mapping[str, str] = {}
    models: tuple[str, ...] = ()


class Reader:
    """Reads one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.known = Known()
        self.module = bind(source.syntax, "Annotated" in source.text)
        self.found: dict[tuple[Any, ...], Access] = {}
        self.classes: tuple[SettingsClass, ...] = ()
        self.instances: list[Instance] = []
        self.seen: set[tuple[int, str]] = set()
        self.statements: dict[int, Any] = {}
        self.helpers: dict[int, list[Any]] = {}
        self.helper_names: dict[str, str] = {}
        self.helper_all: set[str] = set()
        self.followed: set[str] = set()
        self.done = 0

    def facts(self, known: Known | None = None) -> FileFacts:
        """The facts of the file; a syntax tree has no cycles, so that collecting them would be for nothing."""
        self.known = known or self.known
        collects = gc.isenabled()
        gc.disable()
        try:
            facts = self._facts()
            if self.source.removed and self.incomplete():
                self.source.complete()
                return Reader(self.source).facts(self.known)
            return facts
        except RecursionError:
            place = Span(self.source.path, 1, 1, 1, 1)
            return FileFacts(self.source.path, unreadable=Unreadable(place, "it is nested too deeply to be read"))
        finally:
            if collects:
                gc.enable()

    def _facts(self) -> FileFacts:
        module = self.module
        self.resolver = Resolver(module, self.known.meanings)
        self.resolver.reduced = bool(self.source.removed)
        places, self.names, self.followed = locate.places(self.source, module, self.resolver)
        self.read_classes()
        if places:
            self.direct(places)
        self.read_instances()
        self.read_guesses()
        self.read_helpers()
        found = sorted(self.found.values(), key=lambda a: (a.span[1:], a.kind, a.names))
        return FileFacts(
            self.source.path,
            tuple(found),
            self.classes,
            tuple(sorted(self.instances)),
            exports(module, self.resolver, self.classes, self.helper_names, self.known.classes),
            imports=tuple(sorted(set(module.outer))),
            main=module.main,
            wants=tuple(sorted(self.resolver.wanted)),
        )

    def incomplete(self) -> bool:
        """Whether a function that was left out may hold something that is followed."""
        removed = self.source.removed
        if self.resolver.incomplete:
            return True
        names = set(self.followed) | {helper.rpartition(".")[2] for helper in self.helper_all}
        names |= {cls.name.rpartition(".")[2] for cls in self.classes if cls.library != "model"}
        names |= {name for name, full in self.module.imported if locate.leads_on(full, self.resolver)}
        names |= {name.rpartition(".")[2] for name in self.known.classes}
        names |= {name for name, full in self.module.imported if full in self.known.classes}
        return any(_has_word(removed, name) for name in names if name)

    def parsed(self, places: list[Place]) -> list[Any]:
        """The statements of these places, each parsed once."""
        from relcheck.repo.python.fragments import statements

        missing = [place for place in places if id(place) not in self.statements]
        for statement in statements(self.source, missing, self.resolver) if missing else ():
            self.statements[id(statement.place)] = statement
        return [self.statements[id(place)] for place in places if id(place) in self.statements]

    def add(self, access: Access) -> None:
        """Keep an access, once a place."""
        self.found.setdefault((access.span, access.kind), access)

    # -- the standard library and libraries ------------------------------------------------------

    def direct(self, places: list[Place]) -> None:
        """The accesses that imported names make."""
        from libcst import Name

        for statement in self.parsed(places):
            for node in statement.nodes:
                if node.__class__ is Name and node.value in self.names and not statement.binds(node):
                    self.climb(statement, node)

    def climb(self, statement: Any, node: Any) -> None:
        """From a name outwards (`os`, `os.environ`), until it means something followed."""
        from libcst import Attribute, Call, Subscript

        while True:
            meanings = statement.meanings(node)
            if self.take(statement, node, meanings):
                return
            if all(isinstance(meaning, Unknown | Text | Glob) for meaning in meanings):
                return
            parent = statement.parent(node)
            if (isinstance(parent, Attribute | Subscript) and parent.value is node) or (
                isinstance(parent, Call) and parent.func is node
            ):
                node = parent
            else:
                return

    def take(self, statement: Any, node: Any, meanings: list[Meaning]) -> bool:
        """Make the facts of a node by what it means; false where a node around it may mean more."""
        injected = any(isinstance(meaning, Parameter) for meaning in meanings)
        for meaning in meanings:
            if isinstance(meaning, Exported):
                return self.helper(statement, node, meaning)
            if isinstance(meaning, Partial) and hasattr(meaning.node, "keywords"):
                return self.partial(statement, node, meaning)
            if not isinstance(meaning, Ref):
                continue
            if ways.follows(meaning.name):
                from relcheck.repo.python import accesses

                if self.first(node, "access"):
                    for access in accesses.read(statement, node, meaning.name, injected):
                        self.add(access)
                return True
            if followed.needles(meaning.name) and self.first(node, "library"):
                from relcheck.repo.python import libraries
                from relcheck.repo.python.statement import Reference

                found = list(libraries.read(Reference(statement, node, meaning.name)))
                for access in found:
                    self.add(access)
                if found:
                    return True
        return False

    def partial(self, statement: Any, node: Any, meaning: Partial) -> bool:
        """The access that a call of `functools.partial(os.getenv, ...)` is."""
        from relcheck.repo.python import accesses

        for inner in self.resolver.of(meaning.node.args[0], meaning.scope, meaning.place):
            if isinstance(inner, Ref) and ways.follows(inner.name) and self.first(node, "access"):
                access = accesses.partly_called(statement, node, meaning.node, inner.name)
                if access is not None:
                    self.add(access)
                    return True
        return False

    def first(self, node: Any, what: str) -> bool:
        """Whether a node is looked at for the first time."""
        if (id(node), what) in self.seen:
            return False
        self.seen.add((id(node), what))
        return True

    def read_guesses(self) -> None:
        """Calls that only the name of a method or keyword tells."""
        places = libraries_hints.places(self.source, self.module)
        if not places:
            return
        from relcheck.repo.python import libraries_guess

        words = libraries_hints.words_of(self.module)
        for statement in self.parsed(places):
            for access in libraries_guess.read(statement, words):
                if not any(key[0] == access.span for key in self.found):
                    self.add(access)

    # -- settings classes ------------------------------------------------------------------------

    def read_classes(self) -> None:
        """The settings classes, and the models that they nest."""
        known = self.known
        if known.classes or known.models or any(word in self.source.text for word in TELLTALES):
            from relcheck.repo.python import settings

            self.classes = settings.read_classes(self.source, self.module, self.resolver, known.classes, known.models)

    def read_instances(self) -> None:
        """Where settings classes are instantiated."""
        local = {":" + cls.name for cls in self.classes if cls.library != "model"}
        if not local and not self.known.classes:
            return
        names = {name.rpartition(".")[2].lstrip(":") for name in (*local, *self.known.classes)}
        texts = [mark for name in names for mark in (f"{name}(", f"({name}", f"{name}.")]
        renamed = [name for name, full in self.module.imported if full in self.known.classes]
        texts += [f"{name}(" for name in renamed]
        found = locate.users(self.module, [*names, *renamed], names)
        found = [p for p in found if any(text in locate.text_of(self.source, p) for text in texts)]

        def is_settings(name: str) -> bool:
            return name in local or self.known.classes.get(name, "model") != "model"

        from libcst import Attribute, Name

        from relcheck.repo.python import settings_instances
        from relcheck.repo.python.statement import Reference

        for statement in self.parsed(found):
            for node in statement.nodes:
                if isinstance(node, Name | Attribute):
                    for meaning in statement.meanings(node):
                        name = name_of(meaning)
                        if name and is_settings(name):
                            self.instances += settings_instances.read(Reference(statement, node, name), is_settings)

    # -- helpers ---------------------------------------------------------------------------------

    def read_helpers(self) -> None:
        """The calls of helpers, and of helpers around helpers."""
        from relcheck.repo.python import helpers

        for _ in range(_ROUNDS):
            fresh: list[str] = []
            for statement in list(self.statements.values()):
                while statement.parametric:
                    made = helpers.helper_of(statement, statement.parametric.pop(0))
                    if made is not None:
                        fresh.append(self.remember(*made))
            if not fresh:
                return
            names = [name.rpartition(".")[2] for name in fresh]
            for statement in self.parsed(locate.users(self.module, names, names)):
                self.calls(statement)

    def remember(self, owner: Any, helper: Any) -> str:
        """Note a helper; its dotted name."""
        kept = self.helpers.setdefault(id(owner), [])
        if helper.parameter not in [other.parameter for other in kept]:
            kept.append(helper)
        if isinstance(owner, Place):  # a lambda: the name that it is assigned to
            name = next((n for n, b, _, _ in self.module.bound if b.place is owner and b.kind == "value"), "")
            public = name if owner.scope.kind == "module" else ""
        else:
            name, public = owner.name, scope_name(owner)
        self.helper_all.add(name)
        if public:
            self.helper_names[public] = kept[0].encode()
        return name

    def calls(self, statement: Any) -> None:
        """The calls of helpers of this module in a statement."""
        from libcst import Attribute, Name

        for node in statement.nodes:
            if not isinstance(node, Name | Attribute) or statement.call(node) is None:
                continue
            for meaning in statement.meanings(node):
                if isinstance(meaning, Function | Partial):
                    self.helper(statement, node, meaning)

    def helper(self, statement: Any, node: Any, meaning: Meaning) -> bool:
        """The access that a call of a helper is."""
        from relcheck.repo.python import helpers

        if isinstance(meaning, Exported):
            known, via = [helpers.decode(meaning.target)], meaning.name
        else:
            owner = meaning.scope if isinstance(meaning, Function) else getattr(meaning, "place", None)
            known = self.helpers.get(id(owner), [])
            name = owner.name if isinstance(meaning, Function) else getattr(node, "value", "")  # type: ignore[union-attr]
            via = f"{dotted(self.source.path)}:{name}"
        if not known or not self.first(node, "helper"):
            return bool(known)
        access = helpers.called(statement, node, known, via)
        if access is not None:
            self.add(access)
        return True


def _has_word(text: str, name: str) -> bool:
    """Whether a text holds a name, not only as a part of another."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            return True
        at = text.find(name, end)
    return False
