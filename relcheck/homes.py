"""Which runtime config module a read that strays belongs into, of several that a repository may have."""

from collections.abc import Collection, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING

from relcheck.facts.python import Access

if TYPE_CHECKING:
    from relcheck.project import Project

_SHARED = frozenset("core common config conf settings configuration env base utils shared lib".split())
"""Packages of what all parts of a program use; elsewhere only the module that reads most is a place for others."""


class Homes:
    """The runtime config modules of a project, asked for the one of a file. Made when it is first asked."""

    def __init__(self, project: "Project") -> None:
        self.project = project
        self._found: dict[str, str] = {}
        self._runtimes: dict[str, list[str]] = {}
        for one in project.runtime:
            self._runtimes.setdefault(project.base(one), []).append(one)
        self._classes = frozenset(cls.span.path for cls in project.classes if cls.library != "model")
        self._reads: dict[str, int] = {}
        for access in project.accesses:
            self._reads[access.span.path] = self._reads.get(access.span.path, 0) + (access.direction == "read")
        programs = (count for path, count in self._reads.items() if project.role(path) == "application")
        self._most = max(programs, default=0)
        self._prefixes: dict[str, str] = {}
        self._named: dict[str, set[str]] = {}

    def of(self, path: str) -> str:
        """The runtime config module of the project that a file belongs to, or of one that it needs; else empty.

        Of several, one with a settings class, then the nearest, then the one that reads most.
        """
        if path not in self._found:
            base = self.project.base(path)
            needed = self.project.needed(base)
            own = self._runtimes.get(base) or [one for other in needed for one in self._runtimes.get(other, ())]
            self._found[path] = min(own, key=lambda one: self._distance(one, path)) if own else ""
        return self._found[path]

    def remedy(self, access: Access) -> str:
        """What to do about a read that no settings class declares."""
        path = access.span.path
        home = self.of(path)
        if home and not self._of_a_part(home, access):
            if home in self._classes:
                return f"declare it in the settings class of {home}, and import the settings"
            if self._suits(home, path):
                return f"read it in {home}, and import the setting from there"
        return "read it in one runtime config module (`relcheck init` writes one), and import the settings"

    def _distance(self, runtime: str, path: str) -> tuple[bool, int, int, str]:
        """The order in which runtime config modules are proposed to a file that reads by itself."""
        pairs = zip(runtime.split("/"), path.split("/"), strict=False)
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        return (runtime not in self._classes, -shared, -self._reads.get(runtime, 0), runtime)

    def _suits(self, home: str, path: str) -> bool:
        """Whether a runtime config module is one for this file, too, and not that of another part of the program."""
        package = home.rpartition("/")[0]
        shared = not package or path.startswith(f"{package}/") or not _SHARED.isdisjoint(package.split("/"))
        return shared or self._reads.get(home, 0) >= self._most

    def _of_a_part(self, home: str, access: Access) -> bool:
        """Whether a module in another package has variables of one prefix only, and this is none of those.

        A settings class is that of a part only where there are others: else all that the program reads belongs there.
        """
        package = home.rpartition("/")[0]
        if not package or access.span.path.startswith(f"{package}/"):
            return False
        if home in self._classes and len(self._classes.intersection(self.project.runtime)) < 2:
            return False
        if home not in self._prefixes:
            self._prefixes[home] = _prefix(self._names().get(home, ()))
        return not access.variable.upper().startswith(self._prefixes[home])

    def _names(self) -> Mapping[str, Collection[str]]:
        """The variables that each runtime config module reads or declares, once somebody asks."""
        if not self._named:
            self._named = {path: set() for path in self.project.runtime}
            for access in self.project.accesses:
                if access.span.path in self._named:
                    self._named[access.span.path].update(access.names)
            for cls, field in self.project.fields:
                if cls.span.path in self._named:
                    self._named[cls.span.path].update(field.names)
        return self._named


def _prefix(names: Collection[str]) -> str:
    """The words that all names begin with, up to an underscore; empty for a single name."""
    rows = zip(*(name.upper().split("_") for name in names), strict=False)
    common = [row[0] for row in takewhile(lambda row: len({*row}) == 1, rows)]
    return "_".join((*common, "")) if common and len(names) > 1 else ""
