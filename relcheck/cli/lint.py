"""`relcheck lint`: check a repository."""

import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable

from relcheck import __version__, api, baseline, whole
from relcheck.asked import Asked
from relcheck.cli import environment
from relcheck.cli.arguments import present
from relcheck.cli.options import codes, parse, parser, standard_input
from relcheck.cli.progress import Progress
from relcheck.cli.summary import closing, overwhelmed, plural, statistics
from relcheck.config import Config, Selection
from relcheck.configfile import for_run, nearest
from relcheck.diagnostic import SEVERITIES, Report
from relcheck.errors import MissingExtraError, UsageError
from relcheck.render import FOR_PEOPLE, FORMATS, render
from relcheck.render.look import Look, Sources
from relcheck.rule import Rule

__all__ = ["parser", "run"]


def run(argv: list[str]) -> int:
    """Check the paths, print the report, and say by the status whether something was found."""
    options = parse(argv)
    _together(options)
    if options.watch:
        from relcheck.cli.watch import watch

        return watch(lambda: once(parse(argv)), options)
    return once(options)


def once(options: Namespace) -> int:
    """One run."""
    started = time.perf_counter()
    surroundings = environment.read()
    style = _format(options, surroundings)
    paths, overlay = standard_input(options)
    config = _configuration(options, paths)
    if options.show_settings:
        from relcheck.cli.config import as_json

        sys.stdout.write(as_json(config))
        return 0
    progress = Progress(options.quiet)
    how = api.Options(not options.no_cache, options.jobs, options.force_exclude, overlay, _told(progress))
    if options.fix or options.diff or options.fix_only:
        asked, _ = _asked(options, config)
        color = surroundings.color(sys.stdout.isatty() and not options.output_file, options.color)
        look = Look(config.root, os.getcwd(), color, _rules(style), __version__)
        return _fix(options, paths, config, how, asked, look, style, progress)
    if options.show_files:
        gathered = api.gather(paths, config, how)
        shown = gathered.files.readers if gathered.only is None else sorted(gathered.only)
        sys.stdout.write("".join(os.path.join(config.root, path) + "\n" for path in shown))
        return 0
    asked, file = _asked(options, config)
    report = api.report(paths, config, asked, how)
    progress.clear()
    sources = api.texts(config.root, how)
    color = surroundings.color(sys.stdout.isatty() and not options.output_file, options.color)
    look = Look(config.root, os.getcwd(), color, _rules(style), __version__)
    if options.update_baseline:
        return _update_baseline(report, asked, file, options)
    if options.add_ignore is not None:
        return _add_ignores(report, config, options)
    report = _with_ruff(report, paths, how, options)
    _print(report, sources, look, style, options)
    if options.verbose:
        took = time.perf_counter() - started
        sys.stderr.write(f"relcheck {__version__}: {plural(report.files, 'file')} in {took:.2f} s\n")
    return _status(report, options)


def _together(options: Namespace) -> None:
    """Refuse options that do not go together."""
    if options.config and options.isolated:
        raise UsageError("--config and --isolated cannot be combined")
    if options.update_baseline and options.add_ignore is not None:
        raise UsageError("--update-baseline and --add-ignore cannot be combined")
    for name, other in (("update_baseline", "--update-baseline"), ("show_settings", "--show-settings")):
        if (options.fix or options.diff or options.fix_only) and getattr(options, name):
            raise UsageError(f"{other} cannot be combined with fixes")
    if (options.fix or options.diff or options.fix_only) and options.add_ignore is not None:
        raise UsageError("--add-ignore cannot be combined with fixes")
    writes = options.update_baseline or options.add_ignore is not None
    if options.watch and (writes or options.paths == ["-"] or options.stdin_filename):
        raise UsageError("--watch cannot be combined with --update-baseline, --add-ignore or standard input")
    if "-" in options.paths and len(options.paths) > 1:
        raise UsageError("`-` is standard input, and cannot be combined with other paths")
    if options.stdin_filename and options.paths not in ([], ["-"]):
        raise UsageError("--stdin-filename names standard input, and cannot be combined with other paths than `-`")
    if options.add_ignore and not options.paths and os.path.exists(options.add_ignore):
        raise UsageError(f"`--add-ignore {options.add_ignore}` takes the path for a reason: write paths before it")
    if options.add_ignore is not None and options.paths == ["-"]:
        raise UsageError("--add-ignore changes files, and cannot change standard input")


def _format(options: Namespace, surroundings: environment.Environment) -> str:
    """The format that was asked for, here or in the environment."""
    name: str = options.output_format or surroundings.output_format or "full"
    if name not in FORMATS:
        raise UsageError(f"RELCHECK_OUTPUT_FORMAT takes one of {', '.join(FORMATS)}")
    return name


def _configuration(options: Namespace, paths: list[str]) -> Config:
    """The configuration of the project that we are in, or, for paths outside of it, of theirs."""
    present("--given", options.given)
    given = tuple("/dev/stdin" if path == "-" else os.path.abspath(path) for path in options.given)
    config = _found(options, paths)
    return config._replace(given=(*config.given, *given))


def _found(options: Namespace, paths: list[str]) -> Config:
    """That of the current directory, unless the one path is a project of its own, or all are elsewhere."""
    here = for_run(".", file=options.config, isolated=options.isolated)
    full = [os.path.abspath(path) for path in paths]
    if not (options.config or options.isolated) and len(full) == 1 and os.path.dirname(nearest(full[0])) == full[0]:
        return for_run(full[0])
    inside = all(path == here.root or path.startswith(os.path.join(here.root, "")) for path in full)
    if inside or options.config:
        return here
    common = os.path.commonpath([path if os.path.isdir(path) else os.path.dirname(path) for path in full])
    return for_run(common, isolated=options.isolated)


def _asked(options: Namespace, config: Config) -> tuple[Asked, str]:
    """What the run is asked for, and the file of its baseline."""
    selection = Selection(
        select=None if options.select is None else codes(options.select),
        extend_select=codes(options.extend_select),
        ignore=codes(options.ignore),
        source="the command line",
    )
    file = os.path.abspath(options.baseline) if options.baseline else config.baseline
    if options.baseline and not options.update_baseline and not os.path.exists(file):
        raise UsageError(f"{options.baseline}: no such baseline; --update-baseline creates it")
    file = file or os.path.join(config.root, baseline.NAME)
    known = baseline.load(file)
    shown = os.path.relpath(file, config.root).replace(os.sep, "/")
    return Asked(selection, time.strftime("%Y-%m-%d"), known, shown if known else ""), file


def _rules(style: str) -> dict[str, Rule]:
    """The rules by code, for the one format that shows their pages."""
    if style != "sarif":
        return {}
    from relcheck import registry

    return {rule.code: rule for rule in registry.catalogue()}


def _print(report: Report, sources: Sources, look: Look, style: str, options: Namespace) -> None:
    """The report where it belongs; notes and, for formats that machines read, the last line go to stderr."""
    if not options.quiet:
        sys.stderr.write("".join(f"relcheck: {note}\n" for note in report.notes))
    text = statistics(report, style) if options.statistics else render(style, report, sources, look)
    people = style in FOR_PEOPLE or (options.statistics and style != "json")
    if options.output_file:
        _write(options.output_file, text)
    else:
        sys.stdout.write(text)
    if not options.quiet:
        sys.stdout.flush()
        (sys.stdout if people and not options.output_file else sys.stderr).write(closing(report, look))
        if people and not (options.statistics or options.output_file):
            sys.stderr.write(overwhelmed(report))
        if not report.files:
            sys.stderr.write("relcheck: no file was found to check: name others, or look at ruff's excludes\n")


def _write(path: str, text: str) -> None:
    try:
        whole.write(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None


def _update_baseline(report: Report, asked: Asked, file: str, options: Namespace) -> int:
    """Write the baseline: all findings where there was none, and else the old one without what is fixed."""
    shown = os.path.relpath(file)
    if os.path.exists(file):
        left = baseline.shrunk(asked.baseline or {}, dict(report.stale))
        baseline.save(file, left)
        gone = sum(count for _, count in report.stale)
        sys.stdout.write(f"{shown}: {gone} fixed, {sum(left.values())} left\n")
        new = [found for found in report.diagnostics if found.span.path != asked.baseline_path]
        if new:
            sys.stdout.write(f"{plural(len(new), 'new finding')} not added; to start over, delete the file\n")
        return 1 if new and not options.exit_zero else 0
    taken = baseline.taken(report.diagnostics)
    baseline.save(file, taken)
    sys.stdout.write(f"{shown}: {plural(len(report.diagnostics), 'finding')} accepted\n")
    return 0


def _add_ignores(report: Report, config: Config, options: Namespace) -> int:
    """Write a suppression at every finding."""
    from relcheck.cli.ignores import write

    silenced, files, left = write(report, config, options.add_ignore)
    sys.stdout.write(f"Added suppressions for {plural(silenced, 'finding')} in {plural(files, 'file')}.\n")
    for found in left:
        sys.stdout.write(f"{found.span.path}:{found.span.line}: {found.code} cannot be suppressed by a comment\n")
    return 1 if left and not options.exit_zero else 0


def _with_ruff(report: Report, paths: list[str], how: api.Options, options: Namespace) -> Report:
    """The report with ruff's findings, if they are wanted; without ruff, with a line that says so."""
    if not options.with_ruff:
        return report
    from relcheck.ruff.merge import merged, neighbours

    stdin = next(iter(how.overlay.values()), None)
    try:
        return merged(report, neighbours(paths, report.root, stdin=stdin, cache=not options.no_cache))
    except MissingExtraError as error:
        return report._replace(notes=(*report.notes, f"ruff's findings are not shown: {error}"))


def _fix(
    options: Namespace,
    paths: list[str],
    config: Config,
    how: api.Options,
    asked: Asked,
    look: Look,
    style: str,
    progress: Progress,
) -> int:
    """Apply the fixes, write or show what they change, and print the report of what is left."""
    from relcheck.cli import fixing
    from relcheck.repair import repair

    done = repair(paths, config, asked=asked, options=how, unsafe=options.unsafe_fixes)
    progress.clear()
    if options.diff:
        return fixing.show(done, look, options)
    fixing.write(done, stdin=options.paths == ["-"] or bool(options.stdin_filename))
    if how.overlay:
        options.quiet = True  # standard output is the fixed file, and nothing else
    elif not options.fix_only:
        report = _with_ruff(done.report, paths, how, options)
        done = done._replace(report=report)
        _print(report, api.sources(done.gathered, done.how), look, style, options)
    fixing.tell(done, look, options)
    if options.exit_non_zero_on_fix and done.fixed:
        return 1
    return 0 if options.fix_only else _status(done.report, options)


def _told(progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress.tell(f"{done} of {total} files")


def _status(report: Report, options: Namespace) -> int:
    """1 where something was found that is at least as grave as `--fail-on`."""
    least = SEVERITIES.index(options.fail_on)
    grave = any(SEVERITIES.index(found.severity) >= least for found in report.diagnostics)
    return int(grave and not options.exit_zero)
