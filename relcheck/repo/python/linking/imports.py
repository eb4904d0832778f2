"""The import statements of a project's files, each file looked at once: who takes what modules export?

That is asked in each round of linking, of the same files and mostly about the same names.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from relcheck.repo import workers
from relcheck.repo.codec import Encoder
from relcheck.repo.python.linking.importers import Imported, Mentions, Says, Search, Statements, endings, imports
from relcheck.repo.python.linking.nested import Load
from relcheck.repo.python.where import Modules


class Imports:
    """What is known of the imports of files, and of the names that they hold.

    `mentions` says for files that were read before which modules they may import.
    """

    def __init__(
        self,
        modules: Modules,
        paths: Collection[str],
        load: Load,
        jobs: int,
        progress: workers.Progress | None,
        mentions: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._modules = modules
        self._paths = paths
        self._load = load
        self._jobs = jobs
        self._progress = progress
        self._mentions = Mentions(mentions)
        self._endings: dict[bytes, str] = {}
        self._statements: dict[str, Statements] = {}
        self._said: dict[str, dict[bytes, bool]] = {}
        self._content = ("", b"")  # of the file that was read last

    def taken(self, exported: Mapping[str, Collection[str]], looked: Collection[str]) -> Iterator[tuple[str, Imported]]:
        """The files among those looked at that may take one of these names of a module, and what they take."""
        search = Search(exported, self._modules)
        near = search.among(looked, self._mentions)
        unknown = [path for path in looked if path not in self._mentions.known]
        self._read(sorted({*unknown, *near}.difference(self._statements)))
        near += [path for path in unknown if search.may(path, self._statements[path])]
        for path in sorted(near):
            yield path, search.look(path, self._statements[path], self._says(path))

    def origins(self, name: str, path: str) -> list[str]:
        """The modules from which a file takes a name at top level and keeps it."""
        self._read([path] if path not in self._statements else [])
        places = [
            self._modules.find(module, path)
            for module, statements in self._statements[path].items()
            if any(name in own or "*" in own for _, own in statements)
        ]
        return [place[0] for place in places if place is not None and not place[1]]

    def defines(self, name: str, path: str) -> bool:
        """Whether a file has a function or a class of a name."""
        wanted = rb"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+%s\b" % re.escape(name.encode())
        return re.search(wanted, self._load(path) or b"", re.MULTILINE) is not None

    def _read(self, paths: list[str]) -> None:
        """Find the import statements of files, in as many processes as pay."""
        if paths and not self._endings:
            self._endings = endings(self._paths)
        count = workers.processes(self._jobs, len(paths), len(paths) * workers.USUAL)
        done = workers.run(lambda path, _: self._of(path), _nothing, paths, count, Encoder(), self._progress)
        for path, statements in zip(paths, done, strict=True):
            self._statements[path] = statements
            if path not in self._mentions.known:
                self._mentions.put(path, statements)

    def _of(self, path: str) -> Statements:
        data = self._load(path)
        return imports(data, self._endings) if data is not None else {}

    def _says(self, path: str) -> Says:
        """Tells whether a file holds a name; it is read for the first one that is asked."""
        known = self._said.setdefault(path, {})

        def says(name: bytes) -> bool:
            if name not in known:
                if self._content[0] != path:
                    self._content = (path, self._load(path) or b"")
                known[name] = name in self._content[1]
            return known[name]

        return says


def _nothing(*_: Any) -> Statements:
    return {}
