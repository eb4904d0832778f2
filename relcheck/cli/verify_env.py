"""`relcheck verify-env`: check the environment against the settings classes, then become the command.

Exit status: that of the command once it runs; 1 problems; 2 relcheck could not work; 126 and 127 as a shell where
the command cannot be run or is not there; 143 where SIGTERM came first.
"""

import os
import sys

from relcheck.cli.verify_options import DIALECTS, FORMATS, HELP, SEVERITIES, Options, own, parser, scan
from relcheck.errors import ConfigError, RelcheckError, SchemaError, UsageError

__all__ = ["check", "parser", "run"]


def run(argv: list[str]) -> int:
    """One run: check, report, and then the command."""
    if "-h" in own(argv) or "--help" in own(argv):
        sys.stdout.write(HELP)
        return 0
    alone = sys.argv[1:] == ["verify-env", *argv]  # this process is nothing else than this run
    if alone:
        import gc

        from relcheck.boot.launch import listen

        gc.disable()
        listen()
    options = None
    try:
        options = scan(argv)
        status = _run(options)
    except RelcheckError as error:
        sys.stderr.write(f"relcheck: {error}\n")
        status = getattr(error, "status", 2)
        if isinstance(error, SchemaError) and options and options.command and options.on("--warn-only"):
            status = _anyhow(options.command)
    if alone:
        from relcheck.boot.launch import leave

        leave(status)
    return status


def _anyhow(command: tuple[str, ...]) -> int:
    """Start the command although nothing could be verified: a first roll-out must not stop anybody."""
    from relcheck.boot.launch import LaunchError, environment, launch

    try:
        launch(command, environment())
    except LaunchError as error:
        sys.stderr.write(f"relcheck: {error}\n")
        return error.status


def _run(options: Options) -> int:
    from relcheck.boot.launch import environment, launch

    given = environment()
    _, refused = check(options)
    if refused:
        return 1
    if options.command and options.on("--in-process"):
        from relcheck.boot.inside import program, run

        found = program(options.command)
        if found:
            sys.exit(run(options.command, *found))  # a whole end of the interpreter, as the program expects it
    if options.command:
        launch(options.command, given)
    return 0


def check(options: Options) -> tuple[str, bool]:
    """Verify and report: the directory that modules are imported from, and whether nothing may be started."""
    from relcheck.boot.verify import verify
    from relcheck.cli.verify_report import report

    form = options.one("--output-format", "text", FORMATS)
    least = options.one("--fail-on", "error", SEVERITIES)
    dialect = options.one("--dialect", "docker", DIALECTS)
    mask = os.umask(0o022)
    os.umask(mask)
    targets, app_dir = _targets(options)
    environ = _file(options, dialect)
    plan = None
    if options.on("--probe"):
        from relcheck.cli.verify_probe import plan_of

        plan = plan_of(options)
    elif options.on("--probe-timeout") or options.on("--probe-wait"):
        raise UsageError("--probe-timeout and --probe-wait need --probe")
    file = options.one("--environ-file", "")
    lock = options.one("--locked", "")
    verdict = verify(
        targets,
        app_dir=app_dir,
        environ=environ,
        contract=bool(lock),
        plan=plan,
        stage=options.one("--environment", ""),
    )
    if lock:
        from relcheck.boot.lock import differences, held, read

        given, remembered = os.environ if environ is None else environ, read(lock)
        others = differences(remembered, lock, verdict.contract, given)
        verdict = verdict._replace(facts=(*held(verdict.facts, remembered), *others))
    if file:
        facts = [
            fact._replace(source="file", where=file) if fact.source == "process" else fact for fact in verdict.facts
        ]
        verdict = verdict._replace(facts=tuple(facts))
    os.umask(mask)
    refused = report(options, form, least, targets, verdict, app_dir)
    return app_dir, refused and not options.on("--warn-only")


def _targets(options: Options) -> tuple[tuple[str, ...], str]:
    """The settings classes and the directory to import from; the configuration is read only if it must be."""
    app_dir = options.one("--app-dir", "")
    if app_dir and not os.path.isdir(app_dir):
        raise UsageError(f"--app-dir {app_dir}: no such directory")
    config = options.config()
    if not (options.targets or config.schema):
        raise ConfigError(
            "no settings class is named: add `--schema package.module:Settings`,"
            ' or set `schema = "package.module:Settings"` under [tool.relcheck]'
        )
    base = os.path.join(config.root, config.app_dir) if config.source else "."
    return options.targets or config.schema, app_dir or base


def _file(options: Options, dialect: str) -> dict[str, str] | None:
    """The variables of `--environ-file`."""
    path = options.one("--environ-file", "")
    if not path:
        return None
    if options.command:
        raise UsageError("--environ-file only checks a file: leave out `--` and the command")
    from relcheck.boot.dotenv import read

    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8") from None
    return read(text, dialect, os.environ, path)  # type: ignore[arg-type]  # checked when it was scanned
