"""The text of files as their readers see it: what excerpts, suppressions and fixes look at."""

import os
from collections.abc import Callable, Mapping
from typing import Final

from relcheck.repo.discover import relative
from relcheck.repo.readers import PYTHON, classify

_MOST: Final = 4_000_000
"""Characters that are held at once."""


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
                    with open(os.path.join(root, path), "rb") as file:
                        data = file.read()
                known[path] = _text(data, path)
            except OSError:
                known[path] = None
            held += len(known[path] or "")
        return known[path]

    return content


def _text(data: bytes, path: str) -> str | None:
    """The text of a file with the lines that its facts count; a notebook's is its code."""
    if classify(path) is PYTHON:
        from relcheck.repo.python.source import decode

        try:
            text = decode(data)
            if path.endswith(".ipynb"):
                from relcheck.repo.python import notebook

                text = notebook.code(text)
            return text
        except (UnicodeDecodeError, LookupError, SyntaxError, ValueError):
            return None
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
