"""One project held in memory: the facts of all its files, kept up to date file by file."""

import os
from collections.abc import Callable, Collection, Mapping
from itertools import chain
from typing import Any

from relcheck import api
from relcheck.facts.python import FileFacts
from relcheck.repo.codec import Decoder
from relcheck.repo.collect import Facts, collect
from relcheck.repo.contents import content_of
from relcheck.repo.discover import Files
from relcheck.repo.python.linking.live import Live
from relcheck.repo.readers import PYTHON, Reader, classify
from relcheck.suppress import may_hold as may_suppress


class Held:
    """Begins with what was gathered of a project, and follows each change of a file.

    `texts` are the bytes of open documents by path relative to the root. A Python file that cannot be read at
    the moment, because somebody is typing, keeps what it said last; `broken` holds such paths.
    """

    def __init__(self, gathered: api.Gathered) -> None:
        self.root = gathered.files.root
        self.config = gathered.config
        self.partial = gathered.partial
        self.readers: dict[str, Reader] = dict(gathered.files.readers)
        self.texts: dict[str, bytes] = {}
        self.broken: set[str] = set()
        self._other = _others(gathered.facts)
        self._marked = set(gathered.facts.marked)
        self._live = Live(gathered.facts.python, self.load, gathered.files.of(PYTHON))

    def load(self, path: str) -> bytes | None:
        """The bytes of a file: those of the open document, else what is on disk."""
        if path in self.texts:
            return self.texts[path]
        full = os.path.join(self.root, path)
        try:
            return content_of(full, os.stat(full).st_size)
        except OSError:
            return None

    def knows(self, path: str) -> bool:
        """Whether a file is one of the project's."""
        return path in self.readers

    def put(self, path: str, data: bytes | None, *, thorough: bool = False) -> bool:
        """Read a file anew, which has these bytes or is gone; whether it gives others something else than before.

        `thorough` tries newer syntax than this interpreter's, too, where the file could be read without before.
        """
        reader = self.readers.get(path) or classify(path)
        if reader is None:
            return False
        if data is not None:
            self.readers[path] = reader
        else:
            self.readers.pop(path, None)
        self._marked.discard(path)
        if data is not None and may_suppress(data):
            self._marked.add(path)
        if reader is PYTHON:
            return self._put_python(path, data, thorough)
        found = (
            collect(Files(self.root, {path: reader}), jobs=1, overlay={path: data}).other if data is not None else ()
        )
        self._other[path] = found
        return False

    def _put_python(self, path: str, data: bytes | None, thorough: bool) -> bool:
        before = self._live.gives(path)
        facts = self._live.put(path, data, thorough=thorough)
        self.broken.discard(path)
        self._other.pop(path, None)
        if facts is not None and facts.unreadable is not None:
            self.broken.add(path)
            self._other[path] = (facts.unreadable,)
        return self._live.gives(path) != before

    def gathered(self, only: Collection[str] | None = None) -> api.Gathered:
        """Everything as the pipeline has it, to be judged; `only` are the files to speak about."""
        python: Mapping[str, FileFacts] = self._live.files
        facts = Facts(
            dict(sorted(python.items())),
            tuple(chain.from_iterable(found for _, found in sorted(self._other.items()))),
            tuple(sorted(self._marked)),
        )
        only = None if only is None else frozenset(only)
        return api.Gathered(self.config, Files(self.root, self.readers), facts, only, self.partial)

    def options(self) -> api.Options:
        """How to run with the open documents instead of what is on disk."""
        return api.Options(jobs=1, overlay={os.path.join(self.root, path): data for path, data in self.texts.items()})

    def sources(self) -> Callable[[str], str | None]:
        """The text of each file as its reader sees it."""
        return api.sources(self.gathered(()), self.options())


def _others(facts: Facts) -> dict[str, tuple[Any, ...]]:
    """The facts that are not Python's, by the file that says them."""
    decode = Decoder(facts.encoder.types if facts.encoder else []).decode
    return {
        path: tuple(fact for fact in decode(entry.facts) if type(fact) is not FileFacts)
        for path, entry in facts.entries.items()
        if entry.facts is not None and classify(path) is not PYTHON
    }
