"""One project while it is being edited: what is open of it, and what is to be said about that."""

import os
import sys
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from relcheck import api, baseline
from relcheck.asked import Asked
from relcheck.config import Config
from relcheck.configfile import for_run
from relcheck.diagnostic import Diagnostic
from relcheck.errors import RelcheckError
from relcheck.project import Project
from relcheck.repo import discover
from relcheck.repo.readers import classify
from relcheck.ruff import binary
from relcheck.server.carried import carried
from relcheck.server.document import Document
from relcheck.server.held import Held

_UNREADABLE: Final = "unreadable-file"


class View(NamedTuple):
    """A project as it was at one moment, for work that takes longer than a keystroke may wait."""

    root: str
    path: str  # of the document that was asked about
    open: dict[str, Document]
    gathered: api.Gathered
    sources: Callable[[str], str | None]
    options: api.Options
    asked: Asked

    @property
    def document(self) -> Document:
        """The document that was asked about."""
        return self.open[self.path]


class Folder:
    """The project that a directory belongs to, or with `alone` a single file of which no project is known.

    All but `gather` is for one thread. `open` are the documents by path relative to the root; `problem` says in
    one line why the project cannot be looked at; `news` is true where files that are not open may see a document
    differently than when the project was read.
    """

    def __init__(self, directory: str, alone: str = "") -> None:
        self.directory = directory
        self.alone = alone
        self.root = os.path.realpath(directory)
        self.open: dict[str, Document] = {}
        self.held: Held | None = None
        self.problem = ""
        self.news = False
        self._good: dict[str, tuple[str, tuple[Diagnostic, ...]]] = {}

    def gather(self) -> Held:
        """Read the whole project: its facts are taken from the cache, which another process brings up to date."""
        config = for_run(self.directory)
        if self.alone:
            overlay = {self.alone: b""}
            return Held(api.gather([self.alone], config, api.Options(cache=False, jobs=1, overlay=overlay)))
        self._warm(config)
        return Held(api.gather([config.root], config, api.Options(jobs=1)))

    def _warm(self, config: Config) -> None:
        """Read what is new on all cores, in a process that shares no lock and no interpreter with this one."""
        argv = (sys.executable, "-P", "-m", "relcheck", "lint", config.root, "--show-files", "--quiet")
        try:
            binary.run(argv, cwd=config.root)
        except RelcheckError:
            pass  # then it is read here, which only takes longer

    def adopt(self, held: Held) -> None:
        """Go on with a project that was read anew, and with the documents as they are now."""
        self.root = held.root
        self.held = held
        self.news = False
        documents = list(self.open.values())
        self.open = {}
        for document in documents:
            self.put(document)

    def path(self, full: str) -> str:
        """A file's path as the project has it: with slashes, relative to the root."""
        return discover.relative(full, self.root)

    def put(self, document: Document) -> None:
        """Take in a document as it is now."""
        path = self.path(document.path)
        if path not in self.open and self.held and not self._concerns(path, document.path):
            return
        self.open[path] = document
        if self.held is None:
            return
        self.news = self.news or not self.held.knows(path)
        self.held.texts[path] = data = document.data
        if self.held.put(path, data):  # what is open follows at once, everything else when it is saved
            self.news = True
            word = module_word(path)
            for other, text in self.held.texts.items():
                if other != path and other.endswith(".py") and word in text:
                    self.held.put(other, text)

    def _concerns(self, path: str, full: str) -> bool:
        """Whether a document is one of the project's files: ruff's excludes hold here, too."""
        if self.held is None or self.alone or self.held.knows(path):
            return True
        if not os.path.exists(full):
            return classify(path) is not None
        try:
            return path in discover.begin(self.root, [full], force_exclude=True)().readers
        except RelcheckError:
            return False

    def close(self, full: str) -> None:
        """Forget a document: from now on the file on disk counts."""
        path = self.path(full)
        self._good.pop(path, None)
        if self.open.pop(path, None) and self.held:
            self.held.texts.pop(path, None)
            self.held.put(path, self.held.load(path))

    def saved(self, full: str) -> None:
        """Look closer at a document that could not be read while it was typed."""
        path = self.path(full)
        if self.held and path in self.held.broken and path in self.open:
            self.news = self.held.put(path, self.held.texts[path], thorough=True) or self.news

    def changed(self, full: str) -> bool:
        """Read a file again that changed on disk and is not open; whether others may see it differently."""
        path = self.path(full)
        if self.held is None or path in self.open:
            return False
        return self.held.put(path, self.held.load(path))

    def view(self, full: str) -> View | None:
        """The project as it is now; None where the document is not one of it, or cannot be read at the moment."""
        path = self.path(full)
        if self.held is None or path not in self.open or path in self.held.broken:
            return None
        gathered = self.held.gathered([path])
        files = gathered.files._replace(readers=dict(gathered.files.readers))
        options = self.held.options()._replace(cache=not self.alone)
        sources = self.held.sources()
        return View(self.root, path, dict(self.open), gathered._replace(files=files), sources, options, self.asked())

    def project(self) -> Project | None:
        """Everything that is known at the moment, for questions."""
        return api.project_of(self.held.gathered(), self.held.sources()) if self.held else None

    def asked(self) -> Asked:
        """What a run without options is asked for."""
        config = self.held.config if self.held else Config()
        asked = Asked(today=time.strftime("%Y-%m-%d"))
        if not config.baseline:
            return asked
        path = discover.relative(config.baseline, self.root)
        return asked._replace(baseline=baseline.load(config.baseline), baseline_path=path)

    def findings(self) -> dict[str, tuple[Diagnostic, ...]]:
        """What is to be said about each open document. One that cannot be read shows what it last said, moved along."""
        found: dict[str, list[Diagnostic]] = {path: [] for path in self.open}
        if self.held is None or not found:
            return {}
        gathered = self.held.gathered(found)
        for diagnostic in api.judge(gathered, asked=self.asked(), sources=self.held.sources()).diagnostics:
            for path in dict.fromkeys(place.path for place in diagnostic.places):
                found.setdefault(path, []).append(diagnostic.told_in((path,)))
        said: dict[str, tuple[Diagnostic, ...]] = {}
        for path, document in self.open.items():
            said[path] = tuple(found[path])
            if path in self.held.broken:
                now = tuple(one for one in said[path] if one.name == _UNREADABLE)
                kept = tuple(carried(*self._good.get(path, ("", ())), document.text))
                self._good[path] = (document.text, kept)
                said[path] = (*now, *kept)
            else:
                self._good[path] = (document.text, said[path])
        return said


def module_word(path: str) -> bytes:
    """The word that whoever imports a module must hold: the last part of its name."""
    head, _, name = path.removesuffix(".py").rpartition("/")
    return (head.rpartition("/")[2] if name == "__init__" else name).encode()
