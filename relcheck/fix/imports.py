"""Where an import goes, and what it looks like there."""

import ast
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from relcheck.diagnostic import Edit
from relcheck.fix.cycle import Find
from relcheck.fix.dotted import beside_only, dotted, parts_of
from relcheck.fix.module import Module, Withheld
from relcheck.fix.statement import lines_of
from relcheck.fix.tree import rewritten


class Imported(NamedTuple):
    """The name by which something can be used in a file, the edits that make it so, and the line it holds from."""

    name: str
    edits: tuple[Edit, ...] = ()
    line: int = 0


def bring(
    module: Module, path: str, name: str, find: Find, paths: frozenset[str], load: Callable[[str], Module | None]
) -> Imported:
    """Make `name` of the project's file `path` usable in a module."""
    friend: ast.ImportFrom | None = None
    for node in _top(module):
        if not isinstance(node, ast.ImportFrom) or node.names[0].name == "*":
            continue
        place = find("." * node.level + (node.module or ""), module.path)
        for alias in node.names:
            given = place == (path, "") and alias.name == name
            if given or (place and not place[1] and _hands_on(load(place[0]), alias.name, path, name, find)):
                return Imported(alias.asname or alias.name, (), node.lineno)
        if place == (path, ""):
            friend = friend or node
    used = name
    if name in module.bound or name in module.used:
        used = f"runtime_{name}"
        if friend is not None or used in module.bound or used in module.used:
            raise Withheld(f"`{name}` means something else in this file")
    if friend is not None and (edits := _beside(module, friend, name)):
        return Imported(used, edits, friend.lineno)
    source = dotted(module, path, find, paths, load)
    statement = f"from {source} import {name}" + (f" as {used}" if used != name else "")

    def is_kin(other: str) -> bool:
        place = find(other, module.path)
        return place is not None and not beside_only(module, other, parts_of(place[0]))

    found = _statement(module, source, statement, used, is_kin)
    if found.line < _path_changed(module):
        raise Withheld("this file changes `sys.path` before it can import from the project")
    return found


def _path_changed(module: Module) -> int:
    """The line of the last statement at the top of a module that changes the path of imports; 0 where none does."""
    if "sys.path" not in module.text:
        return 0
    lines = [0]
    for node in module.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
            lines += [one.lineno for one in calls if ast.unparse(one).startswith("sys.path.")]
    return max(lines)


def _hands_on(module: Module | None, given: str, path: str, name: str, find: Find) -> bool:
    """Whether a module, such as the `__init__.py` of a package, imports `name` of `path`, and gives it on."""
    if module is None or module.path == path:
        return False
    try:
        nodes = [node for node in _top(module) if isinstance(node, ast.ImportFrom)]
        return module.bound.get(given) == 1 and any(
            (alias.asname or alias.name) == given and alias.name == name
            for node in nodes
            if find("." * node.level + (node.module or ""), module.path) == (path, "")
            for alias in node.names
        )
    except Withheld:
        return False


def bring_from(module: Module, package: str, name: str) -> tuple[Edit, ...]:
    """The edits that make `name` of an installed package usable in a module; none where it is."""
    friend: ast.ImportFrom | None = None
    for node in _top(module):
        if isinstance(node, ast.ImportFrom) and node.module == package and not node.level:
            if any(alias.name == name and alias.asname in (None, name) for alias in node.names):
                return ()
            friend = friend or node
    if name in module.bound:
        raise Withheld(f"`{name}` means something else in {module.path}")
    if friend is not None and (edits := _beside(module, friend, name)):
        return edits

    def is_kin(other: str) -> bool:
        if package in sys.stdlib_module_names:
            return other.partition(".")[0] in sys.stdlib_module_names
        return other == "pydantic_settings"  # of third parties, as `pydantic` is

    return _statement(module, package, f"from {package} import {name}", name, is_kin).edits


def without(module: Module, node: ast.ImportFrom, names: Collection[str]) -> tuple[Edit, ...]:
    """The edits that take names out of an import, with the statement where nothing is left of it."""
    if all((alias.asname or alias.name) in names for alias in node.names):
        return (lines_of(module, node),)

    def change(tree: cst.Module) -> cst.Module:
        found, held = _names(tree)
        kept = [one for one in held if (one.evaluated_alias or _text(one)) not in names]
        kept[-1] = kept[-1].with_changes(comma=held[-1].comma)
        return tree.with_deep_changes(found, names=kept)

    return rewritten(module, module.corners(node), change)


def _top(module: Module) -> Iterator[ast.stmt]:
    """The imports at the head of a module: those before its first other statement."""
    for number, node in enumerate(module.tree.body):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and not number
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not docstring and not isinstance(node, ast.If | ast.Try):
            return


def _beside(module: Module, node: ast.ImportFrom, name: str) -> tuple[Edit, ...]:
    """The edits that add a name to an import where sorters want it, written as its neighbours are."""
    if any(alias.name == "*" for alias in node.names):
        return ()

    def change(tree: cst.Module) -> cst.Module:
        found, names = _names(tree)
        return tree.with_deep_changes(found, names=_with(names, name, found.lpar))

    return rewritten(module, module.corners(node), change)


def _names(tree: cst.Module) -> tuple[cst.ImportFrom, Sequence[cst.ImportAlias]]:
    """The import that a text begins with, and its names."""
    line = cst.ensure_type(tree.body[0], cst.SimpleStatementLine)
    found = cst.ensure_type(line.body[0], cst.ImportFrom)
    if isinstance(found.names, cst.ImportStar):
        raise Withheld("everything is imported")
    return found, found.names


def _with(names: Sequence[cst.ImportAlias], name: str, lpar: cst.LeftParen | None) -> list[cst.ImportAlias]:
    """The names of an import and one more."""
    new, last = cst.ImportAlias(cst.Name(name)), names[-1]
    at = next((number for number, one in enumerate(names) if _order(_text(one)) > _order(name)), len(names))
    between = names[0].comma
    if len(names) == 1:
        tall = lpar is not None and "\n" in cst.Module([]).code_for_node(lpar)
        between = cst.Comma(whitespace_after=lpar.whitespace_after if lpar and tall else cst.SimpleWhitespace(" "))
    if at < len(names):
        return [*names[:at], new.with_changes(comma=between), *names[at:]]
    return [*names[:-1], last.with_changes(comma=between), new.with_changes(comma=last.comma)]


def _text(alias: cst.ImportAlias) -> str:
    return str(alias.evaluated_name)


def _order(name: str) -> tuple[int, str]:
    """How import sorters order names: constants, classes, and then the rest."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.lower()


def _statement(module: Module, source: str, statement: str, used: str, is_kin: Callable[[str], bool]) -> Imported:
    """A new import, where sorters want it as far as that is simple to tell: `is_kin` tells its section."""
    block = [node for node in _top(module) if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")]
    first = source.partition(".")[0]
    kin = [node for node in block if isinstance(node, ast.ImportFrom) and not node.level]
    own = [node for node in kin if (node.module or "").partition(".")[0] == first]
    kin = own or [node for node in kin if is_kin(node.module or "")]
    before = [node for node in kin if (node.module or "") <= source]
    if before:
        return _under(module, before[-1], f"{statement}\n", used)
    if kin:
        return Imported(used, (module.insert(kin[0].lineno, 1, f"{statement}\n"),), kin[0].lineno)
    if first in sys.stdlib_module_names and block:
        plain = [one for one in block if isinstance(one, ast.Import) and one.names[0].name in sys.stdlib_module_names]
        if plain:
            return _under(module, plain[-1], f"{statement}\n", used)
        return Imported(used, (module.insert(block[0].lineno, 1, f"{statement}\n\n"),), block[0].lineno)
    absolute = [node for node in block if not isinstance(node, ast.ImportFrom) or not node.level]
    if absolute:
        return _under(module, absolute[-1], f"\n{statement}\n", used)
    if block:
        return Imported(used, (module.insert(block[0].lineno, 1, f"{statement}\n\n"),), block[0].lineno)
    head = [node for node in module.tree.body[:2] if _opens(node, module)]
    if head:
        return _under(module, head[-1], f"\n{statement}\n", used)
    line = 1
    while line < len(module.lines) and module.lines[line - 1].startswith("#"):
        line += 1
    return Imported(used, (module.insert(line, 1, f"{statement}\n\n"),), line)


def _under(module: Module, node: ast.stmt, text: str, used: str) -> Imported:
    line = node.end_lineno or node.lineno
    if any(other is not node and other.lineno <= line < (other.end_lineno or line) + 1 for other in module.tree.body):
        raise Withheld("the imports share lines with other statements")
    return Imported(used, (module.below(line, text),), line)


def _opens(node: ast.stmt, module: Module) -> bool:
    """Whether a statement has to stay at the top: a docstring, or an import from the future."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return node is module.tree.body[0] and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
