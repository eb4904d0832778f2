"""The lines of source that a report shows, with everything masked that could be a value.

Of a Python file, strings, long numbers and comments are masked; of a Dockerfile, manifest or env file
everything but the names. A masked stretch is one `…`, so that not even its length shows. What the
diagnostic itself names, the variable above all, stays readable.
"""

import re
from collections.abc import Container
from functools import lru_cache
from typing import Final, NamedTuple

from relcheck.comments import Comment, style
from relcheck.diagnostic import Span
from relcheck.pylex import fields, literals

MASK: Final = "…"
_DIRECTIVE: Final = re.compile(
    r"#\s*(?:relcheck\s*:\s*ignore(?:-file)?|ruff\s*:\s*(?:file-)?ignore)\s*\[[A-Z]{1,5}\d{3}(?:,\s*[A-Z]{1,5}\d{3})*"
    r"(?:,\s*until=\d{4}-\d\d-\d\d)?\]|#\s*(?:(?:ruff|flake8)\s*:\s*)?noqa(?::\s*[A-Z]{1,5}\d{3}(?:,\s*[A-Z]{1,5}\d{3})*)?"
)
_PREFIX: Final = re.compile(r"(?i:[rbuft]{0,2})(?:\"{3}|'{3}|\"|')?")
_TAIL: Final = re.compile(r"(\"{3}|'{3})$")
_NUMBER: Final = re.compile(r"(?<![\w.])\d[\w.]{3,}")


class Line(NamedTuple):
    """One line as it is shown. `cuts` are the masked stretches of the original: start and end column."""

    number: int
    text: str
    cuts: tuple[tuple[int, int, int], ...] = ()  # start, end (exclusive), width of what replaces it

    def column(self, original: int, *, end: bool = False) -> int:
        """Where a column of the original line is in `text`; inside a mask, its beginning or its end."""
        shift = 0
        for start, stop, width in self.cuts:
            if original >= stop:
                shift += width - (stop - start)
            elif original > start:
                return start + shift + (width if end else 0)
        return original + shift


def excerpt(text: str, span: Span, known: Container[str] = (), context: int = 2) -> tuple[Line, ...]:
    """The lines of a span and `context` more around them, masked; none where masking cannot be sure.

    `known` are texts that the diagnostic says anyway: a string that is one of them is shown.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = _source(text).lines if style(span.path, text) == "python" else text.split("\n")
    first, last = max(1, span.line - context), min(len(lines), span.end_line + context)
    if span.line > len(lines):
        return ()
    cuts = _cuts(text, lines, span, known, first, last)
    if cuts is None:
        return ()
    shown = [_cut(number, lines[number - 1], cuts.get(number, [])) for number in range(first, last + 1)]
    while shown and shown[0].number < span.line and not shown[0].text.strip():
        shown.pop(0)
    while shown and shown[-1].number > span.end_line and not shown[-1].text.strip():
        shown.pop()
    return tuple(shown)


Cut = tuple[int, int, str]  # start column, end column, what stands there instead


def _cuts(
    text: str, lines: list[str], span: Span, known: Container[str], first: int, last: int
) -> dict[int, list[Cut]] | None:
    """What to mask in each line from `first` to `last`."""
    kind = style(span.path, text)
    if kind == "python":
        return _python(_source(text), span, known, first, last)
    if kind == "dockerfile":
        from relcheck.masks import dockerfile

        return dockerfile(lines, known)
    if kind == "hash":
        from relcheck.masks import assignments, is_text

        return {n: assignments(lines[n - 1], known, within=is_text(lines, n)) for n in range(first, last + 1)}
    return None


class _Source(NamedTuple):
    """A Python file by lines: what is on each, and whether strings can be told from code."""

    lines: list[str]
    strings: dict[int, list[tuple[int, int, int, int]]]
    comments: dict[int, Comment]
    whole: bool


@lru_cache(maxsize=2)  # a report goes through a file from top to bottom
def _source(text: str) -> _Source:
    found = literals(text)
    strings: dict[int, list[tuple[int, int, int, int]]] = {}
    for string in found.strings:
        for number in range(string[0], string[2] + 1):
            strings.setdefault(number, []).append(string)
    return _Source(text.split("\n"), strings, {one.line: one for one in found.comments}, found.whole)


def _python(source: _Source, span: Span, known: Container[str], first: int, last: int) -> dict[int, list[Cut]] | None:
    """Masks of the strings, long numbers and comments of Python source, from line `first` to `last`."""
    if not source.whole:
        return None
    return {number: sorted(_python_line(source, number, span, known)) for number in range(first, last + 1)}


def _python_line(source: _Source, number: int, span: Span, known: Container[str]) -> list[Cut]:
    line = source.lines[number - 1]
    cuts: list[Cut] = [(match.start() + 1, match.end() + 1, MASK) for match in _NUMBER.finditer(line)]
    comment = source.comments.get(number)
    if comment:
        cuts = [cut for cut in cuts if cut[0] < comment.column]
        cuts.append((comment.column, comment.column + len(comment.text), _comment(comment.text)))
    for first, column, last, end_column in source.strings.get(number, ()):
        begin = column if number == first else 1
        stop = end_column if number == last else len(line) + 1
        cuts = [cut for cut in cuts if not begin <= cut[0] < stop]
        if stop > begin:
            edges = (number == first, number == last)
            here = span if span.line == span.end_line == number else None
            cuts += _string(line[begin - 1 : stop - 1], begin, edges, here, known)
    return cuts


def _string(part: str, begin: int, edges: tuple[bool, bool], span: Span | None, known: Container[str]) -> list[Cut]:
    """How one line of a string is shown: its quotes, and its text only where the diagnostic names it.

    `edges` tells whether the string begins and ends on this line, `span` what is marked on it.
    """
    if edges != (True, True):
        prefix = match[0] if (match := _PREFIX.match(part)) and edges[0] else ""
        tail = match[0] if (match := _TAIL.search(part)) and edges[1] else ""
        return [(begin, begin + len(part), prefix + MASK + tail)]
    prefix = match[0] if (match := _PREFIX.match(part)) else ""
    quote = prefix.lstrip("rRbBuUfFtT")
    text = part[len(prefix) : len(part) - len(quote)]
    if not text or text in known:
        return []
    if span and begin < span.column and span.end_column <= begin + len(part):
        shown = _field(part, span.column - begin, span.end_column - begin, known)
        if shown is not None:
            marked = [(span.column + start, span.column + end, text) for start, end, text in shown]
            return [
                (begin, span.column, prefix + MASK),
                *marked,
                (span.end_column, begin + len(part), MASK + quote),
            ]
    return [(begin, begin + len(part), prefix + MASK + quote)]


def _field(part: str, start: int, end: int, known: Container[str]) -> list[Cut] | None:
    """Masks of what is marked inside an f-string; none where that is not all one expression."""
    if not any(begin <= start and end <= stop for begin, stop in fields(part)):
        return None
    inside = part[start:end]
    source = _source(inside)
    if not source.whole or "\n" in inside:
        return None
    cuts = _python_line(source, 1, Span("", 0, 1, 0, 1), known)
    return sorted((begin - 1, stop - 1, text) for begin, stop, text in cuts)


def _comment(text: str) -> str:
    """A comment as it is shown: that there is one, and the suppressions in it."""
    shown = "  ".join(match[0] for match in _DIRECTIVE.finditer(text))
    return f"{shown} {MASK}" if shown and shown != text.rstrip() else shown or f"# {MASK}"


def _cut(number: int, line: str, cuts: list[Cut]) -> Line:
    """A line with its masks in place."""
    text, position = "", 1
    done: list[tuple[int, int, int]] = []
    for start, stop, shown in sorted(cuts):
        if start < position:
            continue
        text += line[position - 1 : start - 1] + shown
        done.append((start, stop, len(shown)))
        position = stop
    return Line(number, (text + line[position - 1 :]).replace("\t", " "), tuple(done))
