"""Programs that are one module: where it reads its variables itself, they are read in one place.

The function of a Lambda, a command without a package, a program that describes infrastructure: all of it is in
one file, or that file is the only one of it that reads the environment.
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from relcheck.facts.python import FileFacts
from relcheck.project import Role
from relcheck.repo.contents import start_of
from relcheck.repo.runtime import Runtime
from relcheck.repo.shown import SERVERS

_HANDLER: Final = re.compile(rb"def (?:\w+\(\s*_?event|(?:\w+_)?handler\(\s*\w+)\b[^()]*,\s*_?(?:lambda_)?context\b")
"""A function that a Lambda calls with its event and its context."""
_SYNTH: Final = re.compile(rb"\n\w+\.synth\(\)")
"""The end of a program of AWS' CDK."""


def alone(
    root: str,
    python: Mapping[str, FileFacts],
    roles: Mapping[str, Role],
    runtime: Runtime,
    bases: Mapping[str, str],
) -> frozenset[str]:
    """Such programs among the files that have facts. `bases` are the directories of the files' projects."""
    reading: dict[str, list[str]] = {}
    for path, file in python.items():
        if roles[path] == "application" and any(access.direction == "read" for access in file.accesses):
            reading.setdefault(path.rpartition("/")[0], []).append(path)
    found: set[str] = set()
    places = {*reading, *(path.removesuffix(".py") for paths in reading.values() for path in paths)}
    above = {parent for directory in reading for parent in _parents(directory)}
    places |= above
    above |= {parent for path in runtime.paths for parent in _parents(path)}
    configured = {bases[path] for path in runtime.paths if path in bases}
    for directory, paths in reading.items():
        apart = directory not in above
        if directory == bases[paths[0]]:  # beside a whole project, several programs are parts of it
            apart = apart and len(paths) == 1 and directory not in configured
        apart = apart and (len(paths) == 1 or all(python[path].main for path in paths))
        for path in paths:
            begins = apart and _begins(
                root, directory, python[path].main or not SERVERS.isdisjoint(python[path].imports)
            )
            if not _shared(path, python, reading, places, bases[path]) and (
                begins or _handles(start_of(os.path.join(root, path)))
            ):
                found.add(path)
    return frozenset(found)


def _parents(path: str) -> Iterator[str]:
    """The directories above a path, up to the root, which is empty."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def _handles(data: bytes) -> bool:
    """Whether a file has such a function, not indented, or ends so; a few words tell mostly that it does not."""
    if b"context" in data and (b"event" in data or b"handler(" in data):
        for found in _HANDLER.finditer(data):
            before = data[max(found.start() - 7, 0) : found.start()]
            if not before or before.endswith((b"\n", b"\nasync ")):
                return True
    return b".synth()" in data and bool(_SYNTH.search(data))


def _begins(root: str, directory: str, main: bool) -> bool:
    """Whether a file is a program: it has a `__main__` guard and no package, or an image holds nothing else."""
    try:
        names = os.listdir(os.path.join(root, directory))
    except OSError:
        return False
    if "__init__.py" in names:
        return False  # a module of a package is there to be imported
    return main or ("Dockerfile" in names and sum(name.endswith(".py") for name in names) == 1)


def _shared(
    path: str, python: Mapping[str, FileFacts], reading: Mapping[str, list[str]], places: Collection[str], base: str
) -> bool:
    """Whether a file imports another one that reads the environment, or is imported by one beside it.

    `places` are all such files, as modules, and the directories that they are in.
    """
    directory, _, name = path.rpartition("/")
    roots = {directory, base, f"{base}/src".lstrip("/")}
    for first in {one.partition(".")[0] for one in python[path].imports}:
        if not first or any(f"{place}/{first}".lstrip("/") in places for place in roots):
            return True  # a relative one, or one of these
    stem = name.removesuffix(".py")
    others = (python[other].imports for other in reading[directory] if other != path)
    return any(stem == one.partition(".")[0] for imports in others for one in imports)
