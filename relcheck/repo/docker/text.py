"""Text that was put together from pieces of a file and still knows where each character came from."""

from bisect import bisect_right
from typing import NamedTuple

from relcheck.diagnostic import Span


class Piece(NamedTuple):
    """A run of characters that lie on one line of the file, from `column` (counted from 1) on."""

    offset: int
    line: int
    column: int


class Text:
    """A logical line: continuations joined, comments gone; offsets into `text` lead back to the file."""

    __slots__ = ("_offsets", "path", "pieces", "text")

    def __init__(self, path: str, text: str, pieces: tuple[Piece, ...]) -> None:
        self.path = path
        self.text = text
        self.pieces = pieces
        self._offsets = [piece.offset for piece in pieces]

    def __len__(self) -> int:
        return len(self.text)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        piece = self.pieces[max(0, bisect_right(self._offsets, offset) - 1)]
        return piece.line, piece.column + offset - piece.offset

    def span(self, start: int, end: int) -> Span:
        """Where the characters from `start` up to `end` lie."""
        line, column = self.place(start)
        if end <= start:
            return Span(self.path, line, column, line, column)
        end_line, end_column = self.place(end - 1)
        return Span(self.path, line, column, end_line, end_column + 1)

    def part(self, start: int, end: int | None = None) -> "Text":
        """A stretch of it, which knows its places too."""
        end = len(self.text) if end is None else max(start, end)
        line, column = self.place(start)
        pieces = [Piece(0, line, column)]
        pieces += [Piece(p.offset - start, p.line, p.column) for p in self.pieces if start < p.offset < end]
        return Text(self.path, self.text[start:end], tuple(pieces))


class Builder:
    """Collects pieces of lines into one `Text`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0

    def add(self, part: str, line: int, column: int) -> None:
        """Put a stretch of one line behind what is there."""
        self.pieces.append(Piece(self.length, line, column))
        self.parts.append(part)
        self.length += len(part)

    def done(self) -> Text:
        """What was collected."""
        return Text(self.path, "".join(self.parts), tuple(self.pieces) or (Piece(0, 1, 1),))
