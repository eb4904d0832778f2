"""Programs that are one module: where it reads its variables itself, they are read in one place.

The function of a Lambda, a command without a package, a program that describes infrastructure: all of it is in
one file, or that file is the only one of it that reads the environment.
"""

import os
import re
from collections.abc import Mapping
from typing import Final

from relcheck.facts.python import FileFacts
from relcheck.project import Role
from relcheck.repo.runtime import Runtime

_HANDLER: Final = re.compile(
    rb"^(?:async )?def \w+\(\s*_?event\b[^()]*,\s*_?(?:lambda_)?context\b|^\w+\.synth\(\)", re.MULTILINE
)
"""A function that a Lambda calls with its event and its context, or the end of a program of AWS' CDK."""


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
    configured = {bases[path] for path in runtime.paths if path in bases}
    for directory, paths in reading.items():
        below = f"{directory}/" if directory else ""
        inside = (*runtime.paths, *(other for other in reading if other != directory))
        apart = not any(other.startswith(below) for other in inside)
        if directory == bases[paths[0]]:  # beside a whole project, several programs are parts of it
            apart = apart and len(paths) == 1 and directory not in configured
        apart = apart and (len(paths) == 1 or all(python[path].main for path in paths))
        for path in paths:
            begins = apart and _begins(root, directory, python[path].main)
            if (begins or _HANDLER.search(_bytes(root, path))) and not _shared(path, python, reading, bases[path]):
                found.add(path)
    return frozenset(found)


def _begins(root: str, directory: str, main: bool) -> bool:
    """Whether a file is a program: it has a `__main__` guard and no package, or an image holds nothing else."""
    try:
        names = os.listdir(os.path.join(root, directory))
    except OSError:
        return False
    if "__init__.py" in names:
        return False  # a module of a package is there to be imported
    return main or ("Dockerfile" in names and sum(name.endswith(".py") for name in names) == 1)


def _shared(path: str, python: Mapping[str, FileFacts], reading: Mapping[str, list[str]], base: str) -> bool:
    """Whether a file imports another one that reads the environment, or is imported by one beside it."""
    directory, _, name = path.rpartition("/")
    stem = name.removesuffix(".py")
    beside = reading[directory]
    if any(stem in (one.partition(".")[0] for one in python[other].imports) for other in beside if other != path):
        return True
    places = {directory, base, f"{base}/src".lstrip("/")}
    for first in {one.partition(".")[0] for one in python[path].imports}:
        if not first:
            return True  # a relative one
        for place in places:
            start = f"{place}/{first}".lstrip("/")
            if f"{start}.py" in reading.get(place, ()) or any(
                other == start or other.startswith(start + "/") for other in reading
            ):
                return True
    return False


def _bytes(root: str, path: str) -> bytes:
    try:
        with open(os.path.join(root, path), "rb") as file:
            return file.read(1 << 20)
    except OSError:
        return b""
