"""Which blob a file is, from git's index and without starting git.

The index remembers, for each file, the blob and the time stamp and size it had when git last looked. As long
as those match the file on disk its content is that blob, and need not be read to be known. Versions 2 and 3 of
the format (gitformat-index); version 4 and whatever cannot be read give nothing, which is only slower.
"""

import os
from struct import Struct
from struct import error as StructError

_ENTRY = Struct(">10I20sH")


def blobs(root: str) -> dict[str, tuple[int, int, bytes]]:
    """Time stamp (ns), size and blob id of each file under `root`, by its path relative to `root`."""
    top = repository(root)
    if not top:
        return {}
    try:
        with open(os.path.join(top, ".git", "index"), "rb") as file:
            data = file.read()
        return _parse(data, os.path.relpath(root, top).replace(os.sep, "/"))
    except (OSError, ValueError, StructError):
        return {}


def repository(root: str) -> str:
    """The directory that holds `.git`; a work tree whose `.git` is a file (a worktree) is not looked into."""
    directory = os.path.abspath(root)
    while True:
        if os.path.isdir(os.path.join(directory, ".git")):
            return directory
        parent = os.path.dirname(directory)
        if parent == directory or os.path.exists(os.path.join(directory, ".git")):
            return ""
        directory = parent


def _parse(data: bytes, prefix: str) -> dict[str, tuple[int, int, bytes]]:
    """The entries below `prefix`."""
    version = int.from_bytes(data[4:8], "big")
    if data[:4] != b"DIRC" or version not in (2, 3):
        return {}
    found: dict[str, tuple[int, int, bytes]] = {}
    below = b"" if prefix == "." else prefix.encode("utf-8", "surrogateescape") + b"/"
    unpack, size, position = _ENTRY.unpack_from, _ENTRY.size, 12
    for _ in range(int.from_bytes(data[8:12], "big")):
        _, _, seconds, nanoseconds, _, _, _, _, _, length, blob, flags = unpack(data, position)
        start = position + size + (2 if flags & 0x4000 else 0)
        end = data.index(b"\0", start)
        name = data[start:end]
        # Each entry is padded with NULs, at least one, to a multiple of eight bytes.
        position += (end - position + 8) & ~7
        if name.startswith(below) and not flags & 0x3000:
            path = name[len(below) :].decode("utf-8", "surrogateescape")
            found[path] = (seconds * 1_000_000_000 + nanoseconds, length, blob)
    return found
