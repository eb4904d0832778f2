"""Joins modules: what imports an alias, a helper, a settings class or a constant is read again, knowing it.

The screen lets a file pass that only calls `env("KEY")`, where `env` is a helper of another module; so files
are looked through for the modules that export something, and only those that import one are read.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from relcheck.facts.python import Export, FileFacts
from relcheck.repo import workers
from relcheck.repo.codec import Decoder, Encoder
from relcheck.repo.python import failed, refused
from relcheck.repo.python.helpers.exports import SCHEME
from relcheck.repo.python.linking.constants import Constants
from relcheck.repo.python.linking.imports import Imports
from relcheck.repo.python.linking.nested import CLASS, Consulted, Load, ask, mark, nested
from relcheck.repo.python.meaning.kinds import Exported, Meaning, Ref
from relcheck.repo.python.reader import Reader
from relcheck.repo.python.scopes.scope import Module
from relcheck.repo.python.screen import is_program
from relcheck.repo.python.statements.reading import Known
from relcheck.repo.python.syntax.reduce import WORDS
from relcheck.repo.python.syntax.source import Source
from relcheck.repo.python.where import Modules, dotted
from relcheck.repo.readers import CODE

_ROUNDS: Final = 4
"""How many re-exports may stand between a name and its use."""
_DENSE: Final = 8
"""How many usual files one costs that imports a helper: it is parsed, and most others are only looked through."""


class Linker:
    """The state of linking: facts so far, and what each module exports.

    `only` are the files to complete, where all others are complete already; `jobs` is how many processes may
    read (0: as many as pay), and `progress` is told how far a round of reading is. `mentions` says for files that
    were looked at before which modules they may import. The `waiting` files were not read yet; of those whose
    process died, which are `lost`, only that is known.
    """

    def __init__(
        self,
        files: Mapping[str, FileFacts],
        load: Load,
        paths: Collection[str],
        only: Collection[str] | None = None,
        jobs: int = 1,
        progress: workers.Progress | None = None,
        mentions: Mapping[str, tuple[str, ...]] = {},
        waiting: Collection[str] = (),
    ) -> None:
        self.files = dict(files)
        self.waiting = frozenset(waiting)
        self.lone: frozenset[str] = _NONE  # those of them that take nothing of what is known so far
        self.lost: set[str] = set()
        self.jobs = jobs
        self.progress = progress
        self.only = only
        self.load = load
        self.paths = sorted(path for path in {*paths, *files} if path.endswith(CODE))
        self.modules = Modules(self.paths)
        self.consulted: Consulted = {}
        self.constants = Constants(self.modules, load, self.consulted)
        self.known = dict.fromkeys(self.waiting, _UNREAD)
        self.models: dict[str, set[str]] = {}
        self.wants: dict[str, set[str]] = {}
        self.words: dict[str, set[str]] = {}  # what a file imports, so that no function with it is left out
        self.imports = Imports(self.modules, self.paths, load, jobs, progress, mentions)
        self.passing: dict[str, set[tuple[str, str]]] = {}  # the names that a file may pass on, and from where
        self.presumed: dict[str, frozenset[str]] = {}  # exports of a file that are not yet read in it

    def run(self) -> dict[str, FileFacts]:
        """The facts of the files, completed by what they import from each other."""
        fresh = {path: _names(facts) for path, facts in self.files.items() if facts.exports}
        first = True
        for _ in range(_ROUNDS + bool(self.waiting)):
            again = self.importers(fresh) if fresh else set()
            for _ in range(_ROUNDS if again else 0):
                again |= self.importers(passed) if (passed := self.pass_on(again | self.passing.keys())) else set()
            again |= nested(self.files, self.modules, self.models, self.load, self.consulted)
            if first:
                again |= {path for path, facts in self.files.items() if facts.wants}
                self.lone = self.waiting - again
                again |= self.waiting
                first = False
            if self.only is not None:
                again &= frozenset(self.only)
            if not again:
                break
            fresh = {path: new for path, new in self.rereads(sorted(again)).items() if new}
            self.lone = _NONE
        for path, names in self.presumed.items():  # it could not be read
            kept = tuple(export for export in self.files[path].exports if export.name not in names)
            self.files[path] = self.files[path]._replace(exports=kept)
        return {path: facts for path, facts in sorted(self.files.items()) if facts != FileFacts(path)}

    def agrees(self, consulted: Mapping[tuple[str, str], int]) -> bool:
        """Whether files still answer what others were completed by."""
        for path, question in consulted:
            if question.startswith(CLASS):
                ask(path, question.removeprefix(CLASS), self.load, self.consulted)
            else:
                self.constants.ask(path, question)
        return all(self.consulted[asked] == answer for asked, answer in consulted.items())

    def pass_on(self, paths: Iterable[str]) -> dict[str, frozenset[str]]:
        """Presume that a file exports what it imports under its own name, so that its importers are read once."""
        new: dict[str, frozenset[str]] = {}
        for path in paths:
            old = self.files.get(path) or FileFacts(path)
            has = _names(old)
            given = [
                export._replace(name=name + export.name) if name[-1] == "." else export
                for name, origin in sorted(self.passing.get(path, ()))
                for export in (self.files[origin].exports if origin in self.files else ())
                if name[-1] == "." or export.name.partition(".")[0] == name
            ]
            added = [export for export in given if export.name not in has]
            if added:
                self.files[path] = old._replace(exports=(*old.exports, *added))
                new[path] = frozenset(export.name for export in added)
                self.presumed[path] = self.presumed.get(path, _NONE) | new[path]
        return new

    def rereads(self, paths: list[str]) -> dict[str, frozenset[str]]:
        """Read files again, in as many processes as pay; the names that each exports only now.

        All of a round see the facts of the round before, so that the order of reading decides nothing.
        """
        count = workers.processes(self.jobs, len(paths) * _DENSE, len(paths) * _DENSE * workers.USUAL)
        count = min(count, len(paths))
        if count > 1:
            import libcst  # noqa: F401  # once, before there are several processes
        encoder = Encoder()
        done = workers.run(self.work, self.died, paths, count, encoder, self.progress)
        decode = Decoder(encoder.types).decode
        new: dict[str, frozenset[str]] = {}
        for path, (answer, consulted) in zip(paths, done, strict=True):
            self.consulted.update(consulted)
            if answer is None:
                continue
            encoded, wants, self.known[path], needed = answer
            facts = decode(encoded)[0]
            self.wants[path] = set(wants)
            self.words.setdefault(path, set()).update(needed)
            presumed = self.presumed.pop(path, _NONE)
            old = self.files.get(path)
            silent = facts._replace(imports=(), main=False, wants=()) == FileFacts(path)
            if old is None and silent and path not in self.waiting:
                continue
            self.files[path] = facts
            new[path] = _names(facts).difference(_names(old) if old else ()) | presumed - _names(facts)
        return new

    def work(self, path: str, encoder: Encoder) -> tuple[Any, tuple[Any, ...]]:
        """One file again, and what others were asked for it."""
        before = len(self.consulted)
        try:
            answer = self.reread(path, encoder)
        except Exception as error:  # one file never ends a run
            facts = (self.files.get(path) or FileFacts(path))._replace(unreadable=failed(path, error))
            answer = encoder.encode((facts,)), tuple(sorted(facts.wants)), self.known.get(path, _NOTHING), ()
        return answer, tuple(self.consulted.items())[before:]

    def died(self, path: str, reason: str, encoder: Encoder) -> tuple[Any, tuple[Any, ...]]:
        """What is said of a file that no process survives: if it was never read, that."""
        if self.known.get(path) != _UNREAD:
            return None, ()
        self.lost.add(path)
        facts = refused(path, f"the process that read it died: {reason}")
        return (encoder.encode((facts,)), (), _NOTHING, ()), ()

    def reread(self, path: str, encoder: Encoder) -> Any:
        """Its facts, what it wants of others, what it knew, and the words of the functions that it needs; None where
        it learned nothing.
        """
        data = self.load(path)
        if data is None:
            return None
        source = Source(data, path, self.words.get(path, ()))
        if source.error:
            unread = refused(path, source.error, source.line)._replace(main=is_program(data))
            return (encoder.encode((unread,)), (), _NOTHING, ()) if path in self.waiting else None
        old = self.files.get(path)
        reader = Reader(source)
        wants = {*self.wants.get(path, ()), *(old.wants if old else ())}
        known = self.knowledge(path, reader.module, wants) if path not in self.lone else Known()
        learned = mark(known)
        if learned == self.known.get(path, _NOTHING):
            return None
        facts = reader.facts(known)
        missing = set(facts.wants) - wants
        wants |= missing
        if missing and (more := mark(known := self.knowledge(path, reader.module, wants))) != learned:
            facts, learned = Reader(source).facts(known), more
        facts = facts._replace(main=is_program(data))
        return encoder.encode((facts,)), tuple(sorted(wants)), learned, tuple(sorted(source.words.difference(WORDS)))

    def knowledge(self, path: str, module: Module, wants: Iterable[str]) -> Known:
        """What the modules that a file imports export, by the names that the file uses."""
        meanings: dict[str, Meaning] = {}
        classes: dict[str, str] = {}
        schemes: dict[str, str] = {}
        names = [full for _, full in module.imported] + [f"{star}." for star in module.starred]
        names += [name for name in module.imports if name.strip(".")]
        for full in dict.fromkeys(names):
            place = self.modules.find(full.rstrip(".") if full.strip(".") else full[:-1], path)
            facts = self.files.get(place[0]) if place is not None else None
            if place is None or facts is None:
                continue
            prefix = full if full.endswith(".") else f"{full}."
            if full.endswith("..") and not full.strip("."):
                prefix = full[:-1]
            for export in facts.exports:
                name = ""
                if not place[1]:
                    name = prefix + export.name
                elif export.name == place[1]:
                    name = full
                elif export.name.startswith(place[1] + "."):
                    name = full + export.name[len(place[1]) :]
                if name:
                    self.note(name, export, place[0], meanings, classes)
                    if export.what == "library" and (scheme := export.target.partition(SCHEME)[2]):
                        schemes[name] = scheme
        for want in wants:
            constant = self.constants.find(want, path)
            if constant is not None:
                meanings[want] = constant
        return Known(meanings, classes, tuple(sorted(self.models.get(path, ()))), schemes)

    def note(self, name: str, export: Export, path: str, meanings: dict[str, Meaning], classes: dict[str, str]) -> None:
        """What an export means under the name that another file gives it."""
        if export.what == "settings":
            classes[name] = export.target
            return
        helper = export.what == "helper"
        meaning = (
            Exported(f"{dotted(path)}:{export.name}", export.target)
            if helper
            else Ref(export.target.partition(SCHEME)[0])
        )
        meanings[name] = meaning
        owner, _, attribute = name.rpartition(".")
        if "." in export.name and export.name[-2:] != "()":
            meanings[f"{owner}().{attribute}"] = meaning

    # -- who imports -----------------------------------------------------------------------------

    def importers(self, fresh: Mapping[str, frozenset[str]]) -> set[str]:
        """The files that import one of these names, given by the path of the module that exports it."""
        looked = self.speaking(self.paths if self.only is None else self.only, fresh)
        found: set[str] = set()
        for path, (words, passed) in self.imports.taken(fresh, looked):
            if passed:
                self.passing.setdefault(path, set()).update(passed)
            if words:
                found.add(path)
                self.words.setdefault(path, set()).update(words)
        self.modules.forget()
        return found

    def taken(self, changed: Mapping[str, Collection[str]]) -> bool:
        """Whether a file that is complete already takes one of these names of a module."""
        if not changed:
            return False
        looked = self.speaking([path for path in self.paths if path not in (self.only or ())], changed)
        return any(words or passed for _, (words, passed) in self.imports.taken(changed, looked))

    def speaking(self, paths: Iterable[str], exported: Mapping[str, Collection[str]]) -> list[str]:
        """Those of the files that may pass on or use one of these names: of most, that they have facts tells.

        A package that passes on all of a module (`from .compat import *`) need not say a name.
        """
        silent = any(not _speaks(name) for names in exported.values() for name in names)
        has = self.files.keys() | self.waiting
        return [path for path in paths if silent or path in has or path.endswith("__init__.py")]


_NONE: Final[frozenset[str]] = frozenset()


def _names(facts: FileFacts) -> frozenset[str]:
    return frozenset(export.name for export in facts.exports)


def _speaks(name: str) -> bool:
    """Whether a file that holds this name passes the screen for it."""
    return "getenv" in name or ("environ" in name and "environment" not in name)


_NOTHING: Final = mark(Known())
_UNREAD: Final = -1
"""The mark of a file that waits."""
