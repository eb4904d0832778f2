"""What comments are: how files write them, where they stand, and which lines each of them can speak for."""

from typing import Literal, NamedTuple

Style = Literal["python", "dockerfile", "hash", ""]
"""Whose comments: `hash` for formats in which a `#` after white space begins one; empty where nothing does."""


class Comment(NamedTuple):
    """One comment from its `#` to the end of its line; `own_line` where nothing stands before it."""

    line: int
    column: int
    text: str
    own_line: bool


class Layout(NamedTuple):
    """The comments of a file, and how its lines hang together.

    `joined` are runs of lines of one string or one backslash continuation: a comment after them speaks for
    all. `statements` are logical lines, each with its first line, last line and indentation.
    """

    comments: tuple[Comment, ...] = ()
    joined: tuple[tuple[int, int], ...] = ()
    statements: tuple[tuple[int, int, int], ...] = ()
    lines: int = 0

    def comment_line(self, line: int) -> int:
        """The line whose trailing comment speaks for `line`."""
        return next((last for first, last in self.joined if first <= line <= last), line)

    def first_line(self, line: int) -> int:
        """The first line that a trailing comment on `line` speaks for."""
        return next((first for first, last in self.joined if last == line), line)

    def after(self, line: int) -> tuple[int, int]:
        """The lines that a comment alone on `line` speaks for: the next statement, or a line inside one."""
        for first, last, _ in self.statements:
            if first > line:
                return first, last
            if line < last:
                return line + 1, self._next_code(line, last)
        return line, line

    def block_end(self, line: int, indent: int) -> int:
        """The last line of the block that `line` is in: before a statement that is indented less."""
        last = line
        for first, end, column in self.statements:
            if first > line and column < indent:
                return last
            last = max(last, end)
        return self.lines

    def _next_code(self, line: int, last: int) -> int:
        alone = {comment.line for comment in self.comments if comment.own_line}
        return next((n for n in range(line + 1, last + 1) if n not in alone), last)


def style(path: str, text: str = "") -> Style:
    """How comments are written in the file of this name; of a notebook, readers show the code alone."""
    name = path.rpartition("/")[2].lower()
    if name.endswith((".py", ".pyi", ".pyw", ".ipynb")) or (
        text.startswith("#!") and "python" in text[:80].partition("\n")[0]
    ):
        return "python"
    if "dockerfile" in name or "containerfile" in name:
        return "dockerfile"
    return "" if name.endswith((".json", ".md", ".rst", ".html", ".lock", ".whl", ".tar")) else "hash"
