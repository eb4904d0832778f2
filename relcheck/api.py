"""The pipelines, top to bottom. START HERE.

    lint:   find files -> facts (cached) -> link modules -> who is who -> rules -> suppressions -> Report
    facts:  find files -> facts (cached) -> link modules

A run on a few files says about them what a full run says: it takes the facts of the rest of the project from
the cache, and reads the project once where there is no cache yet. Only with `cache=False`, or outside of any
project, does it know nothing but those files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from relcheck.asked import Asked
from relcheck.config import Config, Selection
from relcheck.diagnostic import Report
from relcheck.lazy import require
from relcheck.recall import Recall, is_project
from relcheck.repo import discover
from relcheck.repo.cache import DIRECTORY, Cache
from relcheck.repo.contents import contents
from relcheck.repo.readers import PYTHON, classify

if TYPE_CHECKING:  # a run that remembers its answer needs none of it
    from relcheck.facts.python import FileFacts
    from relcheck.project import Project
    from relcheck.repo.collect import Facts


class Options(NamedTuple):
    """How to run. `overlay` are contents to use instead of what is on disk, by path as given.

    `jobs` is the number of processes (0: as many as pay); `progress` is told how many of how many files are
    read, and only where files are read.
    """

    cache: bool = True
    jobs: int = 0
    force_exclude: bool = False
    overlay: Mapping[str, bytes] = {}
    progress: Callable[[int, int], None] | None = None


class Gathered(NamedTuple):
    """What the files of a project say. `only` are the files that were asked for, None for all of them.

    `partial` is true where the rest of the project is not known.
    """

    config: Config
    files: discover.Files
    facts: Facts
    only: frozenset[str] | None = None
    partial: bool = False
    notes: tuple[str, ...] = ()


def lint(
    paths: Sequence[str] = (".",),
    config: Config | None = None,
    *,
    selection: Selection | None = None,
    asked: Asked | None = None,
    options: Options = Options(),  # noqa: B008
) -> Report:
    """Judge what is at `paths`: everything that `relcheck lint` prints, and nothing printed."""
    config = config or _config(paths)
    return report(paths, config, _asked(config, selection, asked), options)


def report(paths: Sequence[str], config: Config, asked: Asked, options: Options = Options()) -> Report:  # noqa: B008
    """What there is to say; from memory, where nothing has changed since it was said."""
    if not options.cache or options.overlay:
        return _fresh(gather(paths, config, options, _rules), asked, options)
    recall = Recall(config, asked)
    if [os.path.abspath(path) for path in paths] == [recall.root]:
        return recall.all() or _told(recall, paths, asked, options)[0]
    files = discover.discover(recall.root, paths, options.force_exclude)
    if (known := recall.some(files.readers)) is not None:
        return known
    if recall.possible and files.readers and recall.all() is None:  # else they are excluded, and no part of it
        whole, looked = _told(recall, (recall.root,), asked, options)
        if looked.issuperset(files.readers) and not whole.stale:
            return whole.about(frozenset(files.readers))
    return _fresh(gather(paths, config, options), asked, options)


def _fresh(gathered: Gathered, asked: Asked, options: Options) -> Report:
    return judge(gathered, asked=asked, sources=sources(gathered, options), mark=True)


def _rules(files: int) -> None:
    """Import all that judging takes."""
    from relcheck import engine, project, registry  # noqa: F401
    from relcheck.repo import joined, who  # noqa: F401

    registry.catalogue()


def _told(recall: Recall, paths: Sequence[str], asked: Asked, options: Options) -> tuple[Report, frozenset[str]]:
    """The report on a whole project, remembered for the next run, and the files that it is about."""
    recall.begin()

    def meanwhile(files: int) -> None:
        _rules(files)
        recall.look(files)

    gathered = gather(paths, recall.config, options, meanwhile)
    found = _fresh(gathered, asked, options)
    recall.save(found, gathered.facts, gathered.files)
    return found, frozenset(gathered.files.readers)


def facts(
    paths: Sequence[str] = (".",),
    config: Config | None = None,
    options: Options = Options(),  # noqa: B008
) -> Iterator[FileFacts]:
    """What each Python file says, linked across modules, in order of path; files that say nothing left out."""
    gathered = gather(paths, config, options)
    for path, file in gathered.facts.python.items():
        if gathered.only is None or path in gathered.only:
            yield file


def gather(
    paths: Sequence[str],
    config: Config | None = None,
    options: Options = Options(),  # noqa: B008
    meanwhile: Callable[[int], None] | None = None,
) -> Gathered:
    """Find the files and collect their facts.

    `meanwhile` is done while ruff looks for the files of a project, and told how many there were the last time.
    """
    from relcheck.repo.among import among, covers
    from relcheck.repo.collect import collect
    from relcheck.repo.disk import Disk
    from relcheck.repo.linked import linked

    require("libcst")
    if config is None:
        config = _config(paths)
    root = os.path.abspath(config.root)
    overlay = {discover.relative(os.path.abspath(path), root): data for path, data in options.overlay.items()}
    paths = [path for path in paths if path not in options.overlay]  # what is given need not be on disk
    cache = Cache(os.path.join(root, DIRECTORY)) if options.cache else None
    only: frozenset[str] | None = None
    partial = False
    disk: Disk | None = None
    if covers(paths, root):
        finish = discover.begin(root, paths, options.force_exclude)
        disk = Disk(root, cache.paths if cache and cache.load() else (), cache)
        if meanwhile:
            meanwhile(len(disk.stamps))
        files = finish()
    else:
        files, only, partial = among(root, paths, options.force_exclude, cache if is_project(root) else None)
    for path in overlay:
        files.readers.setdefault(path, classify(path) or PYTHON)
        only = only | {path} if only is not None else None
    wait = only is None
    found = collect(files, cache, disk=disk, jobs=options.jobs, overlay=overlay, progress=options.progress, wait=wait)
    some = only is not None and cache is not None and cache.found
    found = linked(found, files, overlay, cache, some, options.jobs, options.progress)
    return Gathered(_members(config, files), files, found, only, partial, files.notes)


def judge(gathered: Gathered, *, asked: Asked, sources: Callable[[str], str | None], mark: bool = False) -> Report:
    """Let the rules speak about what was gathered; about files that say nothing they need not be asked.

    `mark` looks for the safe fixes of stray reads, too, where that is cheap.
    """
    if gathered.only is not None and not asked.baseline and gathered.only.isdisjoint(_speaking(gathered.facts)):
        return Report(files=len(gathered.only), notes=gathered.notes, root=gathered.config.root)
    from relcheck import engine, registry

    project = project_of(gathered, sources)
    notes = gathered.notes
    if gathered.config.runtime == () and project.runtime and "application" in project.roles.values():
        notes = (*notes, f"runtime config module: {project.runtime_reason}")
    looked = gathered.files.readers if gathered.only is None else gathered.only
    report = engine.report(
        engine.choose(registry.catalogue(), gathered.config, asked.command),
        project,
        sources,
        asked=asked,
        looked=looked,
        marked=gathered.facts.marked
        if gathered.only is None
        else [path for path in gathered.facts.marked if path in gathered.only],
        notes=notes,
        only=gathered.only,
    )
    if report.diagnostics and any(kind.__name__ == "Rendered" for kind in project.facts):
        from relcheck.repo.supply.lead import led

        report = report._replace(diagnostics=led(report.diagnostics, project, gathered.files.readers, sources))
    if mark and project.instances and report.diagnostics:
        from relcheck.marks import marked

        report = marked(report, project, sources, frozenset(gathered.files.readers), gathered.files.root)
    return report


def _speaking(found: Facts) -> Iterator[str]:
    """The files that rules can say something about: those with facts, and those with suppressions."""
    yield from found.marked
    yield from found.python
    for fact in found.other:
        if hasattr(fact, "span"):
            yield fact.span.path


def project(paths: Sequence[str] = (".",), config: Config | None = None) -> Project:
    """Everything that is known of the project at `paths`, without a rule's opinion."""
    gathered = gather(paths, config)
    return project_of(gathered, sources(gathered))


def runtime(root: str) -> tuple[tuple[str, ...], str]:
    """The runtime config modules of a project, and how they were found."""
    found = project([root])
    return found.runtime, found.runtime_reason


def project_of(gathered: Gathered, sources: Callable[[str], str | None]) -> Project:
    """The project as rules see it: all facts joined, and who is who."""
    from relcheck.project import Project
    from relcheck.repo.joined import built, each, fed
    from relcheck.repo.who import who

    python = gathered.facts.python
    found = who(gathered.files.root, python, gathered.files.readers, gathered.facts.other, gathered.config)
    said = [*each(python), *gathered.facts.other, *found.runtime.missing]
    return Project(
        [*said, *fed(said, gathered.config, gathered.files, sources), *built(found.roles, sources)],
        config=gathered.config,
        runtime=found.runtime.paths,
        runtime_reason=found.runtime.reason,
        roles=found.roles,
        entries=found.entries,
        partial=gathered.partial,
        bases=[member.directory for member in found.members],
        alone=found.alone,
    )


def sources(gathered: Gathered, options: Options = Options()) -> Callable[[str], str | None]:  # noqa: B008
    """Gives the text of a file of the project as its reader saw it; read again, once, when it is needed."""
    return texts(gathered.files.root, options)


def texts(root: str, options: Options = Options()) -> Callable[[str], str | None]:  # noqa: B008
    """The same by the root of the project."""
    return contents(root, options.overlay)


def _config(paths: Sequence[str]) -> Config:
    from relcheck.configfile import for_run

    first = paths[0] if len(paths) == 1 else "."
    return for_run(first if os.path.isdir(first) else os.path.dirname(first) or ".")


def _asked(config: Config, selection: Selection | None, asked: Asked | None) -> Asked:
    """What the run was asked for, completed by the configured baseline and today's date."""
    asked = asked or Asked()
    if selection:
        asked = asked._replace(command=selection)
    if not asked.today:
        from time import strftime

        asked = asked._replace(today=strftime("%Y-%m-%d"))
    if asked.baseline is None and config.baseline:
        from relcheck import baseline

        path = discover.relative(config.baseline, os.path.abspath(config.root))
        asked = asked._replace(baseline=baseline.load(config.baseline), baseline_path=path)
    return asked


def _members(config: Config, files: discover.Files) -> Config:
    """The configuration with those of the members of a monorepo."""
    below = [path for path in files.readers if path.endswith("/pyproject.toml")]
    if not below or config.members:
        return config
    from relcheck.configfile import with_members

    return with_members(config, below)
