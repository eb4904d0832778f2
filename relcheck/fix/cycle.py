"""Whether an import would close a circle: which files a module runs when it is imported."""

import ast
from collections.abc import Callable, Iterator

from relcheck.fix.module import Module, Withheld

Find = Callable[[str, str], tuple[str, str] | None]
"""The path of the project, and the name inside it, that a qualified name means in a file."""
_MANY = 2000


def reaches(start: str, goal: str, load: Callable[[str], Module | None], find: Find, paths: frozenset[str]) -> bool:
    """Whether importing the file `start` runs the file `goal`.

    The packages around `goal` do not count: they are being imported, or have been, when `goal` is.
    """
    around = set(_packages(goal, paths))
    queue, seen = [start, *(path for path in _packages(start, paths) if path not in around)], set(around)
    while queue:
        path = queue.pop()
        if path == goal:
            return True
        if path in seen or len(seen) > _MANY:
            continue
        seen.add(path)
        module = load(path)
        if module is None:
            continue
        try:
            names = list(imported(module))
        except Withheld:
            continue
        for name in names:
            place = find(name, path)
            if place is not None:
                queue += [place[0], *(one for one in _packages(place[0], paths) if one not in around)]
    return False


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


def _packages(path: str, paths: frozenset[str]) -> Iterator[str]:
    """The `__init__.py` of each package around a file."""
    folder = path.rpartition("/")[0]
    while folder:
        if (init := f"{folder}/__init__.py") in paths and init != path:
            yield init
        folder = folder.rpartition("/")[0]
