"""Tells under which name a module imports a file of the project."""

import ast
from collections.abc import Callable, Iterator

from relcheck.fix.cycle import Find
from relcheck.fix.module import Module, Withheld

_NEIGHBOURS = 20
"""How many files beside one are asked how they import."""


def dotted(module: Module, path: str, find: Find, paths: frozenset[str], load: Callable[[str], Module | None]) -> str:
    """The name under which a module imports a file of the project, told by what it and its neighbours import already.

    Packages that lie side by side may be shipped apart, so a file is taken to reach its own package, those that
    it imports from already, and modules beside the packages where it imports from there.
    """
    parts = parts_of(path)
    roots: dict[tuple[str, ...], set[str]] = {}
    folder = module.path.rpartition("/")[0]
    beside = [one for one in sorted(paths) if one.rpartition("/")[0] == folder and one.endswith(".py")][:_NEIGHBOURS]
    near_ones = [one for one in (module, *map(load, beside)) if one]
    for name, there in (row for one in near_ones for row in _project_imports(one, find)):
        root = tuple(there[: len(there) - len(name.split("."))])
        roots.setdefault(root, set()).add(name.partition(".")[0])
    own = module.path.split("/")[:-1]
    levels = max(map(_levels, near_ones))  # so many directories are packages, whatever is in them
    top = tuple(_root(own[: len(own) - levels] if levels <= len(own) else own, paths))
    if len(own) > len(top):
        if own[len(top)] in roots.get(top, ()):  # a package's own modules only look like others of the same name
            roots = {root: names for root, names in roots.items() if len(root) <= len(top) or root[: len(top)] != top}
        inside = [root for root in roots if len(root) > len(top) and tuple(own[: len(root)]) == root]
        for root in inside or [top]:  # a directory that is on the path itself, or the package by its own name
            if len(own) > len(root):
                roots.setdefault(root, set()).add(own[len(root)])
    elif tuple(parts[:-1]) == top and (not top or "/".join((*top, "pyproject.toml")) in paths):
        roots.setdefault(top, set()).add(parts[-1])
    for root in sorted(roots, key=len, reverse=True):
        if tuple(parts[: len(root)]) != root or len(parts) <= len(root):
            continue
        names = parts[len(root) :]
        near = names[0] in roots[root] or (len(names) == 1 and root != top)
        if near and find(".".join(names), module.path) == (path, "") and all(name.isidentifier() for name in names):
            return ".".join(names)
    bare = own and "/".join((*own, "__init__.py")) not in paths
    reason = f": {'/'.join(own)} has no __init__.py, and nothing there imports it" if bare else ""
    raise Withheld(f"how this file would import {path} is not known{reason}")


def _project_imports(module: Module, find: Find) -> Iterator[tuple[str, list[str]]]:
    """The modules of the project that a file imports by their full names, with the parts of their paths."""
    try:
        nodes = module.imports
    except Withheld:
        return
    for node in nodes:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = [node.module]
        for name in names:
            place = find(name, module.path)
            if place is not None and not place[1] and not beside_only(module, name, parts_of(place[0])):
                yield name, parts_of(place[0])


def beside_only(module: Module, name: str, there: list[str]) -> bool:
    """Whether a module is only called like what is imported: a directory that `from ..` names is on no path itself."""
    own = module.path.split("/")[:-1]
    root = there[: len(there) - len(name.split("."))]
    return root == own[: len(root)] and len(root) > len(own) - _levels(module)


def _levels(module: Module) -> int:
    """How many packages are around a file, as far as its relative imports tell: two for `from ..core import a`."""
    try:
        return max((node.level for node in module.imports if isinstance(node, ast.ImportFrom)), default=0)
    except Withheld:
        return 0


def parts_of(path: str) -> list[str]:
    return path.removesuffix(".py").removesuffix("/__init__").split("/")


def _root(folder: list[str], paths: frozenset[str]) -> list[str]:
    """The directory that the topmost package around a directory lies in."""
    while folder and "/".join((*folder, "__init__.py")) in paths:
        folder = folder[:-1]
    return folder
