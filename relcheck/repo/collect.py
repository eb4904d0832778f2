"""From files to facts: what the cache has, and for the rest the readers, in as many processes as pay."""

import os
import sys
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.python import FileFacts, Unreadable
from relcheck.repo import gitindex, tree, workers
from relcheck.repo.cache import Cache, Entry
from relcheck.repo.codec import Decoder, Encoder
from relcheck.repo.contents import content_of
from relcheck.repo.discover import Files
from relcheck.repo.disk import INDEXED, Disk
from relcheck.repo.readers import PYTHON, Reader
from relcheck.suppress import may_hold as may_suppress

_MANY = 48
"""Below, what files import is not noted while they are read."""
_FIRST = 256
"""Files of one kind in which facts are looked for, before it is taken for granted that there are none."""
_LARGE = 1_000_000
"""Bytes; a larger file is no usual module."""
_REWRITE = 24
"""A run on single files rewrites the cache once it had to read this many files again."""


Note = Callable[[bytes], tuple[str, ...]]
"""Gives the modules of the project that a file may import, as it names them."""


class Item(NamedTuple):
    """One file to read: `known` is the content that the cache has facts for, `data` what to read instead."""

    path: str
    full: str
    reader: Reader
    known: bytes
    size: int
    data: bytes | None


class Facts(NamedTuple):
    """Everything that the files say, each by itself.

    `marked` may hold suppressions of ours; `fresh` are the files that say something else than when they were
    remembered, or of which that is not known; `entries`, encoded with `encoder`, are what to remember of all of
    them. `mentions` tells which modules of the project the files that were read may import, to find out who
    imports whom without reading them again. What the `waiting` files say is not known before modules are joined.
    """

    python: dict[str, FileFacts]
    other: tuple[Any, ...] = ()
    marked: tuple[str, ...] = ()
    fresh: frozenset[str] = frozenset()
    entries: Mapping[str, Entry] = {}
    encoder: Encoder | None = None
    mentions: Mapping[str, tuple[str, ...]] = {}
    waiting: frozenset[str] = frozenset()

    @property
    def read(self) -> int:
        """How many files were new."""
        return len(self.fresh)


def collect(
    files: Files,
    cache: Cache | None = None,
    *,
    disk: Disk | None = None,
    jobs: int = 0,
    overlay: Mapping[str, bytes] | None = None,
    progress: workers.Progress | None = None,
    wait: bool = False,
) -> Facts:
    """The facts of all files. `overlay` gives contents that are not on disk (stdin, an editor's buffer).

    With `wait`, a file that may take something of other modules, and gives them nothing, is left to who joins them.
    """
    overlay = overlay or {}
    types = list(cache.types) if cache else []
    encoder = Encoder()
    for name in types:
        encoder.number(name)
    entries, items, stats = _known(files, cache, overlay, disk or Disk(files.root, files.readers, cache))
    mentions: dict[str, tuple[str, ...]] = {}
    unchanged: set[str] = set()
    if items:
        count = workers.processes(jobs, len(items), sum(item.size for item in items))
        work = _Work(_noting(files, items), _blob if cache else _unnamed, wait)
        results = _results(items, work, count, encoder, progress)
        for item, result in zip(items, results, strict=True):
            if result is None:  # it was there a moment ago
                continue
            content, marked, facts, mentioned = result
            if mentioned is not None:
                mentions[item.path] = mentioned
            read = content or facts is None  # what could not be read may be read the next time, unchanged
            entry = Entry(*(stats.get(item.path, (0, -1)) if read else (0, -1)), content, marked, facts)
            old = cache.context.get(item.path) if content and content == item.known and cache else None
            if old:
                entry = entry._replace(marked=old.marked, facts=old.facts)
                unchanged.add(item.path)
            entries[item.path] = entry
    fresh = frozenset(item.path for item in items) - unchanged
    return _decoded(entries, encoder, fresh)._replace(mentions=mentions)


def _known(
    files: Files, cache: Cache | None, overlay: Mapping[str, bytes], disk: Disk
) -> tuple[dict[str, Entry], list[Item], dict[str, tree.Stamp]]:
    """What the cache has, what is to be read, and time stamp and size of each of those."""
    entries: dict[str, Entry] = {}
    items: list[Item] = []
    stats: dict[str, tree.Stamp] = {}
    for path, reader in files.readers.items():
        entry = cache.entry(path) if cache else None
        stamp = disk.stamps.get(path)
        if entry is not None and stamp is not None and entry[:2] == stamp and path not in overlay:
            entries[path] = entry
            continue
        full = os.path.join(files.root, path)
        data = overlay.get(path)
        if data is not None:
            items.append(Item(path, full, reader, b"", len(data), data))
            continue
        stamp = stamp or tree.stamp(full)
        if stamp == tree.GONE:
            continue
        vouched = disk.index.get(path) if entry is not None else None
        if entry is not None and vouched and vouched[:2] == stamp and entry.content == vouched[2]:
            entries[path] = entry._replace(mtime=stamp[0], size=stamp[1])
            continue
        stats[path] = stamp
        known = entry.content if entry is not None and entry.facts is not None else b""
        items.append(Item(path, full, reader, known, stamp[1], None))
    return entries, items, stats


def _results(
    items: list[Item], work: "_Work", count: int, encoder: Encoder, progress: workers.Progress | None
) -> list[Any]:
    """The results of all items. Before processes divide, this one reads the first files until each reader has found
    facts: so nearly all that readers import, libcst and yaml before all, is imported once and not by each process.
    """
    done: dict[int, Any] = {}
    left = {item.reader.name: _FIRST for item in items} if count > 1 else {}
    for number, item in enumerate(items):
        if left.get(item.reader.name) and item.size < _LARGE:
            result = done[number] = work._replace(wait=False).read(item, encoder)
            left[item.reader.name] = 0 if result and result[2] else left[item.reader.name] - 1
    others = [item for number, item in enumerate(items) if number not in done]
    rest = iter(workers.run(work.read, _died, others, count, encoder, progress))
    return [done[number] if number in done else next(rest) for number in range(len(items))]


def _noting(files: Files, items: list[Item]) -> Note | None:
    """What notes the imports of a file; nothing in a run on a few files, which links only these."""
    if len(items) < _MANY:
        return None
    from relcheck.repo.python.linking.importers import endings, mentioned

    known = endings(files.of(PYTHON))
    return lambda data: mentioned(data, known)


class _Work(NamedTuple):
    """How files are read: what notes their imports and names their content, and whether some are to wait."""

    note: Note | None
    name: Callable[[bytes], bytes]
    wait: bool

    def read(self, item: Item, encoder: Encoder) -> tuple[bytes, bool, Any, Any] | None:
        """Read one file: its content's name, whether it may hold suppressions, its facts, if it can have any (none
        where they are known, or have to wait), and which modules of the project it may import.
        """
        data = item.data
        if data is None:
            try:
                data = content_of(item.full, item.size)
            except FileNotFoundError:
                return None
            except OSError as error:
                return b"", False, encoder.encode(_unreadable(item, error.strerror or type(error).__name__)), None
        marked = may_suppress(data)
        module = _module(item.reader)
        mentions = None
        if item.reader is PYTHON:
            mentions = self.note(data) if self.note else None
            if not module.may_hold(data):
                return b"", marked, None, mentions
        content = self.name(data)
        if content == item.known or (self.wait and mentions and not module.may_give(data)):
            return content, marked, (), mentions
        try:
            facts = module.read(data, item.path)
        except Exception as error:  # a bug in a reader costs one file, and says so; it never ends a run
            return b"", marked, encoder.encode(_unreadable(item, _bug(error))), mentions
        facts = (facts,) if item.reader is PYTHON else facts
        return content, marked, encoder.encode(facts) if facts else None, mentions


def _died(item: Item, reason: str, encoder: Encoder) -> tuple[bytes, bool, Any, Any]:
    """The result for a file that no reader survives."""
    return b"", False, encoder.encode(_unreadable(item, f"the process that read it died: {reason}")), None


def _unreadable(item: Item, reason: str) -> tuple[Any, ...]:
    fact = Unreadable(Span(item.path, 1, 1, 1, 1), reason)
    return (FileFacts(item.path, unreadable=fact) if item.reader is PYTHON else fact,)


def _bug(error: Exception) -> str:
    """What went wrong in a reader: type and place, because the text of an exception may quote the file."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply to be read"
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "nowhere"
    return f"a bug in relcheck: {type(error).__name__} in {place}; please report it"


def _module(reader: Reader) -> Any:
    """The module of a reader, imported when it is first needed."""
    module = sys.modules.get(reader.module)
    if module is None:
        __import__(reader.module)
        module = sys.modules[reader.module]
    return module


def _unnamed(_: bytes) -> bytes:
    """A content's name where nobody will ask for it."""
    return b"-"


def _blob(data: bytes) -> bytes:
    """The id that git gives this content; not for security, so it is fine that it is SHA-1."""
    try:
        from _sha1 import sha1  # type: ignore[import-not-found] # `hashlib` loads OpenSSL: 5 ms
    except ImportError:
        from hashlib import sha1
    digest: bytes = sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).digest()
    return digest


def remember(
    cache: Cache,
    files: Files,
    facts: Facts,
    *,
    linked: tuple[Mapping[str, FileFacts], Mapping[tuple[str, str], int]] | None,
    overlay: Collection[str] = (),
    partial: bool = False,
) -> None:
    """Write the cache, where there is something new to write.

    `linked` are the facts of files that linking completed, and what it asked for that. `partial` says that these
    are not all files of the project, so that the cache keeps what it has besides.
    """
    encoder = facts.encoder or Encoder()
    entries = dict(facts.entries)
    if partial:
        types = cache.types
        if facts.read < _REWRITE or not cache.load() or cache.types != types:
            return
        entries = {**{path: Entry(*one) for path, one in cache.screened.items()}, **cache.context, **entries}
    missing = [path for path, entry in entries.items() if not entry.content]
    index = gitindex.index(files.root) if len(missing) > INDEXED else gitindex.Index()
    for path in missing:
        vouched = index.get(path)
        entry = entries[path]
        if vouched and vouched[:2] == entry[:2] and entry.facts is None:
            entries[path] = entry._replace(content=vouched[2])
    encoded = None
    if linked is not None and not overlay:
        encoded = {path: encoder.encode(one) for path, one in linked[0].items()}, dict(sorted(linked[1].items()))
    kept = {path: entry for path, entry in entries.items() if path not in overlay and entry.size >= 0}
    cache.save(encoder.types, {p: e for p, e in kept.items() if e.content or e.facts is None}, encoded)


def _decoded(entries: Mapping[str, Entry], encoder: Encoder, fresh: frozenset[str]) -> Facts:
    """Encoded facts as facts, in order of path."""
    decode = Decoder(encoder.types).decode
    python: dict[str, FileFacts] = {}
    other: list[Any] = []
    for path in sorted(path for path, entry in entries.items() if entry.facts is not None):
        for fact in decode(entries[path].facts):
            if type(fact) is FileFacts:
                python[path] = fact
            else:
                other.append(fact)
    marked = tuple(sorted(path for path, entry in entries.items() if entry.marked))
    waiting = frozenset(path for path, entry in entries.items() if entry.facts == ())
    return Facts(python, tuple(other), marked, fresh, entries, encoder, waiting=waiting)
