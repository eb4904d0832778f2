"""The pipeline of `relcheck lint --fix`: lint, apply the fixes that go together, lint again, until none is left.

Nothing is written while it runs: each round sees the last one's files as an overlay, and whoever called
writes the result or shows the difference.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from relcheck import api
from relcheck.asked import Asked
from relcheck.config import Config
from relcheck.diagnostic import Applicability, Diagnostic, Report
from relcheck.fix.around import Around
from relcheck.fix.configured import configured
from relcheck.fix.edits import Chosen, Unwritable, apply, choose, ordered
from relcheck.fix.needed import unnamed
from relcheck.fix.offer import MENDED, Offered, offer
from relcheck.fix.prepare import Prepared, prepared
from relcheck.fix.tidy import spaced, tidy
from relcheck.fix.uses import holding, taken_from
from relcheck.recall import is_project
from relcheck.render.look import Sources
from relcheck.repo import discover
from relcheck.repo.python.syntax.source import decode

ROUNDS: Final = 20
"""Fixes that overlap wait for the next round; more rounds than this are fixes that undo each other."""


class Repaired(NamedTuple):
    """What became of the files. `before` and `after` are their bytes, by path relative to `report.root`.

    `report` is what is left, `gathered` and `how` are what it was made from; `withheld` says why a finding that
    is left was not fixed.
    """

    report: Report
    gathered: api.Gathered
    how: api.Options
    fixed: tuple[Diagnostic, ...] = ()
    before: Mapping[str, bytes] = {}
    after: Mapping[str, bytes] = {}
    withheld: Mapping[Diagnostic, str] = {}


def repair(
    paths: Sequence[str],
    config: Config,
    *,
    asked: Asked,
    options: api.Options,
    unsafe: bool = False,
    bold: bool | None = None,
) -> Repaired:
    """Fix what can be fixed in memory; `unsafe` applies fixes that may change what the program does, too.

    `bold`, which goes with it unless told, prefers what is meant over what is the same.
    """
    run = _Run(paths, config, asked, options, unsafe if bold is None else bold)
    run.look()
    if unsafe:
        run.prepare()
    for number in range(ROUNDS + 1):
        offered = run.offered()
        if number == ROUNDS or not run.apply(choose(offered.diagnostics, _wanted(unsafe), run.editable)):
            break
        run.look()
    if run.settle():
        run.look()
        offered = run.offered()
    return run.done(offered)


def _wanted(unsafe: bool) -> Callable[[Applicability], bool]:
    return lambda applicability: applicability == "safe" or (unsafe and applicability == "unsafe")


class _Run:
    """The files as the fixes leave them, and what the last look at them said."""

    gathered: api.Gathered
    sources: Sources
    report: Report

    def __init__(self, paths: Sequence[str], config: Config, asked: Asked, options: api.Options, bold: bool) -> None:
        self.paths = paths
        self.config = config
        self.given = config.runtime
        self.asked = asked
        self.options = options
        self.bold = bold
        self.root = os.path.abspath(config.root)
        self.before: dict[str, bytes] = {}
        self.after: dict[str, bytes] = {}
        self.refused: set[str] = set()
        self.fixed: list[Diagnostic] = []
        self.only: frozenset[str] | None = None
        self.looked = False
        self.every: frozenset[str] = frozenset()
        self.home: Prepared | None = None
        self.ready: dict[str, bytes] = {}

    def editable(self, path: str) -> bool:
        """Whether fixes may change a file."""
        return path not in self.refused and not path.endswith(".ipynb")

    def how(self) -> api.Options:
        """The options with the files as they are now."""
        given = self.options.overlay
        return self.options._replace(overlay={**given, **_overlay(self.root, given, self.after)})

    def look(self) -> None:
        """Let the rules speak about the files as they are now."""
        how = self.how()
        self.gathered = api.gather(self.paths, self.config, how)
        self.sources = api.sources(self.gathered, how)
        self.report = api.judge(self.gathered, asked=self.asked, sources=self.sources)
        if not self.looked:
            self.only, self.looked = self.gathered.only, True
            if self.only is not None and is_project(self.root):  # a test, or an importer, need not read variables
                self.every = frozenset(discover.discover(self.root, [self.root]).readers)
        elif self.only is not None:  # a fix may have changed files that nobody asked about
            shown = tuple(found for found in self.report.diagnostics if found.span.path in self.only)
            self.report = self.report._replace(diagnostics=shown, files=len(self.only))

    def offered(self) -> Offered:
        """What can be fixed now."""
        return _offered(self.report, self.around, bold=self.bold)

    def around(self) -> Around:
        """What fixes have to know of the project: all of its files, although few were asked for."""
        return around(self.gathered, self.sources, self.every)

    def prepare(self) -> None:
        """Make a home for reads that have none, and look again."""
        if not any(found.code in MENDED for found in self.report.diagnostics):
            return
        self.home = prepared(self.report.diagnostics, self.around())
        if self.apply(Chosen((), {path: ordered(edits) for path, edits in self.home.edits.items()})):
            self.ready = dict(self.after)
            self.config = self.config._replace(runtime=self.home.runtime or self.config.runtime)
            self.look()

    def apply(self, chosen: Chosen) -> bool:
        """Make these changes; what belongs together with a file that cannot be written is chosen again without."""
        made: dict[str, bytes] = {}
        for path, edits in chosen.edits.items():
            try:
                old = self.after[path] if path in self.after else _bytes(self.root, path, self.options.overlay)
                made[path] = apply(old, path, edits)
                self.before.setdefault(path, old)
            except (OSError, Unwritable):
                self.refused.add(path)
        if self.refused.isdisjoint(chosen.edits):
            self.after.update(made)
            self.fixed += chosen.fixed
        return bool(chosen.edits)

    def settle(self) -> bool:
        """Take away the homes that nothing moved into, and name the others; whether that asks for another look."""
        idle = {path for path, data in self.ready.items() if self.after[path] == data}
        for path in idle:
            del self.after[path]
        if self.home is not None and self.home.runtime:
            used = [path for path in self.home.new if path not in idle]
            names = tuple(name for name in self.home.runtime if name not in idle) if used else ()
            if names:
                self.apply(Chosen((), dict([configured(names, self.around())])))
            self.config = self.config._replace(runtime=names or self.given)
        return bool(idle)

    def done(self, offered: Offered) -> Repaired:
        """What became of the files."""
        surroundings = self.around()
        for path in self.after:
            self.after[path] = _tidied(self.before[path], self.after[path], path, surroundings)
        self.after = {path: data for path, data in self.after.items() if data != self.before[path]}
        made = [path for path in self.home.new if path in self.after] if self.home is not None else []
        notes = (*self.report.notes, *unnamed(made, surroundings, self.root))
        report = self.report._replace(diagnostics=offered.diagnostics, notes=notes)
        fixed = tuple(self.fixed)
        return Repaired(report, self.gathered, self.how(), fixed, self.before, self.after, offered.withheld)


def with_fixes(report: Report, gathered: api.Gathered, sources: Sources, *, bold: bool = False) -> Offered:
    """The report with the fixes of stray reads, which take the whole project to make.

    `bold` prefers what is meant over what is the same: a switch that is compared with words becomes one.
    """
    return _offered(report, lambda: around(gathered, sources), bold=bold)


def _offered(report: Report, surroundings: Callable[[], Around], *, bold: bool) -> Offered:
    if not any(found.code in MENDED for found in report.diagnostics):
        return Offered(report.diagnostics, {})
    return offer(report.diagnostics, surroundings(), bold=bold)


def around(gathered: api.Gathered, sources: Sources, every: frozenset[str] = frozenset()) -> Around:
    """What the fixes of stray reads have to know of the project; `every` are files beside those that were gathered."""
    from relcheck.repo.python.where import Modules
    from relcheck.ruff.graph import edges

    paths = every.union(gathered.files.readers)
    project = api.project_of(gathered, sources)
    root = os.path.abspath(gathered.files.root)
    return Around(project, sources, lambda paths: Modules(paths).find, paths, lambda: edges(root))


def _tidied(before: bytes, after: bytes, path: str, surroundings: Around) -> bytes:
    """The file without the imports that became idle."""

    def spare(name: str) -> bool:
        return not any(taken_from(path, name, one, surroundings) for one in holding(name, surroundings))

    if not path.endswith(".py"):
        return after
    try:
        after = apply(after, path, tidy(decode(before), decode(after), path, spare))
        return apply(after, path, spaced(decode(before), decode(after), path))
    except (Unwritable, UnicodeDecodeError, LookupError, SyntaxError):
        return after


def _overlay(root: str, given: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, bytes]:
    """The changed files by the path under which they were given, else by their full path."""
    names = {os.path.abspath(name): name for name in given}
    return {names.get(full := os.path.join(root, path), full): data for path, data in after.items()}


def _bytes(root: str, path: str, overlay: Mapping[str, bytes]) -> bytes:
    full = os.path.join(root, path)
    for name, data in overlay.items():
        if os.path.abspath(name) == full:
            return data
    try:
        with open(full, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""  # it is still to be made
