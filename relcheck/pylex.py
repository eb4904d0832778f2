"""Where strings, comments and logical lines of Python source are, without a parser.

Strings are followed as Python's tokenizer follows them, f-strings with their nested quotes included, so
that a file that no parser accepts can be read too; a test compares the two.
"""

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from relcheck.comments import Comment, Layout


class Literals(NamedTuple):
    """Where the strings and comments of Python source are: line, column, end line and end column of each.

    `whole` is false where a string does not end: what follows it cannot be told from a string.
    """

    strings: tuple[tuple[int, int, int, int], ...]
    comments: tuple[Comment, ...]
    whole: bool


_MARK: Final = re.compile("[\"'#]")  # `re` looks many times faster for single characters than for more
_PREFIX: Final = re.compile(r"(?<!\w)[A-Za-z]{1,2}\Z")


def literals(text: str) -> Literals:
    """The strings and comments of Python source; all else is passed over, because reports show many files."""
    starts = [0]
    for one in text.split("\n"):
        starts.append(starts[-1] + len(one) + 1)

    def place(position: int) -> tuple[int, int]:
        line = bisect_right(starts, position)
        return line, position - starts[line - 1] + 1

    strings: list[tuple[int, int, int, int]] = []
    comments: list[Comment] = []
    position, whole = 0, True
    while mark := _MARK.search(text, position):
        start, quote = mark.start(), mark[0]
        if quote == "#":
            position = end if (end := text.find("\n", start)) >= 0 else len(text)
            line, column = place(start)
            before = text[starts[line - 1] : start]
            comments.append(Comment(line, column, text[start:position], not before.strip()))
            continue
        quote = quote * 3 if text.startswith(quote * 3, start) else quote
        prefix = match[0] if (match := _PREFIX.search(text, max(position, start - 3), start)) else ""
        begin = start + len(quote)
        position = _string_end(text, begin, prefix, quote)
        whole = whole and position >= begin + len(quote) and text.endswith(quote, begin, position)
        strings.append((*place(start - len(prefix)), *place(position)))
    return Literals(tuple(strings), tuple(comments), whole)


_TOKEN: Final = re.compile(
    r"""(?P<string>(?P<prefix>[A-Za-z]{1,2})?(?P<quote>\"{3}|'{3}|\"|'))|(?P<comment>\#[^\n]*)|(?P<open>[\[({])"""
    r"""|(?P<close>[\])}])|(?P<newline>\n)|(?P<join>\\\n)"""
    # Nearly all is what nobody asks for, so it is passed over at once, unless it may end in a string's prefix.
    r"""|(?P<other>[^\s\\\#"'\[\](){}][^\n\\\#"'\[\](){}]*+(?=[\n\#\[\](){}])|\w+|[^\s\w\#"'\[\](){}]+)"""
)
_REST: Final = {
    '"""': re.compile(r'(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\Z)', re.DOTALL),
    "'''": re.compile(r"(?:[^'\\]++|\\.|'(?!''))*+(?:'''|\Z)", re.DOTALL),
    '"': re.compile(r'(?:[^"\\\n]++|\\.)*+"?', re.DOTALL),
    "'": re.compile(r"(?:[^'\\\n]++|\\.)*+'?", re.DOTALL),
}


class Python:
    """One pass over Python source, logical line by logical line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.line_start = 0
        self.comments: list[Comment] = []
        self.joined: list[tuple[int, int]] = []
        self.statements: list[tuple[int, int, int]] = []

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
        end = _string_end(self.text, position, token["prefix"] or "", token["quote"])
        breaks = self.text.count("\n", position, end)
        if breaks:
            self._join(self.line, self.line + breaks)
            self.line += breaks
            self.line_start = self.text.rindex("\n", position, end) + 1
        return end

    def _join(self, first: int, last: int) -> None:
        if self.joined and first <= self.joined[-1][1]:
            first = self.joined.pop()[0]
        self.joined.append((first, last))

    def _next_line(self, start: int) -> None:
        self.line += 1
        self.line_start = start


def _string_end(text: str, position: int, prefix: str, quote: str) -> int:
    """Where a string ends, from after its opening quote."""
    return (_interpolated if set(prefix) & set("fFtT") else _plain)(text, position, quote)


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
            position = _string_end(text, position, token["prefix"] or "", token["quote"])
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


def fields(literal: str) -> list[tuple[int, int]]:
    """Where the expressions of an f-string or t-string literal are: from after `{` to its `}`."""
    head = _TOKEN.match(literal)
    if head is None or not head["quote"] or not set((head["prefix"] or "").lower()) & {"f", "t"}:
        return []
    position, found = head.end(), []
    while position < len(literal):
        if plain := _LITERAL.match(literal, position):
            position = plain.end()
        elif literal[position] == "{":
            end = _replacement(literal, position + 1, head["quote"])
            found.append((position + 1, end - 1))
            position = end
        else:
            position += 1
    return found
