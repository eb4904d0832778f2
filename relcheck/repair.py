"""The pipeline of `relcheck lint --fix`: lint, apply the fixes that go together, lint again, until none is left.

Nothing is written while it runs: each round sees the last one's files as an overlay, and whoever called
writes the result or shows the difference.
"""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from relcheck import api
from relcheck.config import Config
from relcheck.diagnostic import Applicability, Diagnostic, Report
from relcheck.engine import Asked
from relcheck.fix.edits import Unwritable, apply, choose
from relcheck.fix.offer import MENDED, Offered, offer
from relcheck.fix.tidy import tidy
from relcheck.render.look import Sources
from relcheck.repo.python.source import decode

if TYPE_CHECKING:
    from relcheck.fix.around import Around
    from relcheck.fix.prepare import Prepared

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
    bold = unsafe if bold is None else bold
    root = os.path.abspath(config.root)
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    refused: set[str] = set()
    fixed: list[Diagnostic] = []

    def wanted(applicability: Applicability) -> bool:
        return applicability == "safe" or (unsafe and applicability == "unsafe")

    def editable(path: str) -> bool:
        return path not in refused and not path.endswith(".ipynb")

    asked_for: frozenset[str] | None = None
    ready: dict[str, bytes] = {}
    given = config.runtime
    for number in range(ROUNDS + 1):
        how = options._replace(overlay={**options.overlay, **_overlay(root, options.overlay, after)})
        gathered = api.gather(paths, config, how)
        sources = api.sources(gathered, how)
        report = api.judge(gathered, asked=asked, sources=sources)
        if not number:
            asked_for = gathered.only
        elif asked_for is not None:  # a fix may have changed files that nobody asked about
            shown = tuple(found for found in report.diagnostics if found.span.path in asked_for)
            report = report._replace(diagnostics=shown, files=len(asked_for))
        if not number and unsafe:
            home = _prepared(report, gathered, sources)
            for path, edits in home.edits.items():
                before[path] = _bytes(root, path, options.overlay)
                after[path] = ready[path] = apply(before[path], path, sorted(edits, key=lambda edit: edit.span))
            if ready:
                config = config._replace(runtime=home.runtime or config.runtime)
                continue
        offered = with_fixes(report, gathered, sources, bold=bold)
        chosen = choose(offered.diagnostics, wanted, editable)
        if not chosen.edits or number == ROUNDS:
            break
        made: dict[str, bytes] = {}
        failed = False
        for path, edits in chosen.edits.items():
            try:
                old = after[path] if path in after else _bytes(root, path, options.overlay)
                made[path] = apply(old, path, edits)
                before.setdefault(path, old)
            except (OSError, Unwritable):
                refused.add(path)
                failed = True
        if failed:
            continue  # what was chosen may belong together, so choose again without that file
        after.update(made)
        fixed += chosen.fixed
    if any(path.endswith(".py") and after[path] == data for path, data in ready.items()):
        gone = {path for path, data in ready.items() if after[path] == data}
        if all(path in gone for path in ready):
            config = config._replace(runtime=given)
        else:
            gone = {path for path in gone if path.endswith(".py")}
        for path in gone:
            del after[path]
        how = options._replace(overlay={**options.overlay, **_overlay(root, options.overlay, after)})
        gathered = api.gather(paths, config, how)
        sources = api.sources(gathered, how)
        report = api.judge(gathered, asked=asked, sources=sources)
        offered = with_fixes(report, gathered, sources, bold=bold)
    for path in after:
        after[path] = _tidied(before[path], after[path], path)
    changed = {path: data for path, data in after.items() if data != before[path]}
    how = options._replace(overlay={**options.overlay, **_overlay(root, options.overlay, changed)})
    return Repaired(
        report._replace(diagnostics=offered.diagnostics), gathered, how, tuple(fixed), before, changed, offered.withheld
    )


def _prepared(report: Report, gathered: api.Gathered, sources: Sources) -> "Prepared":
    """What is made before reads can move: where there is no settings class, or no instance of it."""
    from relcheck.fix.prepare import Prepared, prepared

    if not any(found.code in MENDED for found in report.diagnostics):
        return Prepared({})
    return prepared(report.diagnostics, _around(gathered, sources))


def with_fixes(report: Report, gathered: api.Gathered, sources: Sources, *, bold: bool = False) -> Offered:
    """The report with the fixes of stray reads, which take the whole project to make.

    `bold` prefers what is meant over what is the same: a switch that is compared with words becomes one.
    """
    if not any(found.code in MENDED for found in report.diagnostics):
        return Offered(report.diagnostics, {})
    return offer(report.diagnostics, _around(gathered, sources), bold=bold)


def _around(gathered: api.Gathered, sources: Sources) -> "Around":
    """What the fixes of stray reads have to know of the project."""
    from relcheck.fix.around import Around
    from relcheck.repo.python.where import Modules
    from relcheck.ruff.graph import edges

    paths = frozenset(gathered.files.readers)
    project = api.project_of(gathered, sources)
    root = os.path.abspath(gathered.files.root)
    return Around(project, sources, lambda paths: Modules(paths).find, paths, lambda: edges(root))


def _tidied(before: bytes, after: bytes, path: str) -> bytes:
    """The file without the imports that became idle."""
    if not path.endswith(".py"):
        return after
    try:
        return apply(after, path, tidy(decode(before), decode(after), path))
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
