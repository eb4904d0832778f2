"""A document as the editor has it: its text, its bytes, and its places in the protocol's units."""

import re
from codecs import lookup
from io import BytesIO
from tokenize import detect_encoding
from typing import Final, NamedTuple

from relcheck.diagnostic import Span

_ENDS: Final = re.compile(r"\r\n|\r|\n")
LINES: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line with its end, as the protocol counts lines: a form feed ends none."""
_COOKIE: Final = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.M)
Point = tuple[int, int]
"""Line and character, both from 0, the character in the units that client and server agreed on."""


class Document(NamedTuple):
    """One open document. `path` is where it is, or will be, on disk; `version` None where it is not open."""

    uri: str
    path: str
    text: str
    version: int | None = None

    @property
    def data(self) -> bytes:
        """The bytes that saving it would write, in the encoding that a Python file declares."""
        cookie = _COOKIE.search("\n".join(_ENDS.split(self.text, 2)[:2])) if self.path.endswith(".py") else None
        if cookie:
            try:
                return self.text.encode(lookup(cookie[1]).name)
            except (LookupError, UnicodeEncodeError, TypeError):
                pass
        return self.text.encode("utf-8", "replace")


class Places:
    """Converts between spans, in characters from 1, and the protocol's points in one text."""

    def __init__(self, text: str, units: str) -> None:
        self.lines = _ENDS.split(text)
        self._width = {"utf-8": 1, "utf-16": 2}.get(units, 4)
        self._encoding = {1: "utf-8", 2: "utf-16-le"}.get(self._width, "utf-32-le")

    def points(self, span: Span) -> tuple[Point, Point]:
        """Start and end of a span; what lies behind the text is brought back to its end."""
        return self._point(span.line, span.column), self._point(span.end_line, span.end_column)

    def place(self, line: int, character: int) -> tuple[int, int]:
        """Line and column of a point, in characters from 1."""
        if line >= len(self.lines):
            return len(self.lines), len(self.lines[-1]) + 1
        text = self.lines[line]
        if text.isascii():
            return line + 1, min(character, len(text)) + 1
        before = text.encode(self._encoding, "surrogatepass")[: character * self._width]
        return line + 1, len(before.decode(self._encoding, "ignore")) + 1

    def _point(self, line: int, column: int) -> Point:
        if line > len(self.lines):
            return self._point(len(self.lines), len(self.lines[-1]) + 1)
        before = self.lines[line - 1][: max(column - 1, 0)]
        if before.isascii():
            return line - 1, len(before)
        return line - 1, len(before.encode(self._encoding, "surrogatepass")) // self._width


def decoded(data: bytes, path: str) -> str:
    """The text of a file as an editor shows it."""
    return data.decode(detect_encoding(BytesIO(data).readline)[0] if path.endswith(".py") else "utf-8")


def covers(span: Span, line: int, column: int) -> bool:
    """Whether a place lies in a span, its end included: a cursor behind the last character is still on it."""
    return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)
