"""Moves findings along while a text is being changed in one place."""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Span


def carried(before: str, found: tuple[Diagnostic, ...], now: str) -> Iterator[Diagnostic]:
    """The findings of an earlier text where they are in the text of now; those where it changed are left out."""
    if not found:
        return
    old, new = before.splitlines(), now.splitlines()
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    for diagnostic in found:
        span = _moved(diagnostic.span, head, len(old) - tail, len(new) - len(old))
        if span:
            yield diagnostic._replace(span=span, related=(), fix=None)


def _same(one: list[str], other: list[str]) -> int:
    """How many lines two texts have in common from the beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _moved(span: Span, head: int, tail: int, by: int) -> Span | None:
    """A span that lies in the unchanged lines before `head` or behind `tail`."""
    if span.end_line <= head:
        return span
    return span._replace(line=span.line + by, end_line=span.end_line + by) if span.line > tail else None
