"""The edit that takes a suppression, or some of its codes, out of a file."""

import re
from typing import Final

from relcheck.diagnostic import Edit, Span
from relcheck.facts.hygiene import Suppression

_LIST: Final = re.compile(r"\[(?P<bracket>[^\]]*)\]|:\s*(?P<colon>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*)")
_BLOCK: Final = re.compile(r"#\s*ruff\s*:\s*(?:disable|enable)\b")


def removal(text: str, one: Suppression, idle: tuple[str, ...]) -> tuple[Edit, ...]:
    """The edit without the codes that nothing needs; without the comment, and its line, where none is left.

    Empty for a `disable` with its `enable`: to take out one half would change what the other means.
    """
    span = one.span
    line = text.split("\n")[span.line - 1]
    comment = line[span.column - 1 : span.end_column - 1]
    if _BLOCK.match(comment):
        return ()
    left = [code for code in one.codes if code not in idle]
    match = _LIST.search(comment)
    if left and match:
        group = "bracket" if match["bracket"] is not None else "colon"
        items = [item for item in re.split(r"[\s,]+", match[group]) if item and item not in idle]
        start = span.column + match.start(group)
        end = span.column + match.end(group)
        return (Edit(span._replace(column=start, end_column=end), ", ".join(items)),)
    before, after = line[: span.column - 1], line[span.end_column - 1 :].lstrip()
    if not before.strip() and not after:
        return (Edit(Span(span.path, span.line, 1, span.line + 1, 1), ""),)
    column = len(before.rstrip()) + 1 if before.strip() else span.column
    gap = "  " if before.strip() and after else ""
    end = len(line) - len(after) + 1
    return (Edit(Span(span.path, span.line, column, span.line, end), gap),)
