"""`full`: each diagnostic with its source, carets under what it means, related places and what to do."""

from collections.abc import Container
from functools import lru_cache

from relcheck.diagnostic import Diagnostic, Report, Span
from relcheck.excerpt import Line, excerpt
from relcheck.render.look import Look, Sources, headline, named

_WIDE = 160
"""A longer line is cut around what is marked: generated files have lines of a megabyte."""


class _Told:
    """The texts that a diagnostic names itself, and those that the report around it names."""

    def __init__(self, itself: frozenset[str], around: frozenset[str]) -> None:
        self.itself = itself - {""}
        self.around = around

    def __contains__(self, text: object) -> bool:
        return text in self.itself or text in self.around


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """All diagnostics, an empty line after each."""
    cached = lru_cache(maxsize=4)(sources)  # a file with many diagnostics is read once
    variables = frozenset(found.variable for found in report.diagnostics) - {""}
    return "".join(block(found, cached, look, variables) + "\n" for found in report.diagnostics)


def block(found: Diagnostic, sources: Sources, look: Look, variables: frozenset[str] = frozenset()) -> str:
    """One diagnostic as a person reads it; `variables` are names that the report tells anyway."""
    text = headline(found, look) + "\n" + _snippet(found.span, sources, look, _Told(named(found), variables), "^")
    for other in found.related:
        text += f"{look.paint('bold', 'note')}: {other.message}\n"
        text += _snippet(other.span, sources, look, _Told(named(found, other), variables), "-", context=0)
    return text + (f"{look.paint('cyan', 'help')}: {found.help}\n" if found.help else "")


def _snippet(span: Span, sources: Sources, look: Look, known: Container[str], mark: str, *, context: int = 2) -> str:
    """Where it is, and the lines there with the span marked."""
    source = sources(span.path)
    lines = excerpt(source, span, known, context) if source else ()
    width = len(str(lines[-1].number)) if lines else len(str(span.line))
    bar = " " * width + look.paint("blue", " |")
    place = f"{look.relative(span.path)}:{span.line}:{span.column}"
    text = " " * width + look.paint("blue", "-->") + f" {place}\n"
    if not lines:
        return text
    tall = span.end_line > span.line
    text += bar + "\n"
    for line in lines:
        number = look.paint("blue", f"{line.number:>{width}} |")
        if tall:
            text += _tall(line, span, number, bar, look)
            continue
        shown, begin, end = _window(line, span)
        text += f"{number} {shown}".rstrip() + "\n"
        if line.number == span.line:
            text += f"{bar} {' ' * (begin - 1)}{look.paint('red', mark * max(1, end - begin))}\n"
    return text + (bar + "\n" if lines[-1].number > span.end_line else "")


def _window(line: Line, span: Span) -> tuple[str, int, int]:
    """The part of a line that is shown, and where the span is in it."""
    begin, end = line.column(span.column), line.column(span.end_column, end=True)
    if len(line.text) <= _WIDE:
        return line.text, begin, min(end, len(line.text) + 2)
    start = max(0, begin - 1 - _WIDE // 2) if line.number == span.line else 0
    shown = ("…" if start else "") + line.text[start : start + _WIDE] + "…"
    shift = start - bool(start)
    return shown, begin - shift, min(end - shift, len(shown))


def _tall(line: Line, span: Span, number: str, bar: str, look: Look) -> str:
    """One line of a span of several: a stroke on the left joins its first line and its last."""
    shown, begin, end = _window(line, span)
    indent = len(shown) - len(shown.lstrip()) + 1
    inside = span.line < line.number <= span.end_line
    at_indent = line.number == span.line and begin <= indent
    side = look.paint("red", "/" if at_indent else "|" if inside else " ")
    text = f"{number} {side} {shown}".rstrip() + "\n"
    if line.number == span.line and not at_indent:
        text += f"{bar} {look.paint('red', ' ' + '_' * begin + '^')}\n"
    elif line.number == span.end_line:
        text += f"{bar} {look.paint('red', '|' + '_' * max(1, end - 1) + '^')}\n"
    return text
