"""The only module that reads zip archives (wheels, pex, shiv, zipapps, jars): by local headers, streamed.

The directory at the end of a zip file is not needed to see every byte in it, cannot be had from a stream,
and may point many entries at the same data, as the worst of zip bombs do; local headers cannot.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from relcheck.scan.limits import Broken, Budget
from relcheck.scan.stream import View

LOCAL: Final = b"PK\x03\x04"
END: Final = b"PK\x05\x06"
_CENTRAL: Final = (b"PK\x01\x02", END)
_HEADER: Final = struct.Struct("<4s5H3I2H")
_METHODS: Final = {0: "", 8: "deflate", 12: "bzip2", 93: "zstd"}
_CUT: Final = "it ends before its directory"
_ENCRYPTED: Final = 1
_SIZES_FOLLOW: Final = 8


class Entry(NamedTuple):
    """One entry. `method` is its compression: empty, a name, or `?` when it cannot be read."""

    name: str
    method: str
    encrypted: bool
    view: View


def entries(view: View, budget: Budget, whole: bool = False) -> Iterator[Entry]:
    """Every entry with a local header, in order; bytes between entries are passed over.

    Raises Broken for a `whole` archive without a directory at its end: more entries may have been there.
    """
    while _to_next(view, whole):
        header = view.peek(_HEADER.size)
        if len(header) < _HEADER.size:
            if whole:
                raise Broken(_CUT)
            view.drain()
            return
        _, version, flags, method, _, _, _, packed, size, name_length, extra_length = _HEADER.unpack(header)
        if not 0 < name_length <= 4096 or version & 0xFF > 99 or method > 99:
            view.skip(4)  # four bytes that only looked like a header
            continue
        budget.member()
        view.skip(_HEADER.size)
        name = view.read(name_length).decode("utf-8", "replace")
        extra = view.read(extra_length)
        if packed == 0xFFFFFFFF:
            packed = _zip64(extra, size == 0xFFFFFFFF, packed)
        unknown = bool(flags & _SIZES_FOLLOW) and packed == 0
        if unknown and method == 0:
            continue  # its bytes are seen as they are, and the next header ends them
        data = view.sub(None if unknown else packed)
        yield Entry(name, _METHODS.get(method, "?"), bool(flags & _ENCRYPTED), data)
        if not unknown:
            data.drain()


def _to_next(view: View, whole: bool) -> bool:
    """Move to the next local header; false where the directory or the end of the view comes first."""
    while True:
        head = view.peek(1 << 16)
        if head.startswith(LOCAL):
            return True
        if len(head) < 4 and whole:
            raise Broken(_CUT)
        if len(head) < 4 or head.startswith(_CENTRAL):
            view.drain()
            return False
        at = head.find(LOCAL)
        view.skip(at if at >= 0 else len(head) - 3)


def _zip64(extra: bytes, both: bool, packed: int) -> int:
    """The compressed size from the extra field of a large entry."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1 and length >= (16 if both else 8):
            return int(struct.unpack_from("<Q", extra, at + 4 + (8 if both else 0))[0])
        at += 4 + length
    return packed
