"""Compressed streams inside of files that are no archive: PyInstaller's bundles, packs of git.

Both hold one zlib stream a member. They are found by their first bytes, so neither the directory at the
end of a bundle nor marshalled data, which nobody should load from a stranger, is needed to see them all;
the directory of a bundle then says what they are called.
"""

import re
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from relcheck.scan.limits import Budget
from relcheck.scan.stream import View
from relcheck.scan.unpack import format_of

_COOKIE: Final = b"MEI\014\013\012\013\016"
_ENTRY: Final = struct.Struct("!IIIIBc")
_STREAM: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_WINDOW: Final = 1 << 13
_TAIL: Final = 4 << 20


class Named(NamedTuple):
    """A member of a bundle: where it begins in the file, how long it is, and its name."""

    start: int
    size: int
    name: str


class Carver:
    """Goes through a view from one zlib stream to the next; `tail` is what followed the last one."""

    def __init__(self, view: View, budget: Budget) -> None:
        self._view = view
        self._budget = budget
        self.tail = bytearray()

    def streams(self) -> Iterator[View]:
        """A view at the beginning of each stream, to be decompressed by who asks."""
        view = self._view
        while len(window := view.peek(_WINDOW)) >= 2:
            found = _STREAM.search(window)
            if found is None:
                self._pass(window[:-1])
                continue
            self._pass(window[: found.start()])
            self._budget.member()
            if format_of(view.peek(4096)) == "zlib":
                self.tail.clear()
                yield view.sub(None)
            else:
                self._pass(window[found.start() : found.start() + 1])
        self.tail += view.read(1)

    def _pass(self, data: bytes) -> None:
        self._view.skip(len(data))
        if len(self.tail) + len(data) <= _TAIL:
            self.tail += data


def directory(tail: bytes | bytearray, end: int) -> tuple[Named, ...]:
    """The members of a PyInstaller bundle, from the last bytes of the file, which ends at `end`."""
    cookie = tail.rfind(_COOKIE)
    if cookie < 0 or len(tail) - cookie < 24:
        return ()
    length, toc, toc_length, _ = struct.unpack_from("!IIII", tail, cookie + 8)
    cookie_size = 88 if len(tail) - cookie >= 88 else 24
    package = end - (len(tail) - cookie - cookie_size) - length
    at = package + toc - (end - len(tail))
    stop = at + toc_length
    if at < 0 or stop > len(tail):
        return ()
    named: list[Named] = []
    while at + _ENTRY.size < stop:
        size, position, packed, _, _, _ = _ENTRY.unpack_from(tail, at)
        if size <= _ENTRY.size:
            break
        name = tail[at + _ENTRY.size : at + size].split(b"\0")[0].decode("utf-8", "replace")
        named.append(Named(package + position, packed, name))
        at += size
    return tuple(named)


def elf_end(head: bytes) -> int:
    """Where an ELF file ends by its own account, so that what was put behind it shows; 0 for other files."""
    if len(head) < 64 or head[:4] != b"\x7fELF" or head[4] not in (1, 2) or head[5] not in (1, 2):
        return 0
    order = "<" if head[5] == 1 else ">"
    if head[4] == 2:
        (sections,) = struct.unpack_from(order + "Q", head, 40)
        size, count = struct.unpack_from(order + "HH", head, 58)
    else:
        (sections,) = struct.unpack_from(order + "I", head, 32)
        size, count = struct.unpack_from(order + "HH", head, 46)
    return int(sections + size * count)
