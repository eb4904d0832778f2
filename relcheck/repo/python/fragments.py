"""The places that matter, parsed by libcst: all of a file at once, because each parse has its price."""

from collections.abc import Iterable
from typing import Any

import libcst as cst

from relcheck.repo.python.bind import Place
from relcheck.repo.python.meaning import Resolver
from relcheck.repo.python.source import Source
from relcheck.repo.python.statement import Statement, positions_of


def statements(source: Source, places: Iterable[Place], resolver: Resolver) -> list[Statement]:
    """The places as statements, in the order given; one that libcst cannot parse is left out."""
    wanted = list(places)
    if source.tree is not None:
        positions = source.positions
        return [Statement(p, p.node.cst, resolver, source.path, positions, (0, 0, 1)) for p in wanted]
    try:
        return _parsed(source, wanted, resolver)
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError):
        if len(wanted) <= 1:
            return []
        return [s for place in wanted for s in statements(source, [place], resolver)]


def _parsed(source: Source, places: list[Place], resolver: Resolver) -> list[Statement]:
    texts: list[str] = []
    starts: list[tuple[int, int, int]] = []
    line = 1
    for place in places:
        text, first, column = _text(source, place)
        starts.append((line + (1 if place.role == "class" and column < 0 else 0), first, column))
        texts.append(text)
        line += text.count("\n") + 1
    tree = cst.parse_module("\n".join(texts) + "\n")
    positions = positions_of(tree)
    found: list[Statement] = []
    for place, body, start in zip(places, tree.body, starts, strict=True):
        node: Any = body
        if place.role == "class":
            if isinstance(node, cst.If):
                node = node.body.body[0]
            start = (start[0], start[1], 1)
        else:
            node = node.body[0]  # type: ignore[union-attr]
            if place.role != "statement":
                node = node.value
        found.append(Statement(place, node, resolver, source.path, positions, start))
    return found


def _text(source: Source, place: Place) -> tuple[str, int, int]:
    """The source of a place as a statement at column 0, the line it begins on, and what to add to columns there."""
    node = place.node
    if place.role == "class":
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        text = "\n".join(source.lines[first - 1 : node.end_lineno])
        return ("if 1:\n" + text, first, -1) if text[:1].isspace() else (text, first, 1)
    text, column = source.between(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
    if place.role == "statement":
        return text, node.lineno, column + 1
    return f"({text})", node.lineno, column
