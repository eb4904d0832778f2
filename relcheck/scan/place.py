"""Where a walk is: names of members, and the files of a directory."""

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from relcheck.scan.stream import Hit


class Where(NamedTuple):
    """A place while the artifact is still being read: the outermost member, and the path inside it."""

    member: str = ""
    path: str = ""

    def inside(self, name: str, nested: bool) -> "Where":
        """A member `name` of what is here; `nested` when here is itself a member of an archive."""
        if not nested:
            return Where(name, "")
        return Where(self.member, f"{self.path}!/{name}" if self.path else name)


class Seen(NamedTuple):
    """What the walk hands to its listener: the hits of a file, or the head of an interesting one."""

    where: Where
    start: int
    hits: list[Hit]
    head: bytes = b""
    machine_code: bool = False


def opened(path: str, flags: int) -> int:
    """Open without waiting: a pipe in a file's place would hold the scan for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def clean(name: str) -> str:
    """A member's name without a leading `./` or `/`."""
    while name.startswith(("./", "/")):
        name = name[1:] if name[0] == "/" else name[2:]
    return name


def printable(path: str) -> str:
    """A path as a report shows it: control characters as `?`, the middle of a very long one left out."""
    if not path.isprintable():
        path = "".join(character if character.isprintable() else "?" for character in path)
    return path if len(path) <= 400 else path[:200] + "…" + path[-199:]


def files(root: str, unread: list[tuple[Where, str]]) -> Iterator[tuple[str, str, int]]:
    """Every regular file below a directory, in order: path, name and size. Links are not followed."""
    waiting = [("", root)]
    while waiting:
        name, path = waiting.pop()
        try:
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            unread.append((Where(name), f"it cannot be read ({error.strerror or type(error).__name__})"))
            continue
        below: list[tuple[str, str]] = []
        for entry in entries:
            inner = f"{name}/{entry.name}" if name else entry.name
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                below.append((inner, entry.path))
            elif stat.S_ISREG(mode):
                yield entry.path, inner, entry.stat(follow_symlinks=False).st_size
        waiting += reversed(below)
