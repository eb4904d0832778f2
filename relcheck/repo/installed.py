"""What is installed in an environment: its distributions and their Python files, without running it."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from relcheck.errors import UsageError


class Distribution(NamedTuple):
    """One installed distribution: what its `.dist-info` directory says. `files` are relative to the site."""

    name: str
    version: str
    files: tuple[str, ...]


def site_of(path: str) -> str:
    """The site-packages of an environment, given its directory, its interpreter, or site-packages itself."""
    full = os.path.abspath(path)
    bases = [full]
    if os.path.isfile(full) or os.path.islink(full):  # bin/python: not followed, it links out of the environment
        bases = [os.path.dirname(os.path.dirname(full))]
    for base in bases:
        if os.path.basename(base) in ("site-packages", "dist-packages") and os.path.isdir(base):
            return base
        lib = os.path.join(base, "lib")
        for name in sorted(_listed(lib), reverse=True):
            site = os.path.join(lib, name, "site-packages")
            if name.startswith(("python3", "pypy3")) and os.path.isdir(site):
                return site
        windows = os.path.join(base, "Lib", "site-packages")
        if os.path.isdir(windows):
            return windows
    raise UsageError(f"{path}: no Python environment (expected a virtual environment or its interpreter)")


def environment_of(root: str, active: str = "") -> str:
    """The environment of a project: `.venv` or `venv` beside its files, else the active one; empty if none."""
    for candidate in (os.path.join(root, ".venv"), os.path.join(root, "venv"), active):
        if candidate and os.path.isfile(os.path.join(candidate, "pyvenv.cfg")):
            return candidate
    return ""


def distributions(site: str) -> tuple[Distribution, ...]:
    """Every distribution in a site-packages directory, by name, with its Python files; stubs are no code."""
    found = []
    for name in _listed(site):
        if name.endswith(".dist-info"):
            title, _, version = name.removesuffix(".dist-info").partition("-")
            files = tuple(sorted(_recorded(os.path.join(site, name, "RECORD"))))
            found.append(Distribution(title.replace("_", "-").lower(), version, files))
    return tuple(sorted(found))


def _recorded(record: str) -> Sequence[str]:
    """The Python files that a RECORD lists: `path,hash,size`, the path quoted if it holds a comma."""
    try:
        with open(record, encoding="utf-8", errors="surrogateescape") as file:
            paths = [line.rsplit(",", 2)[0].strip('"') for line in file]
    except OSError:
        return ()
    return [path for path in paths if path.endswith(".py") and not path.startswith(("..", "/"))]


def _listed(directory: str) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []
