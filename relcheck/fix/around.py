"""What surrounds a fix: the project, its files as they are now, and who imports whom."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property

from relcheck.facts.python import Access, SettingsClass
from relcheck.fix.cycle import Edges, Find, Graph
from relcheck.fix.dotted import dotted
from relcheck.fix.module import Corners, Module, Withheld
from relcheck.fix.source import Source, sources_of
from relcheck.project import Project
from relcheck.repo.places import role

_NAMED = re.compile(r"\b([^\W\d]\w*)(?:['\"]|\s?=)")
_SETTING = ("setenv", "delenv", "environ", "patch")
_FORMATTERS = (".ruff.toml", "ruff.toml", "pyproject.toml")
_WIDE = 88
"""The length of a line that formatters are content with where nobody told them another one."""
_WORD = re.compile(r"[^\W\d]\w+")


class Around:
    """The state of one round: modules are parsed once, and what is asked of all of them is remembered.

    `text` gives a file, `paths` are the files there are, `finder` makes of them what resolves names, `edges`
    tells what imports what; None where that is not known.
    """

    def __init__(
        self,
        project: Project,
        text: Callable[[str], str | None],
        finder: Callable[[frozenset[str]], Find],
        paths: frozenset[str],
        edges: Callable[[], Edges | None] = lambda: None,
    ) -> None:
        self.project = project
        self.finder = finder
        self.find = finder(paths)
        self.paths = paths
        self.text = text
        self.graph = Graph(self.load, self.find, paths, edges)
        self._known: dict[tuple[str, str], bool] = {}
        self._modules: dict[str, Module | None] = {}
        self._widths: dict[str, int] = {}
        writes = [one for one in project.accesses if one.direction == "write"]
        self.written = {name for one in writes if project.role(one.span.path) != "test" for name in one.names}
        ours = [one for one in project.accesses if project.role(one.span.path) != "test"]
        self.loads = [
            one for one in ours if one.everything and one.direction == "write" and one.via.startswith("dotenv")
        ]
        self.filled = bool(self.loads) or any(one.direction == "write" and not one.names for one in ours)

    def load(self, path: str) -> Module | None:
        """A file of the project, parsed when it is needed."""
        if path not in self._modules:
            text = self.text(path) if path.endswith(".py") else None
            self._modules[path] = Module(path, text) if text is not None else None
        return self._modules[path]

    @cached_property
    def reads(self) -> dict[str, list[Access]]:
        """The reads of each variable that is known by its name alone."""
        found: dict[str, list[Access]] = {}
        for one in self.project.accesses:
            if one.direction == "read" and len(one.names) == 1:
                found.setdefault(one.names[0], []).append(one)
        return found

    @cached_property
    def spellings(self) -> dict[str, set[str]]:
        """The names of variables that are the same but for their case."""
        found: dict[str, set[str]] = {}
        for name in self.reads:
            found.setdefault(name.upper(), set()).add(name)
        return found

    @cached_property
    def tried(self) -> frozenset[str]:
        """The variables that tests set, by whatever means."""
        found: set[str] = set()
        for path in self.paths:
            if path.endswith(".py") and role(path, self.member(path), self.paths) == "test":
                text = self.text(path) or ""
                if any(word in text for word in _SETTING):
                    found |= self.reads.keys() & set(_NAMED.findall(text))
        return frozenset(found)

    @cached_property
    def spans(self) -> dict[str, list[Corners]]:
        """Where each file reads or writes the environment."""
        found: dict[str, list[Corners]] = {}
        for one in self.project.accesses:
            found.setdefault(one.span.path, []).append(one.span[1:])
        return found

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """The Python files that hold each word."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            if path.endswith(".py"):
                for word in set(_WORD.findall(self.text(path) or "")):
                    found.setdefault(word, []).append(path)
        return found

    @cached_property
    def sources(self) -> list[Source]:
        """The settings that can be imported."""
        return sources_of(self.project, self.load, self.find)

    def knows(self, path: str, other: str) -> bool:
        """Whether a file is seen to be able to import another one of the project."""
        if (path, other) not in self._known:
            module = self.load(path)
            paths = self.paths | {other}
            find = self.find if other in self.paths else self.finder(paths)
            try:
                self._known[path, other] = (
                    module is None or path == other or bool(dotted(module, other, find, paths, self.load))
                )
            except Withheld:
                self._known[path, other] = False
        return self._known[path, other]

    def is_part(self, cls: SettingsClass) -> bool:
        """Whether the body of a class anywhere, of whatever kind, annotates something with this class."""
        bodies = (node.body for node in self._holding(cls.name) if isinstance(node, ast.ClassDef))
        noted = (one.annotation for body in bodies for one in body if isinstance(one, ast.AnnAssign))
        return any(_names(part, cls.name) for annotation in noted for part in ast.walk(annotation))

    def _holding(self, word: str) -> Iterator[ast.AST]:
        """The nodes of the files that hold a word."""
        for path in self.words.get(word, ()):
            with suppress(Withheld):
                module = self.load(path)
                yield from module.nodes if module else ()

    def width(self, path: str) -> int:
        """The length of a line that the formatter of a file is content with."""
        folder = path.rpartition("/")[0]
        if folder not in self._widths:
            own = next((found for name in _FORMATTERS if (found := self._said(f"{folder}/{name}".lstrip("/")))), 0)
            self._widths[folder] = own or (self.width(folder) if folder else _WIDE)
        return self._widths[folder]

    def _said(self, path: str) -> int:
        """The length of a line that a configuration asks for; 0 where it does not."""
        text = self.text(path) or ""
        if "line-length" not in text:
            return 0
        try:
            said = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            return 0
        tools = said.get("tool", {}) if path.endswith("pyproject.toml") else {"ruff": said}
        found = [one["line-length"] for name in ("ruff", "black") if "line-length" in (one := tools.get(name, {}))]
        return next((one for one in found if isinstance(one, int)), 0)

    def member(self, path: str) -> str:
        """The directory of the distribution that a file belongs to."""
        folder = path.rpartition("/")[0]
        while folder and not any(f"{folder}/{name}" in self.paths for name in ("pyproject.toml", "setup.py")):
            folder = folder.rpartition("/")[0]
        return folder


def _names(node: ast.AST, name: str) -> bool:
    """Whether a part of an annotation is a name: as it is, behind its module, or quoted."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and name in _WORD.findall(node.value)
    return getattr(node, "id", getattr(node, "attr", "")) == name
