"""Who uses a name of a module: every place in the project, or the reason why they cannot all be known."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from relcheck.fix.around import Around
from relcheck.fix.module import Corners, Module, Withheld
from relcheck.fix.tree import names_within


class Uses(NamedTuple):
    """The places where a name is looked up, and the imports that bring it there."""

    places: tuple[tuple[Module, Corners, ast.expr], ...]
    imports: tuple[tuple[Module, ast.ImportFrom], ...]


def holding(word: str, around: Around) -> list[Module]:
    """The Python files that hold a word."""
    found = [around.load(path) for path in around.words.get(word, ())]
    return [module for module in found if module is not None]


def uses(name: str, home: Module, around: Around) -> Uses:
    """Every use of a name that a module binds; `Withheld` where one may be overlooked."""
    places: list[tuple[Module, Corners, ast.expr]] = []
    imports: list[tuple[Module, ast.ImportFrom]] = []
    for module in holding(name, around):
        brought = _brought(name, module, home, around)
        named(name, module, around)
        nearby = module is home or brought or home.path in around.graph.imports(module.path)
        if nearby and any(isinstance(one, ast.Attribute) and one.attr == name for one in module.nodes):
            raise Withheld(f"{module.path} may ask the module for `{name}`")
        if module is not home and not brought:
            continue
        if module.bound.get(name) != 1:
            raise Withheld(f"`{name}` means several things in {module.path}")
        found = list(_looked_up(name, module))
        if brought and not found:
            raise Withheld(f"{module.path} hands `{name}` on")
        imports += [(module, node) for node in brought]
        places += [(module, place, node) for place, node in found]
    return Uses(tuple(places), tuple(imports))


def _looked_up(name: str, module: Module) -> Iterator[tuple[Corners, ast.expr]]:
    """The places where a name is looked up in a file."""
    quoted: dict[ast.JoinedStr, int] = {}
    for node in module.nodes:
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            text = _text_around(node, module)
            if text is None:
                yield module.corners(node), node
            else:
                quoted[text] = quoted.get(text, 0) + 1
    for text, count in quoted.items():
        found = names_within(module, module.corners(text), name)
        if len(found) != count:
            raise Withheld(f"{module.path} uses `{name}` in an f-string")
        yield from ((place, text) for place in found)


def _text_around(node: ast.AST, module: Module) -> ast.JoinedStr | None:
    """The outermost f-string around a node."""
    found = None
    while (node := module.parents.get(node, module.tree)) is not module.tree:
        if isinstance(node, ast.JoinedStr):
            found = node
    return found


def named(name: str, module: Module, around: Around) -> None:
    """Refuse a name that stands in a text, as in `__all__`, `patch("shop.app.KEY")` or `getattr(x, "KEY")`.

    The names of variables where they are read or written are no such texts.
    """
    places = around.spans.get(module.path, ())
    for one in module.texts:
        if str(one.value).rpartition(".")[2] == name and not any(
            place[:2] <= (one.lineno, one.col_offset) and one.lineno <= place[2] for place in places
        ):
            raise Withheld(f"{module.path} names `{name}` in a text")


def _brought(name: str, module: Module, home: Module, around: Around) -> list[ast.ImportFrom]:
    """The imports by which a file has the name."""
    found = []
    for node in module.imports:
        if not isinstance(node, ast.ImportFrom):
            continue
        source = "." * node.level + (node.module or "")
        if around.find(source, module.path) != (home.path, ""):
            continue
        for alias in node.names:
            if alias.name == "*" or (alias.name == name and alias.asname is not None):
                raise Withheld(f"{module.path} gives `{name}` another name")
            if alias.name == name:
                found.append(node)
    return found


def taken_from(home: str, name: str, module: Module, around: Around) -> bool:
    """Whether a file may have a name from another one: by its own import, or as an attribute."""
    if module.path == home:
        return False
    asked = any(isinstance(node, ast.Attribute) and node.attr == name for node in module.nodes)
    if asked and home in around.graph.imports(module.path):
        return True
    return any(
        isinstance(node, ast.ImportFrom)
        and around.find("." * node.level + (node.module or ""), module.path) == (home, "")
        and any(alias.name in ("*", name) for alias in node.names)
        for node in module.imports
    )
