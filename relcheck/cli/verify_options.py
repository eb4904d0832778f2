"""The options of `relcheck verify-env`, read by hand: importing argparse takes longer than the check."""

from typing import TYPE_CHECKING, Final, NamedTuple

from relcheck.errors import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from relcheck.config import Config

HELP: Final = """\
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
FORMATS: Final = ("text", "json", "github", "sarif")
DIALECTS: Final = ("docker", "compose", "dotenv")
SEVERITIES: Final = ("info", "warning", "error")
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
        line.split()[0].partition("[")[0].rstrip(","): line[25:] for line in HELP.splitlines() if line.startswith("  -")
    }
    said |= {line.split()[1]: line[25:] for line in HELP.splitlines() if line.startswith("  -") and "," in line[:6]}
    choices = {"--dialect": DIALECTS, "--fail-on": SEVERITIES, "--output-format": FORMATS}
    for name in sorted(_FLAGS):
        short = [key for key, value in _SHORT.items() if value == name]
        made.add_argument(*short, name, action="store_true", help=said[name])
    for name in sorted(_VALUES):
        made.add_argument(name, choices=choices.get(name), help=said[name])
    made.add_argument("--probe", action="append", nargs="?", help=said["--probe"])
    return made


def own(argv: list[str]) -> list[str]:
    return argv[: argv.index("--")] if "--" in argv else argv


def scan(argv: list[str]) -> Options:
    """Take the arguments apart; what does not exist is a `UsageError`."""
    ours = own(argv)
    command = tuple(argv[len(ours) + 1 :]) if len(ours) < len(argv) else None
    if command == ():
        raise UsageError("no command follows `--`: add one, or leave `--` out to check and stop")
    if command and not command[0]:
        raise UsageError("the command after `--` is empty: does it come from a variable that is not set?")
    targets: list[str] = []
    values: dict[str, list[str]] = {}
    words = iter(ours)
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
