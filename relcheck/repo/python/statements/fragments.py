"""The places that matter, parsed by libcst: all of a file at once, because each parse has its price."""

from _ast import BoolOp
from collections.abc import Iterable
from typing import Any, Final

import libcst as cst

from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Place
from relcheck.repo.python.statements.statement import Statement
from relcheck.repo.python.syntax.positions import InText, InTree
from relcheck.repo.python.syntax.reduce import end_of, hollow
from relcheck.repo.python.syntax.source import Source
from relcheck.repo.python.syntax.trees import parts

_LINES: Final = 1000
_COLUMNS: Final = 3000
_DEPTH: Final = 2000  # a stack of 8 MiB lasts for twice as many


def statements(source: Source, places: Iterable[Place], resolver: Resolver) -> list[Statement]:
    """The places as statements, in the order given; one that libcst cannot parse is left out.

    Raises RecursionError for a statement that libcst's parser would overflow the stack with.
    """
    wanted = list(places)
    if source.tree is not None:
        positions = InTree(source.positions)
        return [Statement(p, p.node.cst, resolver, source.path, positions) for p in wanted]
    if any(_is_large(place.node) and _is_deep(place.node) for place in wanted):
        raise RecursionError
    try:
        return _parsed(source, wanted, resolver)
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError):
        if len(wanted) <= 1:
            return []
        return [s for place in wanted for s in statements(source, [place], resolver)]


def _is_large(node: Any) -> bool:
    """Whether a piece of a syntax tree is so large that it is worth looking how deep it is."""
    return bool(node.end_lineno - node.lineno > _LINES or node.end_col_offset - node.col_offset > _COLUMNS)


def _is_deep(node: Any) -> bool:
    """Whether it is nested too deeply, as libcst nests: it takes `a or b or c` for two operations."""
    stack = [(node, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > _DEPTH:
            return True
        depth += len(node.values) if isinstance(node, BoolOp) else 1
        stack += [(part, depth) for part in parts(node)]
    return False


def _parsed(source: Source, places: list[Place], resolver: Resolver) -> list[Statement]:
    given = [_text(source, place) for place in places]
    new = list(dict.fromkeys(text for text, _, _ in given if text not in source.nodes))
    if new:
        source.nodes.update(zip(new, _parse("\n".join(new) + "\n").body, strict=True))
    found: list[Statement] = []
    for place, (text, line, column) in zip(places, given, strict=True):
        node = body = source.nodes[text]
        indent = ""
        if place.role == "class":
            node = node.body.body[0] if isinstance(node, cst.If) else node
            first = source.lines[place.node.body[0].lineno - 1]
            indent = first[: len(first) - len(first.lstrip())]
        else:
            node = node.body[0]
            if place.role != "statement":
                node = node.value
        found.append(
            Statement(place, node, resolver, source.path, InText(text, line, column, body, indent, source, place.node))
        )
    return found


def _parse(code: str) -> cst.Module:
    """The tree of a text. What libcst parsed is valid, so that its nodes need not be validated: an eighth less.

    libcst says so itself, beside `CSTNode.__post_init__`.
    """
    checks = cst.CSTNode.__post_init__
    cst.CSTNode.__post_init__ = _unchecked  # type: ignore[assignment, method-assign]
    try:
        return cst.parse_module(code)
    finally:
        cst.CSTNode.__post_init__ = checks  # type: ignore[method-assign]


def _unchecked(node: cst.CSTNode) -> None:
    """Nothing."""


def _text(source: Source, place: Place) -> tuple[str, int, int]:
    """The source of a place as a statement at column 0, the line it begins on, and what to add to columns there."""
    node = place.node
    if place.role == "class":
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        last = node.end_lineno
        if source.removed:  # its last method may have been
            indent = len(source.lines[node.lineno - 1]) - len(source.lines[node.lineno - 1].lstrip())
            last = max(last, end_of(source.lines, node.lineno - 1, indent))
        text = hollow("\n".join(source.lines[first - 1 : last]))  # of a method, only its name says something
        text = text.rstrip("\n")  # empty lines would belong to what follows in the parse
        return ("if 1:\n" + text, first - 1, 1) if text[:1].isspace() else (text, first, 1)
    text, column = source.between(node)
    if place.role == "statement":
        return text, node.lineno, column + 1
    return f"({text})", node.lineno, column
