"""A file's text: decoded, split into the interpreter's lines, and parsed by whoever can."""

import warnings
from collections.abc import Iterable
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.python import Unreadable
from relcheck.repo.python.syntax.reduce import WORDS, end_of, reduce

_ONLY_AST: Final = 0x400  # `ast.PyCF_ONLY_AST`, without importing `ast`
_DEEP: Final = 150  # brackets inside brackets: libcst's parser overflows its stack far beyond
_CHAIN: Final = 3000  # operators on one line


class Source:
    """One file: its lines, and its syntax tree in the interpreter's classes.

    `tree` is libcst's where the interpreter could not parse the file, else None; `error` says in one line
    why nobody could, and `line` where. Without `newer`, what the interpreter cannot parse is not tried with libcst.
    Of a notebook, cells that nobody can parse are left out; `broken` says why, and `line` where the first one is.
    """

    def __init__(self, data: bytes, path: str, words: Iterable[str] = (), *, newer: bool = True) -> None:
        self.path = path
        self.newer = newer
        self.words = {*WORDS, *words}
        self.lines: list[str] = []
        self.syntax: Any = None
        self.tree: Any = None
        self.error = self.broken = ""
        self.line = 1
        self.kept = self.removed = ""  # the text that was parsed, and that of functions that were left out
        self.nodes: dict[str, Any] = {}  # what libcst made of statements, which may be asked for again
        self._functions: dict[int, Any] = {}
        self._positions: Any = None
        try:
            text = decode(data)
        except (UnicodeDecodeError, LookupError, SyntaxError):
            self.error = "the bytes are no text in the encoding that the file declares"
            return
        cells: list[str] = []
        if path.endswith(".ipynb"):
            from relcheck.repo.python.syntax import notebook

            try:
                cells = notebook.cells(text)
            except ValueError as error:
                self.error = str(error)
                return
            text = "\n".join(cells)
        self._read(text)
        if self.error and len(cells) > 1:
            self._each(cells)

    def _read(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        if not self._reduced():
            self._parse(text)

    def _each(self, cells: list[str]) -> None:
        """Read the cells of a notebook that can be parsed: they run without the others."""
        first, self.error = self.error, ""
        text = "\n".join([cell if _tried(cell) is not None else "\n" * cell.count("\n") for cell in cells])
        if text.strip():
            line = self.line
            self._read(text)
            self.line = line
        self.error, self.broken = ("", f"{first}, in a cell; others are read") if text.strip() else (first, "")

    def _reduced(self) -> bool:
        """Parse only what can matter, where that is much less than everything; whether that went well."""
        reduced = reduce(self.text, self.words)
        if reduced is None or "\0" in self.text:
            return False
        tree = _tried(reduced.text)
        if tree is None:
            return False
        self.syntax = tree
        self.kept, self.removed = reduced
        return True

    def complete(self, words: Iterable[str] = ()) -> None:
        """Parse what was left out: functions that hold one of the words, or everything."""
        kept, self.removed, self.syntax = self.syntax, "", None
        self.words.update(words)
        if not words or not self._reduced():
            self._parse(self.text)
        if self.syntax is None:  # what was left out is not valid: what is left tells as much as can be known
            self.syntax, self.error = kept, ""

    def whole(self, stub: Any) -> Any:
        """The function that was left out where this stub stands; None if it cannot be parsed by itself."""
        if stub.lineno not in self._functions:
            first = self.lines[stub.lineno - 1]
            indent = len(first) - len(first.lstrip())
            text = "\n".join(self.lines[stub.lineno - 1 : end_of(self.lines, stub.lineno - 1, indent)])
            tree = _tried(f"if 1:\n{text}" if indent else text)
            found = tree.body[0] if tree else None
            self._functions[stub.lineno] = found.body[0] if found and indent else found
        return self._functions[stub.lineno]

    def _parse(self, text: str) -> None:
        self.kept = text
        if "\0" in text:
            self.error = "it holds null bytes"
            return
        try:
            self.syntax = _compiled(text)
            return
        except SyntaxError as error:
            self.error, self.line = _reason(error), min(max(error.lineno or 1, 1), len(self.lines))
        except (ValueError, OverflowError) as error:
            self.error = type(error).__name__
        except (RecursionError, MemoryError):
            self.error = "it is nested too deeply to be parsed"
            return
        if self.newer and not too_deep(text):
            self._newer(text)

    def _newer(self, text: str) -> None:
        """Parse syntax that is newer than this interpreter."""
        import libcst as cst

        from relcheck.repo.python.syntax import convert_module
        from relcheck.repo.python.syntax.positions import positions_of

        try:
            tree = cst.parse_module(text)
            self._positions = positions_of(tree)
            self.syntax = convert_module.module(tree, self._positions)
        except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, ValueError, KeyError, AttributeError):
            return
        self.tree, self.error = tree, ""

    def as_libcst(self) -> "Source":
        """The same source as whole-file libcst sees it: what the differential test compares with."""
        other = object.__new__(Source)
        other.path, other.lines, other.text, other.words = self.path, self.lines, self.text, self.words
        other.syntax = other.tree = other._positions = None
        other.newer, other.nodes, other.kept = True, {}, self.text
        other.error, other.line, other.removed, other.broken = self.error, self.line, "", self.broken
        other._newer(self.text)
        return other

    @property
    def positions(self) -> Any:
        """Where each node of `tree` stands."""
        return self._positions

    @property
    def unreadable(self) -> Unreadable | None:
        """What is said of the parts that nobody could parse."""
        return Unreadable(Span(self.path, self.line, 1, self.line, 1), self.broken) if self.broken else None

    def corners(self, node: Any) -> tuple[int, int, int, int]:
        """Line and column of the first character of the interpreter's node, and of the one behind its last; from 1."""
        start, end = self._column(node.lineno, node.col_offset), self._column(node.end_lineno, node.end_col_offset)
        return node.lineno, start + 1, node.end_lineno, end + 1

    def between(self, node: Any) -> tuple[str, int]:
        """The text of the interpreter's node, and the first column in characters."""
        line, start, end_line, end = self.corners(node)
        if line == end_line:
            return self.lines[line - 1][start - 1 : end - 1], start - 1
        first, last = self.lines[line - 1], self.lines[end_line - 1]
        return "\n".join((first[start - 1 :], *self.lines[line : end_line - 1], last[: end - 1])), start - 1

    def _column(self, line: int, offset: int) -> int:
        """How many characters stand before this many UTF-8 bytes of a line."""
        text = self.lines[line - 1]
        return offset if text.isascii() else len(text.encode()[:offset].decode())


def _tried(text: str) -> Any:
    """The syntax tree of a text; None if the interpreter cannot parse it, for whatever reason."""
    try:
        return _compiled(text)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return None


def _compiled(text: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(text, "<source>", "exec", _ONLY_AST, dont_inherit=True)


def decode(data: bytes) -> str:
    """The text of a file by BOM and cookie, with `\\n` for every line end, as the interpreter reads it."""
    head = data[:400]
    if data.startswith(b"\xef\xbb\xbf"):
        text = data[3:].decode("utf-8")
    elif b"coding" in head and b"coding" in b"\n".join(head.split(b"\n", 2)[:2]):
        from io import BytesIO
        from tokenize import detect_encoding

        text = data.decode(detect_encoding(BytesIO(data).readline)[0])
    else:
        text = data.decode("utf-8")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def too_deep(text: str) -> bool:
    """Whether brackets or operators are nested so deeply that a recursive parser may overflow."""
    depth = 0
    for character in text:
        if character in "([{":
            depth += 1
            if depth > _DEEP:
                return True
        elif character in ")]}":
            depth = max(depth - 1, 0)
    words = ("not ", "-", "~", "+", "lambda", "await ", "**", " if ", ".", "(", "[", " else ")
    return any(sum(line.count(word) for word in words) > _CHAIN for line in text.split("\n") if len(line) > _CHAIN)


def _reason(error: SyntaxError) -> str:
    """Why the interpreter refuses a file, without any of its text."""
    message = error.msg.partition("'")[0].partition('"')[0].strip(" :(")
    message = message.removesuffix(" in call to")  # of Python 2's `print`
    kept = message if message.isascii() and len(message) < 80 else "invalid syntax"
    return f"it is not valid Python: {kept or 'invalid syntax'}"  # whichever Python runs relcheck
