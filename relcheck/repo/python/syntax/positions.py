"""Where nodes stand. One of the modules that know libcst.

libcst learns positions by writing a tree out again, which costs more than parsing it. So the interpreter is
asked, where its tree has the same node; else a node's own text is looked for in the text of its statement,
and is there once nearly always; only where it is there more often, libcst is asked.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from relcheck.repo.python.syntax.source import Source
from relcheck.repo.python.syntax.twins import twin

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

    def corners(self, chain: Sequence[Any]) -> Corners:
        """Line and column of the first character and of the one behind the last; all count from 1.

        `chain` are the nodes around the one that is asked for, the outermost first, and that one.
        """
        found = self._positions[chain[-1]]
        return found.start.line, found.start.column + 1, found.end.line, found.end.column + 1


class InText:
    """Positions in a statement that was parsed by itself.

    `text` begins on the file's line `line`; its first character stands in column `column` of that line, which
    may be 0 or less where it is not the file's. `body` is the statement as a node of a module of its own,
    `indent` the indentation of the statements in it, and `syntax` the interpreter's node for it in `source`.
    """

    def __init__(self, text: str, line: int, column: int, body: Any, indent: str, source: Source, syntax: Any) -> None:
        self._indent = indent
        self._text = text
        self._line = line
        self._column = column
        self._body = body
        self._source = source
        self._syntax = syntax
        self._positions: Any = None

    def corners(self, chain: Sequence[Any]) -> Corners:
        """Line and column of the first character and of the one behind the last; all count from 1.

        `chain` are the nodes around the one that is asked for, the outermost first, and that one.
        """
        same = twin(chain, self._syntax)
        if same is not None:
            return self._source.corners(same)
        node = chain[-1]
        if self._positions is None and getattr(node, "elements", True):  # an empty tuple is nothing but brackets
            # The brackets around an expression are not part of it.
            bare = node.with_changes(lpar=(), rpar=()) if getattr(node, "lpar", None) else node
            code = _CODE.code_for_node(bare)
            start = self._search(node, code, chain[-2::-1])
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

    def _search(self, node: Any, code: str, around: Iterable[Any]) -> int:
        """Where a text stands, if it is there once: in everything, or in a node around it that is there once."""
        text = self._text
        start = text.find(code)
        if start == text.rfind(code):
            return start
        for outer in around:
            if getattr(outer, "lpar", None) or not isinstance(outer, cst.Call | cst.BaseSmallStatement):
                continue
            whole = _CODE.code_for_node(outer)
            if self._indent and whole not in text:  # libcst writes a node as if it stood at column 0
                whole = whole.replace("\n", "\n" + self._indent)
            begin = text.find(whole)
            if begin < 0 or begin != text.rfind(whole):
                continue
            first, last = whole.find(code), whole.rfind(code)
            if first == 0 and _is_first(outer, node):
                return begin
            if first == last >= 0 or (_is_last(outer, node) and whole[last + len(code) :].strip(" \n,") in ("", ")")):
                return begin + last
        return -1

    def _corner(self, offset: int) -> tuple[int, int]:
        newlines = self._text.count("\n", 0, offset)
        if not newlines:
            return self._line, offset + self._column
        return self._line + newlines, offset - self._text.rfind("\n", 0, offset)


def _is_first(outer: Any, node: Any) -> bool:
    """Whether a node is what a statement begins with: the target of an assignment."""
    if isinstance(outer, cst.AnnAssign):
        return outer.target is node
    return isinstance(outer, cst.Assign) and outer.targets[0].target is node


def _is_last(outer: Any, node: Any) -> bool:
    """Whether a node is the last of a call or an assignment, and its text the last such text there."""
    if isinstance(outer, cst.Call):
        return bool(outer.args) and outer.args[-1].value is node
    return isinstance(outer, cst.Assign | cst.AnnAssign) and outer.value is node
