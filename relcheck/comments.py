"""Where the comments of a file are, and which lines each of them can speak for.

Reads text, not trees: a suppression must also work in a file that no parser accepts. Strings are followed
as Python's tokenizer follows them, f-strings with their nested quotes included; a test compares the two.
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


class Literals(NamedTuple):
    """Where the strings and comments of Python source are: line, column, end line and end column of each.

    `whole` is false where a string does not end: what follows it cannot be told from a string.
    """

    strings: tuple[tuple[int, int, int, int], ...]
    comments: tuple[Comment, ...]
    whole: bool


def literals(text: str) -> Literals:
    """The strings and comments of Python source."""
    walk = _Python(text)
    comments = walk.layout().comments
    return Literals(tuple(walk.strings), comments, walk.whole)


def layout(text: str, path: str) -> Layout:
    """The comments and logical lines of a file; line breaks of every kind count the same."""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    kind = style(path, text)
    if kind == "python":
        return _Python(text).layout()
    if kind == "dockerfile":
        return _dockerfile(text.split("\n"))
    return _hash(text.split("\n")) if kind else Layout()


_TOKEN: Final = re.compile(
    r"""(?P<string>(?P<prefix>[A-Za-z]{1,2})?(?P<quote>\"{3}|'{3}|\"|'))|(?P<comment>\#[^\n]*)|(?P<open>[\[({])"""
    r"""|(?P<close>[\])}])|(?P<newline>\n)|(?P<join>\\\n)|(?P<other>\w+|[^\s\w\#"'\[\](){}]+)"""
)
_REST: Final = {
    '"""': re.compile(r'(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\Z)', re.DOTALL),
    "'''": re.compile(r"(?:[^'\\]++|\\.|'(?!''))*+(?:'''|\Z)", re.DOTALL),
    '"': re.compile(r'(?:[^"\\\n]++|\\.)*+"?', re.DOTALL),
    "'": re.compile(r"(?:[^'\\\n]++|\\.)*+'?", re.DOTALL),
}


class _Python:
    """One pass over Python source, logical line by logical line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.line_start = 0
        self.comments: list[Comment] = []
        self.joined: list[tuple[int, int]] = []
        self.statements: list[tuple[int, int, int]] = []
        self.strings: list[tuple[int, int, int, int]] = []
        self.whole = True

    def layout(self) -> Layout:
        """Walk all tokens."""
        text, depth, position = self.text, 0, 0
        begun: tuple[int, int] | None = None  # first line and indentation of the statement we are in
        while token := _TOKEN.search(text, position):
            kind, start, position = token.lastgroup, token.start(), token.end()
            if kind == "newline":
                if begun and not depth:
                    self.statements.append((begun[0], self.line, begun[1]))
                    begun = None
                self._next_line(position)
                continue
            if kind == "comment":
                before = text[self.line_start : start]
                self.comments.append(Comment(self.line, start - self.line_start + 1, token[0], not before.strip()))
                continue
            begun = begun or (self.line, start - self.line_start)
            if kind == "open":
                depth += 1
            elif kind == "close":
                depth = max(0, depth - 1)
            elif kind == "join":
                self._join(self.line, self.line + 1)
                self._next_line(position)
            elif token["quote"]:
                position = self._string(token, position)
        if begun:
            self.statements.append((begun[0], self.line, begun[1]))
        return Layout(tuple(self.comments), tuple(self.joined), tuple(self.statements), self.line)

    def _string(self, token: re.Match[str], position: int) -> int:
        """Skip a string and remember the lines it joins; returns where it ends."""
        prefix, quote = (token["prefix"] or "").lower(), token["quote"]
        end = (
            _interpolated(self.text, position, quote)
            if set(prefix) & {"f", "t"}
            else _plain(self.text, position, quote)
        )
        breaks = self.text.count("\n", position, end)
        first, column = self.line, token.start() - self.line_start + 1
        if breaks:
            self._join(self.line, self.line + breaks)
            self.line += breaks
            self.line_start = self.text.rindex("\n", position, end) + 1
        self.strings.append((first, column, self.line, end - self.line_start + 1))
        self.whole = self.whole and end >= position + len(quote) and self.text.endswith(quote, position, end)
        return end

    def _join(self, first: int, last: int) -> None:
        if self.joined and first <= self.joined[-1][1]:
            first = self.joined.pop()[0]
        self.joined.append((first, last))

    def _next_line(self, start: int) -> None:
        self.line += 1
        self.line_start = start


def _plain(text: str, position: int, quote: str) -> int:
    """Where a string without interpolation ends, from after its opening quote."""
    found = _REST[quote].match(text, position)
    return found.end() if found else len(text)


_LITERAL: Final = re.compile(r"""[^{}\\"'\n]+|\\[^{}]|\\|\{\{|\}\}""", re.DOTALL)


def _interpolated(text: str, position: int, quote: str) -> int:
    """Where an f-string or t-string ends: its expressions may hold strings with the same quotes."""
    while position < len(text):
        if text.startswith(quote, position):
            return position + len(quote)
        if text[position] == "\n" and len(quote) == 1:
            return position
        if plain := _LITERAL.match(text, position):
            position = plain.end()
        elif text[position] == "{":
            position = _replacement(text, position + 1, quote)
        else:
            position += 1
    return position


def _replacement(text: str, position: int, quote: str) -> int:
    """Where `{expression:format}` ends; in the format part, text is literal again."""
    depth = 0
    while position < len(text):
        token = _TOKEN.search(text, position)
        if token is None or (token[0] == "\n" and len(quote) == 1):
            return token.start() if token else len(text)
        position = token.end()
        if token["quote"]:
            prefix = set((token["prefix"] or "").lower())
            inner = _interpolated if prefix & {"f", "t"} else _plain
            position = inner(text, position, token["quote"])
        elif token[0] in "([{":
            depth += 1
        elif token[0] == "}" and not depth:
            return position
        elif token[0] in ")]}":
            depth -= 1
        elif not depth and ":" in token[0] and not token[0].startswith(":="):
            return _format(text, token.start() + token[0].index(":") + 1, quote)
    return position


def _format(text: str, position: int, quote: str) -> int:
    """Where a format specification ends, its closing brace included."""
    while position < len(text) and not text.startswith(quote, position):
        position += 1
        if text[position - 1] == "}":
            return position
        if text[position - 1] == "{":
            position = _replacement(text, position, quote)
    return position


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
