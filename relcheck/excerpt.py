"""The lines of source that a report shows, with everything masked that could be a value.

Of a Python file, strings, long numbers and comments are masked; of a Dockerfile, manifest or env file
everything but the names. A masked stretch is one `…`, so that not even its length shows. What the
diagnostic itself names, the variable above all, stays readable.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from relcheck.comments import Literals, literals, style
from relcheck.diagnostic import Span

MASK: Final = "…"
_DIRECTIVE: Final = re.compile(
    r"#\s*(?:relcheck\s*:\s*ignore(?:-file)?|ruff\s*:\s*(?:file-)?ignore)\s*\[[A-Z]{1,5}\d{3}(?:,\s*[A-Z]{1,5}\d{3})*"
    r"(?:,\s*until=\d{4}-\d\d-\d\d)?\]|#\s*(?:(?:ruff|flake8)\s*:\s*)?noqa(?::\s*[A-Z]{1,5}\d{3}(?:,\s*[A-Z]{1,5}\d{3})*)?"
)
_PREFIX: Final = re.compile(r"(?i:[rbuft]{0,2})(?:\"{3}|'{3}|\"|')?")
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


def excerpt(text: str, span: Span, named: Iterable[str] = (), context: int = 2) -> tuple[Line, ...]:
    """The lines of a span and `context` more around them, masked; none where masking cannot be sure.

    `named` are texts that the diagnostic says anyway: a string that is one of them is shown.
    """
    known = frozenset(name for name in named if name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
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
    text: str, lines: list[str], span: Span, known: frozenset[str], first: int, last: int
) -> dict[int, list[Cut]] | None:
    """What to mask in each line from `first` to `last`."""
    kind = style(span.path, text)
    if kind == "python":
        return _python(text, lines, span, known, first, last)
    if kind == "dockerfile":
        from relcheck.masks import dockerfile

        return dockerfile(lines, known)
    if kind == "hash":
        from relcheck.masks import assignments, is_text

        return {n: assignments(lines[n - 1], known, within=is_text(lines, n)) for n in range(first, last + 1)}
    return None


@lru_cache(maxsize=2)  # a report goes through a file from top to bottom
def _literals(text: str) -> Literals:
    return literals(text)


def _python(
    text: str, lines: list[str], span: Span, known: frozenset[str], first: int, last: int
) -> dict[int, list[Cut]] | None:
    """Masks of the strings, long numbers and comments of Python source, from line `first` to `last`."""
    found = _literals(text)
    if not found.whole:
        return None
    cuts: dict[int, list[Cut]] = {}
    for number in range(first, last + 1):
        for match in _NUMBER.finditer(lines[number - 1]):
            cuts.setdefault(number, []).append((match.start() + 1, match.end() + 1, MASK))
    for comment in found.comments:
        if not first <= comment.line <= last:
            continue
        end = comment.column + len(comment.text)
        cuts[comment.line] = [cut for cut in cuts.get(comment.line, []) if cut[0] < comment.column]
        cuts[comment.line].append((comment.column, end, _comment(comment.text)))
    for line, column, end_line, end_column in found.strings:
        for number in range(max(line, first), min(end_line, last) + 1):
            begin = column if number == line else 1
            stop = end_column if number == end_line else len(lines[number - 1]) + 1
            cuts[number] = [cut for cut in cuts.get(number, []) if not begin <= cut[0] < stop]
            part = lines[number - 1][begin - 1 : stop - 1]
            edges = (number == line, number == end_line)
            if stop > begin:
                cuts[number] += _string(part, begin, edges, span._replace(line=number), known, span.line == number)
    return {number: sorted(row) for number, row in cuts.items()}


def _string(
    part: str, begin: int, edges: tuple[bool, bool], span: Span, known: frozenset[str], here: bool
) -> list[Cut]:
    """How one line of a string is shown: its quotes, and its text only where the diagnostic names it."""
    head = _PREFIX.match(part)
    prefix = head[0] if head and edges[0] else ""
    quote = prefix.lstrip("rRbBuUfFtT")
    tail = quote if edges[1] else ""
    if edges == (True, True) and part[len(prefix) : len(part) - len(tail)] in known | {""}:
        return []
    if here and edges == (True, True) and begin < span.column and span.end_column <= begin + len(part):
        inside = part[span.column - begin : span.end_column - begin]  # an access inside an f-string
        strings = literals(inside)
        if strings.whole and span.line == span.end_line:
            cuts = [(begin, span.column, prefix + MASK), (span.end_column, begin + len(part), MASK + tail)]
            for _, column, _, end_column in strings.strings:
                if inside[column : end_column - 2] not in known:
                    cuts.append((span.column + column - 1, span.column + end_column - 1, f"'{MASK}'"))
            return [cut for cut in cuts if cut[1] > cut[0]]
    if not edges[1] or not edges[0]:
        tail = (re.search(r"(\"{3}|'{3})?$", part) or [""])[0] if edges[1] else ""
    return [(begin, begin + len(part), prefix + MASK + tail)]


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
