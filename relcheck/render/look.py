"""What all formats need to know besides the report: where paths are shown from, colour, and the rules."""

import os
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from relcheck.diagnostic import Diagnostic, Related
from relcheck.rule import Rule

Sources = Callable[[str], str | None]
"""The text of a file of the project by its path, or `None` where there is none."""

_CODES: Final = {"bold": "1", "red": "1;31", "yellow": "1;33", "blue": "1;34", "cyan": "36", "green": "32", "dim": "2"}


class Look(NamedTuple):
    """How a report is shown. `here` is the directory that paths are shown relative to, `root` the project's."""

    root: str = "."
    here: str = "."
    color: bool = False
    rules: Mapping[str, Rule] = {}
    version: str = ""

    def relative(self, path: str) -> str:
        """A path of the project as seen from where the run was started."""
        if self.root != self.here:
            path = os.path.relpath(os.path.join(self.root, path), self.here).replace(os.sep, "/")
        return printable(path)

    def absolute(self, path: str) -> str:
        """A path of the project from the root of the file system, as ruff writes it for machines."""
        return os.path.normpath(os.path.join(os.path.abspath(self.root), path))

    def paint(self, style: str, text: str) -> str:
        """The text in a style, or as it is where nobody wants colour."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.color and text else text


def printable(path: str) -> str:
    """A path without what would move a cursor, or begin a line of its own: who names a file may be anybody."""
    return path if path.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in path)


def fixable(diagnostic: Diagnostic) -> bool:
    """Whether `--fix` repairs it without being asked twice."""
    return diagnostic.fix is not None and diagnostic.fix.applicability == "safe"


def headline(diagnostic: Diagnostic, look: Look) -> str:
    """Code and message, with ruff's mark where a fix is at hand."""
    mark = f" [{look.paint('cyan', '*')}]" if fixable(diagnostic) else ""
    style = "red" if diagnostic.severity == "error" else "yellow" if diagnostic.severity == "warning" else "blue"
    return f"{look.paint(style, diagnostic.code)}{mark} {diagnostic.message}"


_SHOWN: Final = 3


def elsewhere(diagnostic: Diagnostic, look: Look) -> str:
    """The other places that a diagnostic is about, for formats that have one line for it."""
    at = diagnostic.span
    places = dict.fromkeys((one.path, one.line) for one in diagnostic.places)
    places.pop((at.path, at.line))
    names = [f"line {line}" if path == at.path else f"{look.relative(path)}:{line}" for path, line in places]
    rest = len(names) - _SHOWN
    text = f"{', '.join(names[:_SHOWN])} and {rest} more" if rest > 1 else ", ".join(names)
    return f" (also {text})" if text else ""


def named(diagnostic: Diagnostic, related: Related | None = None) -> frozenset[str]:
    """What a diagnostic says anyway: its variable, and whatever its message puts in backticks."""
    said = f"{diagnostic.message}`{related.message if related else ''}"
    return frozenset((diagnostic.variable, *said.split("`")[1::2]))
