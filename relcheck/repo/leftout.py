"""What a run on a directory does not look at, though git knows it: told, so that silence is not taken for praise.

Only git's index is read, and nothing is walked; where it has no more Python files than are looked at, they are only
counted.
"""

import os
from collections.abc import Iterator, Mapping

from relcheck.repo import gitindex
from relcheck.repo.readers import PYTHON, Reader

_MANY = 2
"""How often as many files have to be left out as are looked at, until it is worth a sentence."""


def notes(root: str, directory: str, readers: Mapping[str, Reader]) -> Iterator[str]:
    """Sentences about closed directories, names that ruff's list cannot say, and excludes that leave out most."""
    prefix = os.path.relpath(directory, root).replace(os.sep, "/") + "/"
    below = "" if prefix == "./" else prefix
    looked = {path for path, reader in readers.items() if reader is PYTHON}
    left = [path for path in (below + name for name in gitindex.python(directory, len(looked))) if path not in looked]
    around = {directory, *(os.path.join(root, parent) for path in left for parent in _parents(path))}
    closed = sorted(filter(_closed, {*around, *_children(directory)}))
    for path in closed:
        shown = os.path.relpath(path, root).replace(os.sep, "/")
        yield f"{shown} cannot be looked into (permission denied), and is left out"
    lost = [p for p in readers if not p.isascii() and "\ufffd" in p and not os.path.lexists(os.path.join(root, p))]
    if lost:
        yield f"left out, because ruff cannot list a name that is not UTF-8: {', '.join(lost)}"
    hidden = tuple(os.path.join(path, "") for path in closed)
    there = [path for path in left if not os.path.join(root, path).startswith(hidden)] if hidden else left
    if len(there) > _MANY * len(looked):
        there = [path for path in there if os.path.isfile(os.path.join(root, path))]
    if len(there) > _MANY * len(looked):
        every = len(there) + len(looked)
        yield (
            f"ruff's configuration leaves out {len(there)} of {every} Python files, and relcheck with it: "
            "`relcheck lint --show-files` lists the others"
        )


def _children(directory: str) -> Iterator[str]:
    """The directories right below one."""
    try:
        with os.scandir(directory) as entries:
            yield from (entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return


def _parents(path: str) -> Iterator[str]:
    """The directories that a file lies in, all of them."""
    while path := path.rpartition("/")[0]:
        yield path


def _closed(directory: str) -> bool:
    """Whether a directory is there and cannot be listed, while its own place can."""
    return os.path.isdir(directory) and not os.access(directory, os.R_OK | os.X_OK)
