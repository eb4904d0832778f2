"""Where the comments of a file are, and which lines each of them can speak for.

Reads text, not trees: a suppression must also work in a file that no parser accepts.
"""

import re
from typing import Final, Literal, NamedTuple

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


def layout(text: str, path: str) -> Layout:
    """The comments and logical lines of a file; line breaks of every kind count the same."""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    kind = style(path, text)
    if kind == "python":
        from relcheck.pylex import Python  # its patterns are compiled only for Python

        return Python(text).layout()
    if kind == "dockerfile":
        return _dockerfile(text.split("\n"))
    return _hash(text.split("\n")) if kind else Layout()


_HEREDOC: Final = re.compile(r"<<-?\s*[\"']?(\w+)[\"']?")
_QUOTED: Final = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'[^']*'")
_AFTER_SPACE: Final = re.compile(r"(?:^|(?<=\s))#")


def _dockerfile(lines: list[str]) -> Layout:
    """Comments stand alone on a line; an instruction runs over continuations and here-documents."""
    escape = "`" if any(re.match(r"#\s*escape\s*=\s*`", line) for line in lines[:5]) else "\\"
    comments, statements, ends = [], [], list[str]()
    first = 0
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            comments.append(Comment(number, line.index("#") + 1, line[line.index("#") :], True))
            continue
        if ends:
            if stripped == ends[0]:
                ends.pop(0)
        elif stripped:
            first = first or number
            ends += _HEREDOC.findall(line)
        if first and not ends and stripped and not stripped.endswith(escape):
            statements.append((first, number, 0))
            first = 0
    if first:
        statements.append((first, len(lines), 0))
    return Layout(tuple(comments), (), tuple(statements), len(lines))


def _hash(lines: list[str]) -> Layout:
    """YAML, TOML, env files and the like: a line is a statement, a `#` after white space begins a comment."""
    comments, statements = [], []
    for number, line in enumerate(lines, 1):
        stripped = line.lstrip()
        masked = _QUOTED.sub(lambda text: "_" * len(text[0]), line) if "#" in line else line
        begin = _AFTER_SPACE.search(masked)
        if begin:
            comments.append(Comment(number, begin.start() + 1, line[begin.start() :], stripped.startswith("#")))
        if stripped and not stripped.startswith("#"):
            statements.append((number, number, len(line) - len(stripped)))
    return Layout(tuple(comments), (), tuple(statements), len(lines))
