"""Tells which new files import a package that their distribution does not name as a dependency."""

import os
import re
from collections.abc import Iterable, Iterator

from relcheck.fix.around import Around

_PACKAGE = re.compile(rb"pydantic[-_.]settings", re.IGNORECASE)
_TOLD = (".txt", ".in", ".toml", ".cfg", ".py", ".yml", ".yaml", ".lock")
_FOLDERS = ("", "requirements")
_MANY = 200


def unnamed(paths: Iterable[str], around: Around, root: str) -> tuple[str, ...]:
    """A line for each new runtime config module whose project does not depend on pydantic-settings yet."""
    return tuple(
        f"{path} imports pydantic_settings: make `pydantic-settings` a dependency of the project"
        for path in paths
        if not any(map(_names, _manifests(os.path.join(root, around.member(path)))))
    )


def _manifests(folder: str) -> Iterator[str]:
    """The files beside a project's code in which dependencies may be named."""
    for part in _FOLDERS:
        try:
            with os.scandir(os.path.join(folder, part)) as entries:
                for entry in sorted(entries, key=lambda one: one.name)[:_MANY]:
                    if entry.name.endswith(_TOLD) or entry.name in ("Pipfile", "Dockerfile"):
                        yield entry.path
        except OSError:
            continue


def _names(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return _PACKAGE.search(file.read()) is not None
    except OSError:
        return False
