"""What a project's tree looked like, so that a later run can tell that nothing changed without asking ruff again.

Contents are told by size and time stamp. That no file came or went is told by the time stamp of each directory,
which costs a tenth of listing them. Directories that ruff leaves out by default are not looked at.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from relcheck.repo.cache import DIRECTORY, RACY
from relcheck.repo.discover import EXCLUDED

Stamp = tuple[int, int]
"""Time stamp in nanoseconds, and size in bytes."""

GONE: Final[Stamp] = (-1, -1)
_SETTINGS: Final = frozenset((".gitignore", ".ignore", "ruff.toml", ".ruff.toml", "relcheck.toml", ".relcheck.toml"))
_HOME: Final = ("~/.config/ruff/ruff.toml", "~/.config/ruff/.ruff.toml", "~/.config/git/ignore", "~/.gitconfig")
_SKIPPED: Final = EXCLUDED | {"__pycache__", DIRECTORY}
_MOST: Final = 20
"""Directories for each file that is read: a tree with more of them is mostly something else."""


class Tree(NamedTuple):
    """Paths relative to the root, but for `beside`: what else decides which files there are."""

    directories: Mapping[str, int]
    files: Mapping[str, Stamp]
    beside: Mapping[str, Stamp]


class Walked(NamedTuple):
    """Time stamp of each directory, and the files in them that hold settings; nothing if there are too many."""

    directories: dict[str, int]
    settings: list[str]


def look(
    root: str,
    files: Mapping[str, Stamp],
    settings: Iterable[str],
    before: int,
    at_root: int,
    walked: Walked | None = None,
) -> Tree | None:
    """The tree as it is; None where it changed during the run, which began at `before`, or is too large.

    `files` are the stamps that their contents were read at, `at_root` the time stamp of the root at the start:
    the run itself may have made a directory there. `settings` are full paths of files that decide, too. `walked`
    are the directories where they were looked at already, after the run began.
    """
    latest = before - RACY
    if any(stamp[0] >= latest for stamp in files.values()):
        return None
    directories, found = walked or walk(root, len(files))
    if not directories or directories.pop("") != at_root or any(time >= latest for time in directories.values()):
        return None
    directories[""] = at_root
    beside = {*settings, *found, *map(os.path.expanduser, _HOME), *_above(root)}
    beside |= {path for one in sorted(beside) for path in _extended(one)}
    return Tree(directories, files, {path: stamp(path) for path in sorted(beside)})


def same(root: str, tree: Tree) -> bool:
    """Whether everything is as it was."""
    return unchanged(tree.beside) and _same_directories(root, tree.directories) and unchanged(tree.files, root)


def unchanged(stamps: Mapping[str, Stamp], root: str = "") -> bool:
    """Whether files have these stamps still; paths are relative to the root, if there is one."""
    stat, prefix = os.stat, os.path.join(root, "") if root else ""
    for path, (time, size) in stamps.items():
        try:
            status = stat(prefix + path)
        except OSError:
            if time != -1:
                return False
            continue
        if status.st_mtime_ns != time or status.st_size != size:
            return False
    return True


def stamp(path: str) -> Stamp:
    """Time stamp and size of a file, or `GONE`."""
    try:
        status = os.stat(path)
    except OSError:
        return GONE
    return status.st_mtime_ns, status.st_size


def _same_directories(root: str, directories: Mapping[str, int]) -> bool:
    stat, prefix = os.stat, os.path.join(root, "")
    try:
        return all(stat(prefix + path).st_mtime_ns == time for path, time in directories.items())
    except OSError:
        return False


def walk(root: str, files: int, before: Tree | None = None) -> Walked:
    """Look at all directories of a project that has about so many files to read.

    What is in a directory is taken from the tree as it was before, where its time stamp is the same still.
    """
    directories: dict[str, int] = {}
    settings: list[str] = []
    stack = [""]
    most = _MOST * files + 1000
    known = _listed(root, before) if before else {}
    try:
        while stack:
            directory = stack.pop()
            full = os.path.join(root, directory) if directory else root
            time = directories[directory] = os.stat(full).st_mtime_ns
            if len(directories) > most:
                return Walked({}, [])
            if before and before.directories.get(directory) == time:
                inside, held = known.get(directory, ((), ()))
            else:
                inside, held = _entries(directory, full)
            stack += inside
            settings += held
    except OSError:
        return Walked({}, [])
    return Walked(directories, settings)


_Held = tuple[list[str], list[str]]
"""The directories in one, and the full paths of files with settings in it."""


def _entries(directory: str, full: str) -> _Held:
    inside: list[str] = []
    settings: list[str] = []
    with os.scandir(full) as entries:
        for entry in entries:
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                if name not in _SKIPPED:
                    inside.append(f"{directory}/{name}" if directory else name)
            elif name in _SETTINGS:
                settings.append(entry.path)
    return inside, settings


def _listed(root: str, tree: Tree) -> dict[str, _Held]:
    """The same of every directory of a tree."""
    found: dict[str, _Held] = {directory: ([], []) for directory in tree.directories}
    for directory in tree.directories:
        if directory:
            found[directory.rpartition("/")[0]][0].append(directory)
    prefix = os.path.join(root, "")
    for path in tree.beside:
        directory, _, name = path.removeprefix(prefix).rpartition(os.sep)
        if path.startswith(prefix) and name in _SETTINGS and directory.replace(os.sep, "/") in found:
            found[directory.replace(os.sep, "/")][1].append(path)
    return found


def _above(root: str) -> Iterator[str]:
    """What directories above the root may say about the files in it, and git about its own."""
    yield os.path.join(root, ".git", "info", "exclude")
    above = root
    while (parent := os.path.dirname(above)) != above:
        above = parent
        yield os.path.join(above, ".git", "info", "exclude")
        for name in ("pyproject.toml", *sorted(_SETTINGS)):
            yield os.path.join(above, name)


def _extended(path: str) -> Iterator[str]:
    """The file that a configuration begins with, wherever it lies."""
    if not path.endswith(".toml"):
        return
    try:
        with open(path, "rb") as file:
            data = file.read(1 << 20)
    except OSError:
        return
    for match in re.finditer(rb"""^\s*extend\s*=\s*["']([^"'\n]+)["']""", data, re.MULTILINE):
        yield os.path.normpath(os.path.join(os.path.dirname(path), os.path.expanduser(os.fsdecode(match[1]))))
