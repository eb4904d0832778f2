"""The state of reading one file: its statements, and the facts found so far."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from relcheck.facts.python import Access, Instance, SettingsClass
from relcheck.repo.python.meaning.kinds import Meaning
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.annotations import annotated
from relcheck.repo.python.scopes.bind import bind
from relcheck.repo.python.scopes.scope import Place
from relcheck.repo.python.syntax.source import Source

ITEMS: Final = frozenset(("__getitem__", "__setitem__", "__contains__", "__getattr__"))
"""The methods that an object is asked by, without its being called."""


class Known(NamedTuple):
    """What other modules of the project export, by the qualified names that this file uses.

    `meanings` of aliases, helpers and constants; `classes` the library of each settings class; `models` the
    classes of this file that settings classes of others nest; `schemes` what `libraries_objects` encoded.
    """

    meanings: Mapping[str, Meaning] = {}
    classes: Mapping[str, str] = {}
    models: tuple[str, ...] = ()
    schemes: Mapping[str, str] = {}


class Reading:
    """One file that is being read."""

    resolver: Resolver

    def __init__(self, source: Source) -> None:
        self.source = source
        self.known = Known()
        self.module = bind(source.syntax, "Annotated" in source.kept or annotated(source.lines))
        self.found: dict[tuple[Any, ...], Access] = {}
        self.classes: tuple[SettingsClass, ...] = ()
        self.instances: list[Instance] = []
        self.seen: set[tuple[int, int, str]] = set()
        self.statements: dict[int, Any] = {}
        self.helpers: dict[int, list[Any]] = {}
        self.helper_names: dict[str, str] = {}
        self.helper_all: set[str] = set()
        self.asks = False  # whether there are helpers that objects are asked by: `settings["NAME"]`
        self.followed: set[str] = set()
        self.missing: set[str] = set()
        self.absent: set[str] = set()  # names that no function has that was left out
        self.done = 0

    def parsed(self, places: list[Place]) -> list[Any]:
        """The statements of these places, each parsed once."""
        from relcheck.repo.python.statements.fragments import statements

        missing = [place for place in places if id(place) not in self.statements]
        for statement in statements(self.source, missing, self.resolver) if missing else ():
            self.statements[id(statement.place)] = statement
        return [self.statements[id(place)] for place in places if id(place) in self.statements]

    def add(self, access: Access) -> None:
        """Keep an access, once a place and direction: `+=` reads and writes."""
        self.found.setdefault((access.span, access.kind, access.direction), access)

    def first(self, statement: Any, node: Any, what: str) -> bool:
        """Whether a node of a statement is looked at for the first time."""
        if (id(statement), id(node), what) in self.seen:
            return False
        self.seen.add((id(statement), id(node), what))
        return True
