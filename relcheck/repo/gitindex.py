"""Which blob a file is, from git's index and without starting git.

The index remembers, for each file, the blob and the time stamp and size it had when git last looked. As long
as those match the file on disk its content is that blob, and need not be read to be known. Versions 2 and 3 of
the format (gitformat-index); version 4 and whatever cannot be read give nothing, which is only slower.
"""

import os
from collections.abc import Iterator
from struct import Struct
from struct import error as StructError

_ENTRY = Struct(">8xII20xI20sHH")
"""Time stamp in seconds and nanoseconds, size, blob and flags; more flags, where the first of them say so."""


class Index:
    """What git's index says of the files below a directory: it has all their names, and is asked for few."""

    def __init__(self, data: bytes = b"", below: bytes = b"") -> None:
        self._data = data
        self._below = below
        self._places = dict(_places(data))

    def get(self, path: str) -> tuple[int, int, bytes] | None:
        """Time stamp (ns), size and blob id of a file; None of one that git does not hold whole."""
        place = self._places.get(self._below + path.encode("utf-8", "surrogateescape"))
        if place is None:
            return None
        seconds, nanoseconds, size, blob, flags, more = _ENTRY.unpack_from(self._data, place)
        if flags & 0x3000 or (flags & 0x4000 and more & 0x6000):  # in a merge; announced, not added; or not checked out
            return None
        return seconds * 1_000_000_000 + nanoseconds, size, blob


def index(root: str) -> Index:
    """The index of the repository that a directory is in; an empty one if there is none, or it cannot be read."""
    try:
        return Index(*_read(root))
    except (ValueError, IndexError, StructError):
        return Index()


def python(directory: str, beyond: int) -> list[str]:
    """The Python files below a directory that git knows, relative to it; none where the whole repository has no
    more than a number of them, which are only counted.
    """
    data, below = _read(directory)
    try:
        names = [name for name, _ in _places(data)] if data.count(b".py\0") > beyond else []
    except (ValueError, IndexError):
        return []
    return [os.fsdecode(name[len(below) :]) for name in names if name.endswith(b".py") and name.startswith(below)]


def _read(root: str) -> tuple[bytes, bytes]:
    """The bytes of the index, and what the names below a directory begin with; nothing where there is none."""
    top = _repository(root)
    if not top:
        return b"", b""
    below = os.path.relpath(root, top).replace(os.sep, "/")
    try:
        with open(os.path.join(top, ".git", "index"), "rb") as file:
            return file.read(), b"" if below == "." else os.fsencode(below) + b"/"
    except OSError:
        return b"", b""


def _repository(root: str) -> str:
    """The directory that holds `.git`; a work tree whose `.git` is a file (a worktree) is not looked into."""
    directory = os.path.abspath(root)
    while True:
        if os.path.isdir(os.path.join(directory, ".git")):
            return directory
        parent = os.path.dirname(directory)
        if parent == directory or os.path.exists(os.path.join(directory, ".git")):
            return ""
        directory = parent


def _places(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The name and the place of each entry."""
    if data[:4] != b"DIRC" or int.from_bytes(data[4:8], "big") not in (2, 3):
        return
    place = 12
    for _ in range(int.from_bytes(data[8:12], "big")):
        start = place + (64 if data[place + 60] & 0x40 else 62)
        end = data.index(b"\0", start)
        yield data[start:end], place
        # Each entry is padded with NULs, at least one, to a multiple of eight bytes.
        place += (end - place + 8) & ~7
