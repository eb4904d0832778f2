"""A few files of a project, and what is known of the rest."""

import os
from collections.abc import Mapping, Sequence

from relcheck.repo import discover
from relcheck.repo.cache import Cache
from relcheck.repo.readers import Reader, classify


def covers(paths: Sequence[str], root: str) -> bool:
    """Whether one of the paths is the project's root or above it, so that nothing of the project is missing."""
    return any(f"{root}{os.sep}".startswith(os.path.join(os.path.abspath(path), "")) for path in paths)


def among(
    root: str, paths: Sequence[str], force_exclude: bool, cache: Cache | None
) -> tuple[discover.Files, frozenset[str], bool]:
    """The files that were asked for among those that say something; these alone; whether nothing else is known.

    `cache` is that of the project, None where the files are part of none.
    """
    asked = discover.begin(root, paths, force_exclude)
    known: Mapping[str, Reader] = {}
    notes: tuple[str, ...] = ()
    if cache:
        if cache.load():
            known = {path: reader for path in cache.context if (reader := classify(path))}
        else:
            rest = discover.discover(root, [root])
            known, notes = rest.readers, rest.notes
    found = asked()
    readers = dict(sorted({**known, **found.readers}.items()))
    return discover.Files(root, readers, (*found.notes, *notes)), frozenset(found.readers), cache is None
