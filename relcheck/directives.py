"""The grammar of suppressions: from comments to the lines they speak for. See `relcheck.suppress`."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from relcheck.comments import Comment, Layout
from relcheck.diagnostic import Span
from relcheck.facts.hygiene import Suppression
from relcheck.layout import layout


def found(text: str, path: str) -> tuple[Suppression, ...]:
    """Every suppression in a text, in order."""
    lines = layout(text, path)
    rows = [one for comment in lines.comments for one in _read_comment(comment, lines, path)]
    return tuple(_ranges(rows, lines))


class _Parsed(NamedTuple):
    """One suppression and what `_ranges` still needs of it."""

    suppression: Suppression
    word: str  # "disable", "enable" or empty
    indent: int


_CODES: Final = re.compile(r"[\s,]*([A-Z]+[0-9]+)")
_NOQA: Final = re.compile(r"#\s*noqa(?:\s*(?P<codes>:.*)|(?=\s|\#|$))", re.IGNORECASE)
_FILE_NOQA: Final = re.compile(r"#\s*(?:ruff|flake8)\s*:\s*(?i:noqa)(?:\s*(?P<codes>:.*)|(?=\s|\#|$))")
_RUFF: Final = re.compile(r"#\s*ruff\s*:\s*(?P<word>disable|enable|file-ignore|ignore)\s*\[(?P<codes>[^\]\#]*)\]")
_OURS: Final = re.compile(r"#\s*relcheck\s*:\s*(?P<rest>.*)")
_GRAMMAR: Final = re.compile(
    r"(?P<word>[\w-]+)\s*(?:\[(?P<codes>[^\]]*)\])?\s*(?:(?:--+|[\u2013\u2014])\s*(?P<reason>.*))?(?P<tail>.*)"
)
_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_WORDS: Final = ("ignore", "ignore-file")
_LONGEST: Final = 4000
"""Characters of a comment that are read from each `#` in it, so that thousands of them are no trouble."""


def _read_comment(comment: Comment, lines: Layout, path: str) -> Iterator[_Parsed]:
    """The suppressions in one comment; `# type: ignore  # noqa` holds one that begins in its middle."""
    text = comment.text
    for begin in (index for index, character in enumerate(text) if character == "#"):
        part = text[begin : begin + _LONGEST]
        column = comment.column + begin
        alone = comment.own_line and begin == 0
        end = part.find("#", 1)
        width = len(part[: end if end > 0 else None].rstrip())
        span = Span(path, comment.line, column, comment.line, column + width)
        if match := _OURS.match(part):
            yield _Parsed(_ours(match["rest"], span, alone, lines), "", 0)
        elif match := _RUFF.match(part):
            yield _ruff(match, span, alone, lines)
        elif match := _FILE_NOQA.match(part):
            if alone and (codes := _noqa_codes(match["codes"])) is not None:
                yield _Parsed(Suppression(span, "ruff", codes, whole_file=True), "", 0)
        elif (match := _NOQA.match(part)) and (codes := _noqa_codes(match["codes"])) is not None:
            first = lines.first_line(comment.line)
            yield _Parsed(Suppression(span, "noqa", codes, first=first, last=comment.line), "", 0)


def _noqa_codes(text: str | None) -> tuple[str, ...] | None:
    """The codes after `noqa:`; none after a colon means that it is no suppression."""
    if text is None:
        return ()
    codes, position = [], 1
    while match := _CODES.match(text, position):
        codes.append(match[1])
        position = match.end()
    return tuple(codes) or None


def _ruff(match: re.Match[str], span: Span, alone: bool, lines: Layout) -> _Parsed:
    """A suppression of ruff's newer grammar; one in the wrong place silences nothing, as in ruff."""
    codes = tuple(code for item in match["codes"].split(",") if (code := item.strip()))
    word = match["word"]
    if not codes or (word != "ignore" and not alone) or (word == "file-ignore" and span.column > 1):
        return _Parsed(Suppression(span, "ruff", codes, problem="misplaced"), "", 0)
    if word == "file-ignore":
        return _Parsed(Suppression(span, "ruff", codes, whole_file=True), "", 0)
    if word == "ignore":
        first, last = _reach(span.line, alone, lines)
        return _Parsed(Suppression(span, "ruff", codes, first=first, last=last), "", 0)
    return _Parsed(Suppression(span, "ruff", codes, first=span.line, last=span.line), word, span.column - 1)


def _reach(line: int, alone: bool, lines: Layout) -> tuple[int, int]:
    """The lines that an `ignore` on this line speaks for."""
    return lines.after(line) if alone else (lines.first_line(line), line)


def _ours(text: str, span: Span, alone: bool, lines: Layout) -> Suppression:
    """Our own suppression; whatever begins with `# relcheck:` and is none has a `problem`."""
    match = _GRAMMAR.match(text)
    word = match["word"] if match else ""
    if match is None or word not in _WORDS:
        return Suppression(span, "relcheck", problem=f"`{word}` is neither `ignore` nor `ignore-file`")
    items = [item for piece in (match["codes"] or "").split(",") if (item := piece.strip())]
    codes = tuple(item for item in items if "=" not in item)
    until, problem = "", ""
    for key, _, value in (item.partition("=") for item in items if "=" in item):
        if key.strip() != "until":
            problem = f"`{key.strip()}` is not known here, only `until`"
        elif not _DATE.fullmatch(value.strip()):
            problem = "`until` needs a date like 2030-01-31"
        until = value.strip()
    if match["codes"] is None and "[" in text:
        problem = "the closing bracket is missing"
    elif not codes:
        problem = f"it names no rule, as in `{word}[REL101]`"
    elif any(" " in code for code in codes):
        problem = "a comma is missing between the rules"
    elif match["tail"].strip() and not match["tail"].lstrip().startswith("#"):
        problem = "a reason begins with `--`"
    elif word == "ignore-file" and not alone:
        problem = "`ignore-file` must stand alone on its line"
    reason = (match["reason"] or "").partition(" # ")[0].strip()
    if word == "ignore-file":
        return Suppression(span, "relcheck", codes, True, until=until, reason=reason, problem=problem)
    first, last = _reach(span.line, alone, lines)
    return Suppression(span, "relcheck", codes, False, first, last, until, reason, problem)


def _ranges(rows: Iterable[_Parsed], lines: Layout) -> Iterator[Suppression]:
    """Join each `disable` with its `enable`: same codes, same indentation; without one it ends with its block."""
    rows = list(rows)
    taken: set[int] = set()
    for index, (suppression, word, indent) in enumerate(rows):
        if not word:
            yield suppression
        elif word == "disable":
            end = lines.block_end(suppression.span.line, indent)
            for other in range(index + 1, len(rows)):
                later = rows[other].suppression
                same = rows[other][1:] == ("enable", indent) and later.codes == suppression.codes
                if same and other not in taken and later.span.line <= end:
                    taken.add(other)
                    end = later.span.line
                    break
            yield suppression._replace(last=end)
