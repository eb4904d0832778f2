"""Where nodes stand. One of the modules that know libcst.

libcst learns positions by writing a tree out again, which costs more than parsing it. So a node's own text
is looked for in the text of its statement first, and is there once nearly always; only where it is there
more often, libcst is asked.
"""

from typing import Any, Final

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

Corners = tuple[int, int, int, int]
_CODE: Final = cst.Module([])


def positions_of(tree: cst.Module) -> Any:
    """Where each node of a tree stands, as libcst counts (lines from 1, columns from 0)."""
    # `resolve` would walk the whole tree once more, for batchable providers that are not there: half of its time.
    return PositionProvider()._gen(MetadataWrapper(tree, unsafe_skip_copy=True))


class InTree:
    """Positions in a file that libcst parsed as a whole."""

    def __init__(self, positions: Any) -> None:
        self._positions = positions

    def corners(self, node: Any, inside: Any = None) -> Corners:
        """Line and column of the first character and of the one behind the last; all count from 1."""
        found = self._positions[node]
        return found.start.line, found.start.column + 1, found.end.line, found.end.column + 1


class InText:
    """Positions in a statement that was parsed by itself.

    `text` begins on the file's line `line`; its first character stands in column `column` of that line, which
    may be 0 or less where it is not the file's. `body` is the statement as a node of a module of its own.
    """

    def __init__(self, text: str, line: int, column: int, body: Any) -> None:
        self._text = text
        self._line = line
        self._column = column
        self._body = body
        self._positions: Any = None

    def corners(self, node: Any, inside: Any = None) -> Corners:
        """Line and column of the first character and of the one behind the last; all count from 1.

        `inside` is a node around it, whose text narrows the search.
        """
        if self._positions is None and not getattr(node, "lpar", None):
            code = _CODE.code_for_node(node)
            start = self._search(code, inside)
            if start >= 0:
                return (*self._corner(start), *self._corner(start + len(code)))
        if self._positions is None:
            self._positions = positions_of(cst.Module([self._body]))
        found = self._positions[node]
        line = self._line - 1
        return (
            line + found.start.line,
            found.start.column + (self._column if found.start.line == 1 else 1),
            line + found.end.line,
            found.end.column + (self._column if found.end.line == 1 else 1),
        )

    def _search(self, code: str, inside: Any) -> int:
        """Where a text stands, if it is there once, or is the last thing inside a call; else -1."""
        text = self._text
        start = text.find(code)
        if start == text.rfind(code):
            return start
        if inside is None or getattr(inside, "lpar", None):
            return -1
        around = _CODE.code_for_node(inside)
        begin = text.find(around)
        if begin != text.rfind(around):
            return -1
        last = around.rfind(code)
        return begin + last if around[last + len(code) :].strip(" \n,") == ")" else -1

    def _corner(self, offset: int) -> tuple[int, int]:
        newlines = self._text.count("\n", 0, offset)
        if not newlines:
            return self._line, offset + self._column
        return self._line + newlines, offset - self._text.rfind("\n", 0, offset)
