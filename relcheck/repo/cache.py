"""The cache of facts: by time stamp and size on one machine, by content everywhere else.

One file a Python version under `.relcheck_cache/`, written at once and renamed. A file that is in it with the
same size and time stamp is not read. After a fresh checkout all time stamps are new: then git's index, where
it vouches for a file, gives the content's id without reading it (`relcheck.repo.gitindex`), and otherwise the
file is read and hashed, which costs less than parsing it. No value of a variable is ever in a fact, so none
is in here. A cache that cannot be read is none; one that cannot be written is not written.
"""

import os
import sys
import time
from contextlib import suppress
from typing import Any, Final, NamedTuple

from relcheck import __version__
from relcheck.repo.codec import parts, write
from relcheck.repo.readers import revisions

DIRECTORY: Final = ".relcheck_cache"
_FORMAT: Final = 5
RACY: Final = 20_000_000
"""Nanoseconds: a file written so shortly before the run may be written again with the same time stamp."""


class Entry(NamedTuple):
    """What is known about one file. `content` is its git blob id, or empty; `facts` are encoded.

    `facts` is None where the file was screened and cannot hold any; `marked` where it may hold a suppression.
    """

    mtime: int
    size: int
    content: bytes
    marked: bool = False
    facts: Any = None


_NOTHING: Final = Entry(0, -1, b"")


class Cache:
    """The entries of one project. `context` are those with facts; `screened` those without, as stored."""

    def __init__(self, directory: str) -> None:
        self.types: list[str] = []
        self.context: dict[str, Entry] = {}
        self.screened: dict[str, tuple[int, int, bytes, bool]] = {}
        self.linked: Any = None
        self.found = False
        self._file = os.path.join(directory, f"facts-{sys.implementation.cache_tag}")
        self._directory = directory

    def load(self) -> bool:
        """Read the cache; whether there was one."""
        try:
            read = parts(self._file)
            if next(read) != cache_key():
                return False
            self.types, context, self.linked = next(read)
            self.screened = next(read)
            self.context = {path: Entry._make(entry) for path, entry in context.items()}
        except (OSError, ValueError, TypeError, EOFError, AttributeError, MemoryError, StopIteration):
            self.types, self.context, self.screened, self.linked = [], {}, {}, None
            return False
        self.found = True
        return True

    def entry(self, path: str) -> Entry | None:
        """What is known about one file."""
        screened = self.screened.get(path)
        return Entry(*screened) if screened else self.context.get(path)

    def stamp(self, path: str) -> tuple[int, int]:
        """Time stamp and size that a file had."""
        return (self.screened.get(path) or self.context.get(path) or _NOTHING)[:2]

    @property
    def paths(self) -> set[str]:
        """Every file of the project that was looked at when the cache was written."""
        return {*self.context, *self.screened}

    def save(self, types: list[str], entries: dict[str, Entry], linked: Any = None) -> None:
        """Write all entries, atomically; a directory that cannot be written to is left alone."""
        racy = time.time_ns() - RACY
        context: dict[str, tuple[Any, ...]] = {}
        screened: dict[str, tuple[Any, ...]] = {}
        for path, (mtime, size, content, marked, facts) in entries.items():
            stamp = mtime if mtime < racy else 0
            if facts is None:
                screened[path] = (stamp, size, content, marked)
            else:
                context[path] = (stamp, size, content, marked, facts)
        with suppress(OSError):
            prepare(self._directory)
            write(self._file, (cache_key(), (types, context, linked), screened))


def prepare(directory: str) -> None:
    """Make the directory, tell git to ignore it, and back-up tools that it is a cache."""
    if os.path.isdir(directory):
        return
    os.makedirs(directory)
    for name, text in (
        (".gitignore", "*\n"),
        ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# This directory is a cache of relcheck's.\n"),
    ):
        with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
            file.write(text)


def cache_key() -> tuple[Any, ...]:
    """What must be the same for facts to be the same: relcheck, its readers, and the Python that parsed."""
    return (_FORMAT, __version__, revisions(), sys.version_info[:3], _sources())


def _sources() -> int:
    """When a reader was last edited, in a checkout of relcheck itself; 0 where it is installed."""
    here = os.path.dirname(__file__)
    if not os.path.isfile(os.path.join(here, "..", "..", "pyproject.toml")):
        return 0
    newest = 0
    stack = [here, os.path.join(here, "..", "facts")]
    while stack:
        for entry in os.scandir(stack.pop()):
            if entry.name.endswith(".py"):
                newest = max(newest, entry.stat().st_mtime_ns)
            elif entry.is_dir():
                stack.append(entry.path)
    return newest
