"""Joins modules: what imports an alias, a helper, a settings class or a constant is read again, knowing it.

The screen lets a file pass that only calls `env("KEY")`, where `env` is a helper of another module; so files
are looked through for the modules that export something, and only those that import one are read.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from relcheck.facts.python import Export, FileFacts
from relcheck.repo.python.bind import Module, bind
from relcheck.repo.python.constants import Constants
from relcheck.repo.python.meaning import Exported, Meaning, Ref
from relcheck.repo.python.reader import Known, Reader
from relcheck.repo.python.source import Source
from relcheck.repo.python.where import Modules, dotted

_ROUNDS: Final = 4
"""How many re-exports may stand between a name and its use."""
Load = Callable[[str], bytes | None]


def link(
    files: Mapping[str, FileFacts], load: Load, paths: Collection[str], only: Collection[str] | None = None
) -> dict[str, FileFacts]:
    """The facts of a project's files, completed by what they import from each other.

    `only` are the files to complete, where all others are complete already.
    """
    return _Linker(files, load, paths, only).run()


class _Linker:
    """The state of linking: facts so far, and what each module exports."""

    def __init__(
        self, files: Mapping[str, FileFacts], load: Load, paths: Collection[str], only: Collection[str] | None = None
    ) -> None:
        self.files = dict(files)
        self.only = only
        self.load = load
        self.paths = sorted(path for path in {*paths, *files} if path.endswith((".py", ".pyw", ".ipynb")))
        self.modules = Modules(self.paths)
        self.constants = Constants(self.modules, load)
        self.known: dict[str, Known] = {}
        self.models: dict[str, set[str]] = {}

    def run(self) -> dict[str, FileFacts]:
        fresh = {path for path, facts in self.files.items() if facts.exports}
        first = True
        for _ in range(_ROUNDS):
            again = self.importers(fresh) if fresh else set()
            if first:
                again |= {path for path, facts in self.files.items() if facts.wants}
                first = False
            again |= self.nested()
            if self.only is not None:
                again &= frozenset(self.only)
            if not again:
                break
            fresh = {path for path in sorted(again) if self.reread(path)}
        return {path: self.files[path] for path in sorted(self.files)}

    def reread(self, path: str) -> bool:
        """Read a file again, knowing what it imports; whether it exports more than before."""
        data = self.load(path)
        source = Source(data, path) if data is not None else None
        if source is None or source.error:
            return False
        old = self.files.get(path)
        known = self.knowledge(path, bind(source.syntax), old.wants if old else ())
        if known == self.known.get(path, Known()):
            return False
        self.known[path] = known
        facts = Reader(source, known).facts()
        missing = set(facts.wants) - set(known.meanings)
        if missing and any(self.constants.find(name, path) for name in missing):
            known = self.knowledge(path, bind(source.syntax), facts.wants)
            self.known[path] = known
            facts = Reader(source, known).facts()
        if old is None and not (facts.accesses or facts.classes or facts.instances or facts.exports):
            return False
        self.files[path] = facts
        return set(facts.exports) != set(old.exports if old else ())

    def knowledge(self, path: str, module: Module, wants: Iterable[str]) -> Known:
        """What the modules that a file imports export, by the names that the file uses."""
        meanings: dict[str, Meaning] = {}
        classes: dict[str, str] = {}
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
        for want in wants:
            constant = self.constants.find(want, path)
            if constant is not None:
                meanings[want] = constant
        return Known(meanings, classes, tuple(sorted(self.models.get(path, ()))))

    def note(self, name: str, export: Export, path: str, meanings: dict[str, Meaning], classes: dict[str, str]) -> None:
        """What an export means under the name that another file gives it."""
        if export.what == "settings":
            classes[name] = export.target
        elif export.what == "helper":
            meaning = Exported(f"{dotted(path)}:{export.name}", export.target)
            meanings[name] = meaning
            owner, _, method = name.rpartition(".")
            if "." in export.name:
                meanings[f"{owner}().{method}"] = meaning
        else:
            meanings[name] = Ref(export.target)

    def nested(self) -> set[str]:
        """The files with models that settings classes of other files nest, or inherit from."""
        again: set[str] = set()
        for facts in list(self.files.values()):
            for cls in facts.classes:
                for name in {*cls.bases, *(model for field in cls.fields for model in field.models)}:
                    flat = name.replace(".:", ".").replace(":", ".")
                    place = self.origin(self.modules.find(flat, facts.path))
                    if place is None or not place[1] or place[0] == facts.path:
                        continue
                    theirs = self.files.get(place[0])
                    if theirs is not None and any(other.name == place[1] for other in theirs.classes):
                        continue
                    wanted = self.models.setdefault(place[0], set())
                    if place[1] not in wanted:
                        wanted.add(place[1])
                        again.add(place[0])
        return again

    def origin(self, place: tuple[str, str] | None) -> tuple[str, str] | None:
        """Where a class is defined that a package passes on under the same name, or another."""
        for _ in range(_ROUNDS):
            data = self.load(place[0]) if place is not None and place[1] else None
            if place is None or data is None or f"class {place[1]}".encode() in data or place[1].encode() not in data:
                return place
            source = Source(data, place[0])
            imported = dict(bind(source.syntax).imported) if not source.error else {}
            full = imported.get(place[1])
            if full is None:
                return place
            place = self.modules.find(full, place[0])
        return place

    # -- who imports -----------------------------------------------------------------------------

    def importers(self, fresh: set[str]) -> set[str]:
        """The files that import one of these modules, or a name from it, as far as their bytes tell."""
        modules: dict[bytes, set[str]] = {}
        for path in fresh:
            exported = self.files[path].exports
            if all(_speaks(export.name) for export in exported):
                continue  # who imports that has passed the screen, and is found by its imports
            modules.setdefault(dotted(path).rpartition(".")[2].encode(), set()).add(path)
        found: set[str] = set()
        for path, facts in self.files.items():
            for name in facts.imports:
                place = self.modules.find(name, path)
                if place is not None and place[0] in fresh and self.names(path, (place[0],)):
                    found.add(path)
        if modules:
            found |= self.searched(modules)
        return found

    def searched(self, modules: Mapping[bytes, set[str]]) -> set[str]:
        """The files whose bytes have an import of one of these modules."""
        patterns = {last: _import_of(last) for last in modules}
        packages = [
            path.rpartition("/")[0] for paths in modules.values() for path in paths if path.endswith("/__init__.py")
        ]
        found: set[str] = set()
        for path in self.paths if self.only is None else self.only:
            data = self.load(path)
            if data is None:
                continue
            for last, pattern in patterns.items():
                if last not in data or modules[last] == {path}:
                    continue
                if self.names(path, modules[last], data) and pattern.search(data):
                    found.add(path)
                    break
            else:
                below = packages and b"from ." in data and any(path.startswith(package + "/") for package in packages)
                if below and _FROM_DOTS.search(data):
                    found.add(path)
        return found

    def names(self, path: str, modules: Iterable[str], data: bytes | None = None) -> bool:
        """Whether a file can use something of these modules: it holds a name that they export, or a star."""
        data = self.load(path) if data is None else data
        if data is None:
            return False
        if b"import *" in data:
            return True
        return any(
            export.name.rpartition(".")[2].encode() in data for one in modules for export in self.files[one].exports
        )


_FROM_DOTS: Final = re.compile(rb"(?m)^[ \t]*from[ \t]+\.+[ \t]+import\b")


def _import_of(last: bytes) -> re.Pattern[bytes]:
    word = rb"\b" + re.escape(last) + rb"\b"
    return re.compile(
        rb"(?m)^[ \t]*(?:from[ \t]+[.\w]*" + word + rb"[ \t]+import\b|import[ \t][^#\n]*" + word
        + rb"|from[ \t]+[.\w]+[ \t]+import[ \t]*(?:\([^)]*|[^#\n(]*)" + word + rb")"
    )  # fmt: skip


def _speaks(name: str) -> bool:
    """Whether a file that holds this name passes the screen for it."""
    return "getenv" in name or ("environ" in name and "environment" not in name)
