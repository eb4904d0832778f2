"""Diagnostics, places and edits in the words of the protocol."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from lsprotocol import types
from pygls.uris import from_fs_path

from relcheck.diagnostic import Diagnostic, Edit, Span
from relcheck.registry import catalogue
from relcheck.server.document import LINES, Document, Places

_GRAVITY: Final = {
    "info": types.DiagnosticSeverity.Information,
    "warning": types.DiagnosticSeverity.Warning,
    "error": types.DiagnosticSeverity.Error,
}


class Words:
    """Speaks about the files of one project. `text` gives a file's text, `units` is how columns are counted."""

    def __init__(
        self, root: str, text: Callable[[str], str | None], units: str, open: Mapping[str, Document] = {}
    ) -> None:
        self._root = root
        self._text = text
        self._units = units
        self._open = open
        self._places: dict[str, Places] = {}

    def places(self, path: str) -> Places:
        """The places of a file, by its path relative to the root."""
        if path not in self._places:
            self._places[path] = Places(self._text(path) or "", self._units)
        return self._places[path]

    def uri(self, path: str) -> str:
        """A file's address: as the editor named it, where it is open."""
        document = self._open.get(path)
        return document.uri if document else from_fs_path(os.path.join(self._root, path)) or ""

    def range(self, span: Span) -> types.Range:
        """A span as a range."""
        start, end = self.places(span.path).points(span)
        return types.Range(types.Position(*start), types.Position(*end))

    def location(self, span: Span) -> types.Location:
        """A span as a location."""
        return types.Location(self.uri(span.path), self.range(span))

    def link(self, span: Span) -> str:
        """A span as a Markdown link."""
        return f"[{span.path}:{span.line}]({self.uri(span.path)}#L{span.line})"

    def diagnostic(self, found: Diagnostic) -> types.Diagnostic:
        """A finding, with what to do about it, and the rule's page behind its code."""
        page = page_of(found.code)
        return types.Diagnostic(
            range=self.range(found.span),
            message=f"{found.message}\nhelp: {found.help}" if found.help else found.message,
            severity=_GRAVITY[found.severity],
            code=found.code,
            code_description=types.CodeDescription(page) if page else None,
            source="relcheck",
            related_information=[
                types.DiagnosticRelatedInformation(self.location(related.span), related.message)
                for related in found.related
            ]
            or None,
        )

    def edits(self, path: str, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Edits of one file, with the line ends that it has."""
        document = self._open.get(path)
        newline = "\r\n" if document and "\r\n" in document.text else "\n"
        return [types.TextEdit(self.range(edit.span), edit.content.replace("\n", newline)) for edit in edits]

    def rewritten(self, path: str, before: str, after: str) -> list[types.TextEdit]:
        """What makes one text of another, line by line."""
        old, new = LINES.findall(before), LINES.findall(after)
        places = Places(before, self._units)
        edits = []
        head = _shared(old, new)
        tail = _shared(old[head:][::-1], new[head:][::-1])
        matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
        for tag, first, last, start, stop in matcher.get_opcodes():
            if tag != "equal":
                was, becomes = old[head + first : head + last], new[head + start : head + stop]
                begin, end, text = _narrowed("".join(was), "".join(becomes))
                span = Span(path, *_moved(head + first + 1, begin), *_moved(head + first + 1, end))
                corners = [types.Position(*point) for point in places.points(span)]
                edits.append(types.TextEdit(types.Range(*corners), text))
        return edits


def _narrowed(old: str, new: str) -> tuple[str, str, str]:
    """What stands before a change, what stands before its end, and what comes instead: nothing is sent that stays."""
    head = _shared(old, new)
    if old[:head].endswith("\r"):  # never between the two characters of a line end
        head -= 1
    tail = _shared(old[head:][::-1], new[head:][::-1])
    if tail and old[-tail] == "\n" and "\r" in (old[-tail - 1 : -tail], new[-tail - 1 : -tail]):
        tail -= 1
    return old[:head], old[: len(old) - tail], new[head : len(new) - tail]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines, or characters, two texts have in common from the beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _moved(line: int, text: str) -> tuple[int, int]:
    """The line and column, from 1, behind a text that begins on a line."""
    lines = LINES.findall(text)
    if lines and lines[-1].endswith(("\r", "\n")):
        lines.append("")
    return line + max(len(lines) - 1, 0), len(lines[-1]) + 1 if lines else 1


def page_of(code: str) -> str:
    """The address of the file that holds a rule's page, which is what `relcheck explain` shows."""
    for rule in catalogue():
        if rule.code == code:
            checks = [check for _, check in rule.checks] + list(rule.project_checks)
            file = checks[0].__code__.co_filename if checks and hasattr(checks[0], "__code__") else ""
            return from_fs_path(file) or "" if os.path.isfile(file) else ""
    return ""
