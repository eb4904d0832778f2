"""Removes a statement that should not be there: `load_dotenv()` in a library."""

import ast
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from relcheck.diagnostic import Diagnostic, Edit, Fix, Span
from relcheck.fix.module import Module, Withheld

CODE = "REL303"


def without(
    diagnostics: Iterable[Diagnostic], load: Callable[[str], Module | None]
) -> tuple[dict[Diagnostic, Fix], dict[Diagnostic, str]]:
    """The fixes of calls that fill the environment, and why others are not made."""
    fixes: dict[Diagnostic, Fix] = {}
    withheld: dict[Diagnostic, str] = {}
    for found in diagnostics:
        module = load(found.span.path) if found.code == CODE and found.fix is None else None
        if module is None:
            continue
        try:
            edits = _removal(module, found.span)
        except Withheld as why:
            withheld[found] = str(why)
        else:
            fixes[found] = Fix("Leave it to the application", edits, "unsafe")
            withheld[found] = "the file is no longer read for who relies on it, so --unsafe-fixes has to ask for it"
    return fixes, withheld


def _removal(module: Module, span: Span) -> tuple[Edit, ...]:
    """The edits that take out the lines of a call that is a statement of its own, with what is said of it."""
    node = module.at(span[1:])
    statement = module.parents.get(node) if node is not None else None
    if not isinstance(statement, ast.Expr):
        raise Withheld("the result of the call is used")
    lines, said = lines_of(module, statement), comment_above(module, statement)
    return (said.removal, lines) if said else (lines,)


class Comment(NamedTuple):
    """The lines of a comment, and the edit that takes them out."""

    lines: tuple[str, ...]
    removal: Edit


def comment_above(module: Module, statement: ast.stmt, gone: Collection[ast.stmt] = ()) -> Comment | None:
    """The comment right above a statement that stands apart from all others, so that it speaks of that one alone.

    `gone` are statements that are taken out as well: of a row of them, it speaks of all.
    """
    first, last, size = statement.lineno, statement.end_lineno or statement.lineno, 0
    ends = {one.end_lineno: one.lineno for one in gone}
    starts = {one.lineno: one.end_lineno for one in gone}
    while first - 1 in ends:
        first = ends[first - 1]
    while last + 1 in starts:
        last = starts[last + 1] or last + 1
    while size + 1 < first and module.lines[first - size - 2].lstrip().startswith("#"):
        size += 1
    above, below = _blank(module.lines[: first - size - 1][::-1]), _blank(module.lines[last:])
    if not size or not above or (not below and last < len(module.lines)):
        return None
    rows = tuple(one.strip() for one in module.lines[first - size - 1 : first - 1])
    if (before := first - size - 1 - above) in ends:  # it goes with blank lines of its own
        above -= min(above, _blank(module.lines[: ends[before] - 1][::-1]))
    return Comment(rows, Edit(Span(module.path, first - size - min(above, below), 1, first, 1), ""))


def lines_of(module: Module, statement: ast.stmt) -> Edit:
    """The edit that takes out a statement with its lines; `Withheld` where something else needs them."""
    around = module.parents.get(statement)
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    blocks = [getattr(around, name, []) for name in ("body", "orelse", "finalbody")]
    if any(statement in block and len(block) == 1 for block in blocks):
        raise Withheld("its block contains nothing else")
    line, column, _, end = module.corners(statement)
    if module.lines[line - 1][: column - 1].strip() or module.lines[last - 1][end - 1 :].strip():
        raise Withheld("other code is on its line")
    above = _blank(module.lines[: first - 1][::-1]) if first > 1 else 1
    last += min(above, _blank(module.lines[last:]), len(module.lines) - last)
    return Edit(Span(module.path, first, 1, last + 1, 1), "")


def _blank(lines: list[str]) -> int:
    """How many blank lines come first."""
    return next((number for number, line in enumerate(lines) if line.strip()), len(lines))
