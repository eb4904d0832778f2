"""One file from its syntax tree to its facts."""

import gc
from collections.abc import Mapping
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.python import Access, FileFacts, Instance, SettingsClass, Unreadable
from relcheck.repo.python import followed, locate, ways
from relcheck.repo.python.bind import Place, bind
from relcheck.repo.python.meaning import Glob, Meaning, Parameter, Ref, Resolver, Text, Unknown
from relcheck.repo.python.source import Source

_NOTHING: Final[Mapping[str, Meaning]] = {}


class Reader:
    """Reads one file; `known` are the meanings of what it imports from other files of the project."""

    def __init__(self, source: Source, known: Mapping[str, Meaning] = _NOTHING) -> None:
        self.source = source
        self.known = known
        self.found: dict[tuple[Any, ...], Access] = {}
        self.classes: tuple[SettingsClass, ...] = ()
        self.instances: list[Instance] = []
        self.seen: set[int] = set()
        self.statements: dict[int, Any] = {}

    def facts(self) -> FileFacts:
        """The facts of the file; a syntax tree has no cycles, so that collecting them would be for nothing."""
        collects = gc.isenabled()
        gc.disable()
        try:
            return self._facts()
        except RecursionError:
            place = Span(self.source.path, 1, 1, 1, 1)
            return FileFacts(self.source.path, unreadable=Unreadable(place, "it is nested too deeply to be read"))
        finally:
            if collects:
                gc.enable()

    def _facts(self) -> FileFacts:
        self.module = module = bind(self.source.syntax)
        self.resolver = Resolver(module, self.known)
        places, self.names = locate.places(self.source, module, self.resolver)
        if places:
            self.direct(places)
        accesses_ = sorted(self.found.values(), key=lambda a: (a.span[1:], a.kind, a.names))
        return FileFacts(
            self.source.path,
            tuple(accesses_),
            self.classes,
            tuple(self.instances),
            imports=tuple(dict.fromkeys(module.imports)),
        )

    def parsed(self, places: list[Place]) -> list[Any]:
        """The statements of these places, each parsed once."""
        from relcheck.repo.python.fragments import statements

        missing = [place for place in places if id(place) not in self.statements]
        for statement in statements(self.source, missing, self.resolver) if missing else ():
            self.statements[id(statement.place)] = statement
        return [self.statements[id(place)] for place in places if id(place) in self.statements]

    def direct(self, places: list[Place]) -> None:
        """The accesses that the standard library's names make."""
        from libcst import Name

        for statement in self.parsed(places):
            for node in statement.nodes:
                if node.__class__ is Name and node.value in self.names and not statement.binds(node):
                    self.climb(statement, node)

    def climb(self, statement: Any, node: Any) -> None:
        """From a name outwards (`os`, `os.environ`), until it means something followed."""
        from libcst import Attribute, Call, Subscript

        from relcheck.repo.python import accesses, libraries
        from relcheck.repo.python.statement import Reference

        while True:
            meanings = statement.meanings(node)
            injected = any(isinstance(meaning, Parameter) for meaning in meanings)
            for meaning in meanings:
                if isinstance(meaning, Ref) and ways.follows(meaning.name):
                    if id(node) not in self.seen:
                        self.seen.add(id(node))
                        for access in accesses.read(statement, node, meaning.name, injected):
                            self.add(access)
                    return
                if isinstance(meaning, Ref) and followed.needles(meaning.name) and id(node) not in self.seen:
                    self.seen.add(id(node))
                    found = list(libraries.read(Reference(statement, node, meaning.name)))
                    for access in found:
                        self.add(access)
                    if found:
                        return
            if all(isinstance(meaning, Unknown | Text | Glob) for meaning in meanings):
                return
            parent = statement.parent(node)
            if isinstance(parent, Attribute | Subscript) and parent.value is node:
                node = parent
            elif isinstance(parent, Call) and parent.func is node:
                node = parent
            else:
                return

    def add(self, access: Access) -> None:
        """Keep an access, once a place."""
        self.found.setdefault((access.span, access.kind), access)
