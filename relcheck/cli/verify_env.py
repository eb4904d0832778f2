"""`relcheck verify-env`: check the environment against the settings classes, then become the command.

Its arguments are read by hand: importing argparse takes longer than the check. Exit status: that of the
command once it runs; 1 problems; 2 relcheck could not work; 126 and 127 as a shell where the command
cannot be run or is not there; 143 where SIGTERM came first.
"""

import os
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

from relcheck.errors import ConfigError, RelcheckError, SchemaError, UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from relcheck.config import Config

_HELP: Final = """\
Usage: relcheck verify-env [OPTIONS] [SCHEMA ...] [-- COMMAND ...]

Check the environment against the settings classes, report every problem at once, then become COMMAND.

SCHEMA is package.module:Settings: a class, a function that returns one, or an instance; a module alone
means the classes that it instantiates. The default is `schema` in [tool.relcheck].

Options:
  --schema SCHEMA        the same as SCHEMA, written as an option
  --app-dir DIR          import from this directory [.]
  --environ-file FILE    check this file instead of the process environment (without COMMAND)
  --dialect DIALECT      how to read that file: docker, compose or dotenv [docker]
  --locked FILE          refuse if the lock written by `relcheck contract --lock` no longer matches
  --environment NAME     where this runs, for `RequiredIn` markers [the value of the field `environment`]
  --probe[=NAMES]        resolve the hosts, bind the ports and connect to the servers that the values name;
                         NAMES are variables or fields, separated by commas [all whose type tells]
  --probe-timeout SECS   time limit for all probes together [5]
  --probe-wait SECS      keep retrying for this long [0]
  --in-process           run COMMAND in this interpreter if it is Python, to save repeated imports
  --warn-only            report problems, and start COMMAND all the same
  --fail-on SEVERITY     lowest severity that refuses: info, warning or error [error]
  --select RULES         run only these rules
  --ignore RULES         do not run these
  --config FILE          use this configuration file
  --isolated             use no configuration file
  --output-format FORMAT text, json, github or sarif [text]
  -q, --quiet            print nothing if there is no problem
  -v, --verbose          also list the variables that are fine
  -h, --help             print this help

The report goes to standard output, or to standard error if a COMMAND follows.

Examples:
  relcheck verify-env shop.config:Settings -- uvicorn shop.main:app
  relcheck verify-env shop.config:Settings --probe --probe-wait 60 -- bin/migrate
  relcheck verify-env shop.config:Settings --probe=DATABASE_URL,PORT --output-format json

Exit status: 0 verified (or that of COMMAND), 1 problems, 2 wrong usage or configuration,
126 COMMAND cannot be run, 127 COMMAND was not found.
"""
_FORMATS: Final = ("text", "json", "github", "sarif")
_DIALECTS: Final = ("docker", "compose", "dotenv")
_SEVERITIES: Final = ("info", "warning", "error")
_FLAGS: Final = {"--warn-only", "--in-process", "--isolated", "--quiet", "--verbose"}
_VALUES: Final = {
    "--schema", "--app-dir", "--environ-file", "--dialect", "--locked", "--fail-on", "--select", "--ignore",
    "--config", "--output-format", "--probe-timeout", "--probe-wait", "--environment",
}  # fmt: skip
_EITHER: Final = {"--probe"}
"""Flags that may have a value, after `=`."""
_SHORT: Final = {"-q": "--quiet", "-v": "--verbose"}


class Options(NamedTuple):
    """What one run was asked for. `command` is `None` where there was no `--`."""

    targets: tuple[str, ...]
    command: tuple[str, ...] | None
    values: dict[str, list[str]]

    def one(self, name: str, default: str, allowed: tuple[str, ...] = ()) -> str:
        """The last value of an option; one that is not allowed is a `UsageError`."""
        value = self.values.get(name, [default])[-1]
        if allowed and value not in allowed:
            raise UsageError(f"{name} takes one of {', '.join(allowed)}; see `relcheck verify-env --help`")
        return value

    def config(self) -> "Config":
        """The configuration in force; read only where it is needed."""
        from relcheck.configfile import for_run

        return for_run(".", file=self.one("--config", ""), isolated=self.on("--isolated"))

    def on(self, name: str) -> bool:
        """Whether a flag was given."""
        return name in self.values


def parser() -> "ArgumentParser":
    """The same options for argparse, which completion scripts are made from; the help above describes them."""
    from argparse import ArgumentParser

    made = ArgumentParser("relcheck verify-env", allow_abbrev=False)
    said = {
        line.split()[0].partition("[")[0].rstrip(","): line[25:]
        for line in _HELP.splitlines()
        if line.startswith("  -")
    }
    said |= {line.split()[1]: line[25:] for line in _HELP.splitlines() if line.startswith("  -") and "," in line[:6]}
    choices = {"--dialect": _DIALECTS, "--fail-on": _SEVERITIES, "--output-format": _FORMATS}
    for name in sorted(_FLAGS):
        short = [key for key, value in _SHORT.items() if value == name]
        made.add_argument(*short, name, action="store_true", help=said[name])
    for name in sorted(_VALUES):
        made.add_argument(name, choices=choices.get(name), help=said[name])
    made.add_argument("--probe", action="append", nargs="?", help=said["--probe"])
    return made


def run(argv: list[str]) -> int:
    """One run: check, report, and then the command."""
    if "-h" in _own(argv) or "--help" in _own(argv):
        sys.stdout.write(_HELP)
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


def _own(argv: list[str]) -> list[str]:
    return argv[: argv.index("--")] if "--" in argv else argv


def scan(argv: list[str]) -> Options:
    """Take the arguments apart; what does not exist is a `UsageError`."""
    own = _own(argv)
    command = tuple(argv[len(own) + 1 :]) if len(own) < len(argv) else None
    if command == ():
        raise UsageError("no command follows `--`: add one, or leave `--` out to check and stop")
    if command and not command[0]:
        raise UsageError("the command after `--` is empty: does it come from a variable that is not set?")
    targets: list[str] = []
    values: dict[str, list[str]] = {}
    words = iter(own)
    for word in words:
        name, equals, value = word.partition("=")
        name = _SHORT.get(name, name)
        if not name.startswith("-"):
            targets.append(word)
        elif name in _FLAGS and not equals:
            values[name] = []
        elif name in _EITHER:
            values.setdefault(name, []).extend(part.strip() for part in value.split(",") if part.strip())
        elif name in _VALUES:
            given = value if equals else next(words, None)
            if given is None:
                raise UsageError(f"{name} needs a value; see `relcheck verify-env --help`")
            (targets if name == "--schema" else values.setdefault(name, [])).append(given)
        else:
            raise UsageError(f"unknown option `{name}` (a command follows `--`); see `relcheck verify-env --help`")
    return Options(tuple(targets), command, values)


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

    form = options.one("--output-format", "text", _FORMATS)
    least = options.one("--fail-on", "error", _SEVERITIES)
    dialect = options.one("--dialect", "docker", _DIALECTS)
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
