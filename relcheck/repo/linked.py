"""Facts completed across modules, and remembered: linking reads every file again that imports a helper.

What linking gave is in the cache beside the facts of single files. It holds as long as no file changed. In a
run on a few files only these are linked anew, unless they now export something else than before.
"""

import gc
import os
from collections.abc import Collection, Mapping
from typing import Final

from relcheck.facts.python import Export, FileFacts
from relcheck.repo.cache import Cache
from relcheck.repo.codec import Decoder
from relcheck.repo.collect import Facts, remember
from relcheck.repo.contents import content_of
from relcheck.repo.discover import Files
from relcheck.repo.readers import PYTHON
from relcheck.repo.workers import Progress

_USUAL: Final = 1 << 16
"""Bytes that nearly every file has less than: reading so much at once is cheaper than asking for its size."""


def linked(
    found: Facts,
    files: Files,
    overlay: Mapping[str, bytes],
    cache: Cache | None,
    some: bool,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Facts:
    """Complete what was collected. With `some`, these are a few files beside what the cache has of the rest."""
    before = _before(cache) if cache else None
    if before is None or cache is None:
        python = _link(found.python, files.root, files.of(PYTHON), overlay, None, jobs, progress, found.mentions)
    else:
        known = {path: file for path, file in before.items() if path not in found.fresh}
        python = {**found.python, **known}
        if found.fresh and some and not any(_exports_anew(path, found, cache) for path in found.fresh):
            paths = {*cache.paths, *files.readers}
            python = _link(python, files.root, paths, overlay, found.fresh, jobs, progress)
        elif found.fresh or not (some or found.entries.keys() == cache.paths):
            every = {*files.readers, *(cache.paths if some else ())}
            python = _link(found.python, files.root, every, overlay, None, jobs, progress, found.mentions)
        else:
            return found._replace(python=dict(sorted(python.items())))
    if cache:
        completed = {path: file for path, file in python.items() if file != found.python.get(path)}
        remember(cache, files, found, linked=None if some else completed, overlay=overlay, partial=some)
    return found._replace(python=dict(sorted(python.items())))


def _before(cache: Cache) -> dict[str, FileFacts] | None:
    """What linking completed when the cache was written; None if that is not known."""
    if not cache.found or cache.linked is None:
        return None
    decode = Decoder(cache.types).decode
    return {path: decode(one) for path, one in cache.linked.items()}


def _exports_anew(path: str, found: Facts, cache: Cache) -> bool:
    """Whether a file that was read again gives other modules something else than before."""
    old: set[Export] = set()
    entry = cache.context.get(path)
    if entry:
        old = {export for file in Decoder(cache.types).decode(entry.facts) for export in getattr(file, "exports", ())}
    new = found.python.get(path)
    return old != (set(new.exports) if new else set())


def _link(
    python: dict[str, FileFacts],
    root: str,
    paths: Collection[str],
    overlay: Mapping[str, bytes],
    only: frozenset[str] | None = None,
    jobs: int = 0,
    progress: Progress | None = None,
    mentions: Mapping[str, tuple[str, ...]] = {},
) -> dict[str, FileFacts]:
    """Complete facts across modules, where a module has anything to give or to ask for."""
    if not any(file.exports or file.wants or file.classes for file in python.values()):
        return python
    from relcheck.repo.python.link import link

    def load(path: str) -> bytes | None:
        if path in overlay:
            return overlay[path]
        try:
            return content_of(os.path.join(root, path), _USUAL)
        except OSError:
            return None

    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(150_000, 20, 1000)  # syntax trees by the hundred: looking for cycles in each is in vain
    try:
        code = [path for path in paths if path.endswith((".py", ".pyw", ".ipynb"))]
        return link(python, load, code, only, jobs, progress, mentions)
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
