"""Facts completed across modules, and remembered: linking reads every file again that imports a helper.

What linking gave is in the cache beside the facts of single files. Where few files changed, came or went, only these
are linked anew, unless they now give something else to others than before, or answer differently what was asked for
others.
"""

import gc
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from relcheck.facts.python import FileFacts
from relcheck.repo.cache import Cache
from relcheck.repo.codec import Decoder
from relcheck.repo.collect import Facts, remember
from relcheck.repo.contents import content_of
from relcheck.repo.discover import Files
from relcheck.repo.readers import CODE, PYTHON
from relcheck.repo.workers import Progress

if TYPE_CHECKING:
    from relcheck.repo.python.linking.link import Linker
    from relcheck.repo.python.linking.nested import Consulted

_FEW: Final = 64
"""Up to so many changed files are linked by themselves."""
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
    known = _known(cache) if cache else None
    linking = _Linking(files.root, overlay, jobs, progress)
    if known is None or cache is None:
        python, consulted = linking.all(found, files.of(PYTHON))
    else:
        before, consulted = known
        moved = frozenset() if some else found.entries.keys() ^ cache.paths
        rest = {path: file for path, file in before.items() if path not in found.fresh | moved}
        python = {**found.python, **rest}
        if not found.fresh | moved:
            return found._replace(python=dict(sorted(python.items())))
        paths = {*files.readers, *(cache.paths if some else ())}
        others = [file for path, file in python.items() if path not in found.fresh]
        alone = None
        waits = not found.waiting.isdisjoint(found.fresh)
        if len(found.fresh) <= _FEW and not waits and _apart(moved, paths, others, consulted):
            old = {path: _old(path, before, cache) for path in found.fresh | moved}
            alone = linking.some(python, paths, found, consulted, old)
        python, more = alone or linking.all(found, paths)
        consulted = consulted | more if alone else more
    if cache:
        if linking.lost:
            kept = {path: entry for path, entry in found.entries.items() if path not in linking.lost}
            found = found._replace(entries=kept)
        completed = {path: file for path, file in python.items() if file != found.python.get(path)}
        done = None if some else (completed, consulted)
        remember(cache, files, found, linked=done, overlay=overlay, partial=some)
    return found._replace(python=dict(sorted(python.items())))


def _known(cache: Cache) -> "tuple[dict[str, FileFacts], Consulted] | None":
    """What linking completed when the cache was written, and what it asked for that; None if that is not known."""
    if not cache.found or cache.linked is None:
        return None
    decode = Decoder(cache.types).decode
    files, consulted = cache.linked
    return {path: decode(one) for path, one in files.items()}, dict(consulted)


def _old(path: str, before: Mapping[str, FileFacts], cache: Cache) -> FileFacts | None:
    """What a file said before it was read again."""
    entry = cache.context.get(path)
    if path in before or entry is None:
        return before.get(path)
    return next((one for one in Decoder(cache.types).decode(entry.facts) if isinstance(one, FileFacts)), None)


def _apart(
    moved: Collection[str],
    paths: Collection[str],
    others: Iterable[FileFacts],
    consulted: Collection[tuple[str, str]],
) -> bool:
    """Whether files that came or went say nothing that other files ask for, and no module is called like them."""
    from relcheck.repo.python.where import key_of

    code = {path for path in moved if path.endswith(CODE)}
    if not code:
        return True
    names = {key_of(path).rpartition("/")[2] for path in code}
    if len(names) < len(code) or any(path.endswith("__init__.py") for path in code):
        return False
    if not code.isdisjoint(path for path, _ in consulted):
        return False
    if any(key_of(path).rpartition("/")[2] in names for path in paths if path not in code):
        return False
    return all(names.isdisjoint(name.replace(":", ".").split(".")) for file in others for name in _asks(file))


def _asks(facts: FileFacts) -> Iterator[str]:
    """The names of other modules that a file was or could be completed by."""
    yield from facts.wants
    for cls in facts.classes:
        yield from cls.bases
        for field in cls.fields:
            yield from field.models


def _nests(facts: FileFacts | None) -> list[Any]:
    """What the classes of a file say of those of others."""
    return [
        (cls.name, cls.library, cls.bases, [field.models for field in cls.fields if field.models])
        for cls in (facts.classes if facts else ())
    ]


def _changed(new: FileFacts | None, old: FileFacts | None) -> set[str]:
    """The names that a file exports only now, or not any more, or with another meaning."""
    now, then = (facts.exports if facts else () for facts in (new, old))
    return {export.name for export in {*now} ^ {*then}}


class _Linking:
    """How to complete facts across modules, where a module has anything to give or to ask for."""

    def __init__(self, root: str, overlay: Mapping[str, bytes], jobs: int, progress: Progress | None) -> None:
        self.root = root
        self.overlay = overlay
        self.jobs = jobs
        self.progress = progress
        self.lost: frozenset[str] = frozenset()  # files that no process survived: the next run tries again

    def all(self, found: Facts, paths: Collection[str]) -> "tuple[dict[str, FileFacts], Consulted]":
        """All files completed, and what was asked for that."""
        with self._linker(found.python, paths, None, found) as linker:
            if linker is None:
                return found.python, {}
            done = linker.run()
            self.lost = frozenset(linker.lost)
            return done, linker.consulted

    def some(
        self,
        python: dict[str, FileFacts],
        paths: Collection[str],
        found: Facts,
        consulted: "Consulted",
        old: Mapping[str, FileFacts | None],
    ) -> "tuple[dict[str, FileFacts], Consulted] | None":
        """The same where all but those that were read anew are complete; None where others depend on what these said
        before (`old`), or these may give each other, by way of the others, what none of them has any more.
        """
        with self._linker(python, paths, found.fresh, Facts({})) as linker:
            if linker is None:
                return python, {}
            from relcheck.repo.python.linking.circles import circular

            if not linker.agrees({asked: mark for asked, mark in consulted.items() if asked[0] in found.fresh}):
                return None
            done = linker.run()
            if circular(found.fresh, done, found.python, linker.passing, linker.imports):
                return None
            if any(_nests(done.get(path)) != _nests(before) for path, before in old.items()):
                return None
            changed = {path: names for path, before in old.items() if (names := _changed(done.get(path), before))}
            if not changed.keys() <= done.keys() or linker.taken(changed):
                return None
            return done, linker.consulted

    @contextmanager
    def _linker(
        self,
        python: dict[str, FileFacts],
        paths: Collection[str],
        only: frozenset[str] | None,
        found: Facts,
    ) -> "Iterator[Linker | None]":
        """What joins modules; None where none of them has anything to give or to ask for, and none waits."""
        if not found.waiting and not any(file.exports or file.wants or file.classes for file in python.values()):
            yield None
            return
        from relcheck.repo.python.linking.link import Linker

        thresholds = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(150_000, 20, 1000)  # syntax trees by the hundred: looking for cycles in each is in vain
        try:
            yield Linker(python, self._load, paths, only, self.jobs, self.progress, found.mentions, found.waiting)
        finally:
            gc.set_threshold(*thresholds)
            gc.unfreeze()

    def _load(self, path: str) -> bytes | None:
        if path in self.overlay:
            return self.overlay[path]
        try:
            return content_of(os.path.join(self.root, path), _USUAL)
        except OSError:
            return None
