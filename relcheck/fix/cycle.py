"""Whether an import would be circular: which files a module runs when it is imported."""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping

from relcheck.fix.module import Module, Withheld

Find = Callable[[str, str], tuple[str, str] | None]
"""The path of the project, and the name inside it, that a qualified name means in a file."""
Edges = Mapping[str, Collection[str]]
"""The files of the project that each file imports, wherever and whenever it does."""


class Graph:
    """Which file imports which when it runs.

    `edges` are ruff's, asked for when they are needed; None where there are none, and then what `find` makes of the
    imports has to do. ruff knows paths that a name alone does not tell, and does not tell what is imported late.
    """

    def __init__(
        self, load: Callable[[str], Module | None], find: Find, paths: frozenset[str], edges: Callable[[], Edges | None]
    ) -> None:
        self._load = load
        self._find = find
        self._paths = paths
        self._ask = edges
        self._edges: Edges | None = None
        self._next: dict[str, frozenset[str]] = {}
        self._all: dict[str, set[str]] = {}

    def reaches(self, start: str, goal: str) -> bool:
        """Whether importing the file `start` runs the file `goal`.

        The packages around `goal` do not count: they are being imported, or have been, when `goal` is.
        """
        if start not in self._all:
            self._all[start] = self._reached(start, set())
        return goal in self._all[start] and goal in self._reached(start, set(_packages(goal, self._paths)))

    def imports(self, path: str) -> frozenset[str]:
        """The files of the project that a file imports when it runs."""
        if path not in self._next:
            module = self._load(path)
            try:
                names = list(imported(module)) if module is not None else []
            except Withheld:
                names = []
            places = [self._find(name, path) for name in names]
            words = {word for name in names for word in name.split(".")}
            late = {other for other in self._ruff().get(path, ()) if _last(other) not in words}
            seen = {other for other in self._ruff().get(path, ()) if other not in late}
            self._next[path] = frozenset(seen | {place[0] for place in places if place})
        return self._next[path]

    def _ruff(self) -> Edges:
        if self._edges is None:
            self._edges = self._ask() or {}
        return self._edges

    def _reached(self, start: str, around: set[str]) -> set[str]:
        """Every file that runs when one is imported, but for those that run anyway, and what they import."""
        queue, seen = [start], set(around)
        found = set()
        while queue:
            path = queue.pop()
            found.add(path)
            if path not in seen:
                seen.add(path)
                queue += [*self.imports(path), *(one for one in _packages(path, self._paths) if one not in around)]
        return found - around


def imported(module: Module) -> Iterator[str]:
    """The qualified names that a file imports when it runs, those under `if TYPE_CHECKING` left out."""
    stack: list[ast.AST] = list(module.tree.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            stack += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            prefix = "." * node.level + (f"{node.module}." if node.module else "")
            yield from (prefix + alias.name if alias.name != "*" else prefix.rstrip(".") or "." for alias in node.names)
        elif isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            stack += list(ast.iter_child_nodes(node))


def _last(path: str) -> str:
    """The last word of the name of a module."""
    return path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]


def _packages(path: str, paths: frozenset[str]) -> Iterator[str]:
    """The `__init__.py` of each package around a file."""
    folder = path.rpartition("/")[0]
    while folder:
        if (init := f"{folder}/__init__.py") in paths and init != path:
            yield init
        folder = folder.rpartition("/")[0]
