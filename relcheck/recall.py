"""Remembers what a full run said, so that a run on an unchanged project, or on some of its files, only shows it.

One file a question (rules, configuration, baseline, day) beside the cache of facts. It holds where things are
and what is wrong with them, never a value, and counts only as long as every file and directory has the size and
time stamp that it had then. Whatever cannot be told for sure is asked again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zlib import crc32

import relcheck
from relcheck.config import Config
from relcheck.diagnostic import Report
from relcheck.repo import discover, tree
from relcheck.repo.cache import DIRECTORY, cache_key, prepare
from relcheck.repo.codec import Decoder, Encoder, parts, write
from relcheck.repo.conventions import CONFIGURATION, ENTRY_FILES
from relcheck.repo.readers import PYTHON, classify
from relcheck.ruff import binary

if TYPE_CHECKING:
    from relcheck.repo.collect import Facts

MARKERS: Final = ("pyproject.toml", "relcheck.toml", ".relcheck.toml", "setup.py", "setup.cfg", ".git")
"""What makes a directory the root of a project, so that files in it can be known from a few of them."""

_BY_NAME: Final = frozenset(
    (*ENTRY_FILES, "__init__.py", "setup.py", *(f"{name}.py" for names in CONFIGURATION for name in names))
)
"""Files that may say something by being there: where variables are to be read, where a program begins."""
_KEPT: Final = 6
"""So many questions are remembered: the usual one, a hook's, what somebody tries."""


class Said(NamedTuple):
    """A report and what it stands on: the stamps of files that say something, and names that lead to them."""

    report: Report
    speaking: Mapping[str, tree.Stamp]
    names: tuple[str, ...]


class Recall:
    """What is remembered about one question to one project."""

    def __init__(self, config: Config, asked: Any) -> None:
        self.root = os.path.abspath(config.root)
        self.config = config
        self.day = asked.today
        self.baseline = asked.baseline_path
        self._directory = os.path.join(self.root, DIRECTORY)
        known = tuple(sorted((asked.baseline or {}).items()))
        self._question = repr((config, asked.command, known, asked.baseline_path))
        number = crc32(self._question.encode("utf-8", "surrogatepass"))
        self._file = os.path.join(self._directory, f"report-{number:08x}-{sys.implementation.cache_tag}")
        self._began = 0
        self._at_root = -1
        self._before: tree.Tree | None = None
        self._walked: tree.Walked | None = None

    @property
    def possible(self) -> bool:
        """Whether the root is that of a project, so that there is more to know than the files at hand."""
        return is_project(self.root)

    def begin(self) -> None:
        """Note how things stand before the project is read."""
        with suppress(OSError):  # a checkout that is mounted read-only is judged without a memory
            prepare(self._directory)
        self._began = time.time_ns()
        self._at_root = tree.stamp(self.root)[0]

    def look(self, files: int) -> None:
        """Look at the directories of a project that had so many files: any time after the beginning will do."""
        if files:
            self._walked = tree.walk(self.root, files, self._before)

    def all(self) -> Report | None:
        """The report on the whole project, if nothing at all has changed."""
        said, self._before = self._load(whole=True)
        return said.report if said and self._before and tree.same(self.root, self._before) else None

    def some(self, paths: Collection[str]) -> Report | None:
        """The report on some files, where it can be told: nothing that says anything has changed.

        One of them that said nothing may have changed, as long as it still has nothing to say, and uses no
        name of what others gave or took.
        """
        if not self.possible or any(path.endswith(".toml") or path == self.baseline for path in paths):
            return None
        said, _ = self._load()
        if said is None or said.report.stale or not tree.unchanged(said.speaking, self.root):
            return None
        silent = [path for path in paths if path not in said.speaking]
        if any(self._may_speak(path, said.names) for path in silent):
            trees = self._load(whole=True)[1]
            if trees is None or any(self._may_speak(path, said.names, trees.files) for path in silent):
                return None
        return said.report.about(frozenset(paths))

    def _may_speak(self, path: str, names: Iterable[str], known: Mapping[str, tree.Stamp] | None = None) -> bool:
        """Whether a file that said nothing could say something now."""
        from relcheck.repo.contents import content_of
        from relcheck.repo.python import may_hold
        from relcheck.repo.python.syntax.reduce import has_word
        from relcheck.suppress import may_hold as may_suppress

        full = os.path.join(self.root, path)
        if known is not None and known.get(path) == tree.stamp(full):
            return False
        if os.path.basename(path) in _BY_NAME:
            return True
        if classify(path) is not PYTHON:
            return True
        try:
            data = content_of(full, os.stat(full).st_size)
        except OSError:
            return True
        if may_suppress(data) or may_hold(data):
            return True
        text = data.decode("latin-1")
        return any(has_word(text, name) for name in names if name.isascii()) or not data.isascii()

    def save(self, report: Report, facts: Facts, files: discover.Files) -> None:
        """Remember a report on the whole project, unless something changed meanwhile, or cannot be watched."""
        ruff = binary.find("ruff")
        stamps = {path: (entry.mtime, entry.size) for path, entry in facts.entries.items()}
        stamps.update({path: tree.GONE for path in files.readers if path not in stamps})
        if not ruff or self._at_root < 0 or any(path.startswith("..") for path in stamps):
            return
        tomls = [os.path.join(self.root, path) for path in stamps if path.endswith("pyproject.toml")]
        given = [os.path.join(self.root, path) for path in self.config.given]
        if any(not os.path.isfile(path) for path in given):  # standard input is another one each time
            return
        settings = [path for path in (*tomls, *given, ruff, self.config.source, self.config.baseline) if path]
        trees = tree.look(self.root, stamps, settings, self._began, self._at_root, self._walked)
        if trees is None:
            return
        speaking = {path: stamps[path] for path in (*facts.python, *facts.marked) if path in stamps}
        others = (found.span.path for found in report.diagnostics)
        spans = (fact.span.path for fact in facts.other if hasattr(fact, "span"))
        speaking.update({path: stamps[path] for path in (*others, *spans) if path in stamps})
        encoder = Encoder()
        encoded = encoder.encode(report)
        code = {path: tree.stamp(path) for path in _code()}
        said = (self._question, self.day, encoder.types, encoded, speaking, _names(facts), code)
        with suppress(OSError):
            write(self._file, (cache_key(), said, tuple(trees)))
            self._tidy()

    def _load(self, whole: bool = False) -> tuple[Said | None, tree.Tree | None]:
        """What is remembered, if it is an answer to this question at all."""
        try:
            read = parts(self._file)
            if next(read) != cache_key():
                return None, None
            question, day, types, encoded, speaking, names, code = next(read)
            if question != self._question or day != self.day or not tree.unchanged(code):
                return None, None
            said = Said(Decoder(types).decode(encoded), speaking, names)
            return said, tree.Tree(*next(read)) if whole else None
        except (OSError, ValueError, TypeError, EOFError, AttributeError, MemoryError, ImportError, StopIteration):
            return None, None

    def _tidy(self) -> None:
        """Forget the oldest questions."""
        with os.scandir(self._directory) as entries:
            found = [(entry.stat().st_mtime_ns, entry.path) for entry in entries if entry.name.startswith("report-")]
        for _, path in sorted(found)[:-_KEPT]:
            os.unlink(path)


def is_project(root: str) -> bool:
    """Whether a directory is the root of a project."""
    return any(os.path.exists(os.path.join(root, name)) for name in MARKERS)


def _names(facts: Facts) -> tuple[str, ...]:
    """Every name that modules give to each other, or want of each other."""
    names: set[str] = set()
    for file in facts.python.values():
        for export in file.exports:
            names.update(export.name.split("."))
        names.update(name.rpartition(".")[2] for name in file.wants)
        for cls in file.classes:
            names.update(name.rpartition(".")[2].rpartition(":")[2] for name in cls.bases)
            names.update(name.rpartition(".")[2].rpartition(":")[2] for field in cls.fields for name in field.models)
    return tuple(sorted(name for name in names if name))


def _code() -> list[str]:
    """The files of all rules, and the directories in which packs of rules are installed; a change is a new tool."""
    from relcheck import registry

    packs = tuple(f"{name}." for name in registry.packs())
    modules = [getattr(module, "__file__", None) for name, module in sys.modules.items() if name.startswith(packs)]
    homes = [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")]
    here = os.path.dirname(relcheck.__file__)
    if os.path.isfile(os.path.join(here, "..", "pyproject.toml")):  # a checkout of relcheck itself
        modules += [getattr(module, "__file__", None) for name, module in sys.modules.items() if "relcheck" in name]
    return sorted({path for path in (*modules, *homes) if path})
