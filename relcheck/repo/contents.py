"""What is in files: bytes, and the text as their readers see it, which excerpts, suppressions and fixes look at."""

import errno
import os
from collections.abc import Callable, Mapping
from stat import S_ISCHR
from typing import Final

from relcheck.repo.discover import relative
from relcheck.repo.readers import PYTHON, classify

_MOST: Final = 4_000_000
"""Characters that are held at once."""
_USUAL: Final = 1 << 16


def content_of(path: str, size: int) -> bytes:
    """A file's content, with as few system calls as can be. Raises OSError, also for a device, which may never end."""
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        data = os.read(fd, size + 1)
        if len(data) > size:
            if S_ISCHR(os.fstat(fd).st_mode):
                raise OSError(errno.ENODEV, "it is a device")
            while more := os.read(fd, 1 << 20):
                data += more
        return data
    finally:
        os.close(fd)


def start_of(path: str) -> bytes:
    """The first MiB of a file, which is all of a usual one; empty where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(1 << 20)
    except OSError:
        return b""


def contents(root: str, overlay: Mapping[str, bytes] | None = None) -> Callable[[str], str | None]:
    """Gives the text of a file by its path relative to the root; None for one that has none.

    `overlay` are contents to use instead of what is on disk, by path as given.
    """
    root = os.path.abspath(root)
    instead = {relative(os.path.abspath(path), root): data for path, data in (overlay or {}).items()}
    known: dict[str, str | None] = {}
    held = 0

    def content(path: str) -> str | None:
        nonlocal held
        if path not in known:
            if held > _MOST:  # who asks goes from file to file
                known.clear()
                held = 0
            data = instead.get(path)
            try:
                if data is None:
                    data = content_of(os.path.join(root, path), _USUAL)
                known[path] = _text(data, path)
            except OSError:
                known[path] = None
            held += len(known[path] or "")
        return known[path]

    return content


def _text(data: bytes, path: str) -> str | None:
    """The text of a file with the lines that its facts count; a notebook's is its code."""
    if classify(path) is PYTHON:
        from relcheck.repo.python.syntax.source import decode

        try:
            text = decode(data)
            if path.endswith(".ipynb"):
                from relcheck.repo.python.syntax import notebook

                text = notebook.code(text)
            return text
        except (UnicodeDecodeError, LookupError, SyntaxError, ValueError):
            return None
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
