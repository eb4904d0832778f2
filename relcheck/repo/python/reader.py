"""One file from its syntax tree to its facts."""

import gc
from typing import Any

from relcheck.diagnostic import Span
from relcheck.facts.python import FileFacts, Unreadable
from relcheck.repo.python.helpers.calls import HelperCalls
from relcheck.repo.python.helpers.exports import exports
from relcheck.repo.python.libraries import hints
from relcheck.repo.python.meaning.kinds import (
    Exported,
    Glob,
    Meaning,
    Parameter,
    Partial,
    Ref,
    Text,
    Unknown,
    name_of,
)
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.annotations import evaluated
from relcheck.repo.python.scopes.scope import Place
from relcheck.repo.python.statements import locate
from relcheck.repo.python.statements.reading import ITEMS, Known
from relcheck.repo.python.syntax.reduce import has_word
from relcheck.repo.python.tables import followed, ways
from relcheck.repo.python.tables.settings import TELLTALES


class Reader(HelperCalls):
    """Reads one file."""

    def facts(self, known: Known | None = None) -> FileFacts:
        """The facts of the file; a syntax tree has no cycles, so that collecting them would be for nothing."""
        self.known = known or self.known
        collects = gc.isenabled()
        gc.disable()
        try:
            places = self.places()
            facts = self._facts(places) if not self.left_out() else None  # most of it is known before much is read
            if facts is None or self.left_out():
                self.source.complete({*self.missing, *self.resolver.incomplete})
                return Reader(self.source).facts(self.known)
            return facts
        except RecursionError:
            place = Span(self.source.path, 1, 1, 1, 1)
            return FileFacts(self.source.path, unreadable=Unreadable(place, "it is nested too deeply to be read"))
        finally:
            self.module.close()
            if collects:
                gc.enable()

    def places(self) -> list[Place]:
        """The places that use something followed."""
        self.resolver = Resolver(self.module, self.known.meanings)
        self.resolver.removed, self.resolver.whole = self.source.removed, self.source.whole
        self.resolver.classes = self.known.classes
        self.resolver.schemes = self.known.schemes
        self.asks = any(name.rpartition(".")[2] in ITEMS for name in self.known.meanings)
        found, self.names, self.followed = locate.places(self.source, self.module, self.resolver)
        return found

    def _facts(self, places: list[Place]) -> FileFacts:
        module = self.module
        self.read_classes()
        if places:
            self.direct(places)
        self.read_instances()
        self.read_guesses()
        self.read_helpers()
        found = sorted(self.found.values(), key=lambda a: (a.span[1:], a.kind, a.names, a.direction))
        return FileFacts(
            self.source.path,
            tuple(found),
            self.classes,
            tuple(sorted(self.instances)),
            exports(module, self.resolver, self.classes, self.helper_names, self.known.classes, self.source.path),
            unreadable=self.source.unreadable,
            imports=tuple(sorted(set(module.outer))),
            main=module.main,
            wants=tuple(sorted(self.resolver.wanted)),
        )

    def left_out(self) -> bool:
        """Whether functions that were left out hold names of what is followed so far, which are `missing` then."""
        removed = self.source.removed
        if not removed:
            return False
        names = set(self.followed) | {helper.rpartition(".")[2] for helper in self.helper_all}
        names |= {cls.name.rpartition(".")[2] for cls in self.classes if cls.library != "model"}
        below: set[str] = set()
        if not self.absent:  # what is imported stays the same
            for name, full in self.module.imported:
                told = locate.leads_to(name, full, self.resolver)
                (names if name in told else below).update(told)
            names |= {name.rpartition(".")[2] for name in self.known.classes}
            names |= {name for name, full in self.module.imported if full in self.known.classes}
        below -= names
        self.missing = {name for name in names - self.absent if name and has_word(removed, name)}
        self.missing |= {
            name for name in below if has_word(removed, name) and locate.is_said(name, self.source, self.resolver)
        }
        names |= below
        self.absent |= names
        return bool(self.missing or self.resolver.incomplete)

    # -- the standard library and libraries ------------------------------------------------------

    def direct(self, places: list[Place]) -> None:
        """The accesses that imported names make."""
        from libcst import Name

        from relcheck.repo.python.statements.inner import inner

        for statement in self.parsed(places):
            names = self.names | inner(statement)
            for node in statement.nodes:
                if node.__class__ is Name and node.value in names and not statement.binds(node):
                    self.climb(statement, node)

    def climb(self, statement: Any, node: Any) -> None:
        """From a name outwards (`os`, `os.environ`), until it means something followed."""
        from libcst import Attribute, Call, Subscript

        while True:
            meanings = statement.meanings(node)
            if self.take(statement, node, meanings):
                return
            parent = statement.parent(node)
            if all(isinstance(meaning, Unknown | Text | Glob) for meaning in meanings):
                if _is_patch(node):  # pytest-mock's
                    self.patch(statement, parent if getattr(parent, "attr", node.attr).value == "dict" else node)
                return
            cls = parent.__class__
            if (cls in (Attribute, Subscript) and parent.value is node) or (cls is Call and parent.func is node):
                node = parent
            else:
                return

    def take(self, statement: Any, node: Any, meanings: list[Meaning]) -> bool:
        """Make the facts of a node by what it means; false where a node around it may mean more."""
        injected = any(isinstance(meaning, Parameter) for meaning in meanings)
        for meaning in meanings:
            if isinstance(meaning, Exported):
                return self.helper(statement, node, meaning) and statement.call(node) is not None
            if isinstance(meaning, Partial) and hasattr(meaning.node, "keywords"):
                return self.partial(statement, node, meaning)
            if not isinstance(meaning, Ref):
                continue
            if meaning.name in self.resolver.below and self.asked(statement, node):
                return True
            if meaning.name in ways.PATCHES:
                return self.patch(statement, node)
            if ways.follows(meaning.name) or meaning.name == ways.COPY:
                from relcheck.repo.python.accesses import made

                if evaluated(statement, node) and self.first(statement, node, "access"):
                    for access in made.read(statement, node, meaning.name, injected):
                        self.add(access)
                return True
            if followed.needles(meaning.name) and self.first(statement, node, "library"):
                from relcheck.repo.python.libraries import fact
                from relcheck.repo.python.statements.statement import Reference

                found = list(fact.read(Reference(statement, node, meaning.name)))
                for access in found:
                    self.add(access)
                if found:
                    return True
        return False

    def patch(self, statement: Any, node: Any) -> bool:
        """The access that `mock.patch.dict("os.environ", ...)` is."""
        from relcheck.repo.python.accesses import whole

        call = statement.call(node)
        access = whole.patched(statement, call) if call is not None and self.first(statement, node, "access") else None
        if access is not None:
            self.add(access)
        return call is not None

    def partial(self, statement: Any, node: Any, meaning: Partial) -> bool:
        """The access that a call of `functools.partial(os.getenv, ...)` is."""
        from relcheck.repo.python.accesses.calls import partly_called

        for inner in self.resolver.of(meaning.node.args[0], meaning.scope, meaning.place):
            if isinstance(inner, Ref) and ways.follows(inner.name) and self.first(statement, node, "access"):
                access = partly_called(statement, node, meaning.node, inner.name)
                if access is not None:
                    self.add(access)
                    return True
        return self.partly(statement, node, meaning)

    def read_guesses(self) -> None:
        """Calls that only the name of a method or keyword tells."""
        places = hints.places(self.source, self.module)
        if not places:
            return
        from relcheck.repo.python.libraries import guess

        words = hints.words_of(self.module)
        for statement in self.parsed(places):
            for access in guess.read(statement, words):
                if not any(key[0] == access.span for key in self.found):
                    self.add(access)

    # -- settings classes ------------------------------------------------------------------------

    def read_classes(self) -> None:
        """The settings classes, and the models that they nest."""
        known = self.known
        if known.classes or known.models or any(word in self.source.kept for word in TELLTALES):
            from relcheck.repo.python.settings import classes

            self.classes = classes.read_classes(self.source, self.module, self.resolver, known.classes, known.models)

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

        from relcheck.repo.python.settings import instances
        from relcheck.repo.python.statements.statement import Reference

        for statement in self.parsed(found):
            for node in statement.nodes:
                if node.__class__ in (Name, Attribute):
                    for meaning in statement.meanings(node):
                        name = name_of(meaning)
                        if name and is_settings(name):
                            self.instances += instances.read(Reference(statement, node, name), is_settings)


def _is_patch(node: Any) -> bool:
    """Whether a node is an attribute `patch` of something."""
    return getattr(getattr(node, "attr", None), "value", "") == "patch"
