"""`relcheck run`: verify the environment, then call one function of the application and end with its result."""

import os
import sys
from typing import TYPE_CHECKING, Final

from relcheck.errors import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser

_HELP: Final = """\
Usage: relcheck run [OPTIONS] package.module:function [ARGS ...]

Verify the environment as `relcheck verify-env` does, then import the function, call it with ARGS (as strings) and
exit with its result: None is 0, an integer is itself, True is 0 and False 1; a coroutine is awaited. An exception
is 1, with a traceback that leaves out the message, because it may contain a value.

Examples:
  relcheck run shop.release:migrate              bring the database up to date
  relcheck run shop.release:rollback ae1027a6    go back to a revision
  relcheck run --minimal shop.tasks:reindex      without background threads and exporters

Options:
  --minimal              set RELCHECK_MINIMAL=1, which the application may read to start no threads or
                         listeners, and OTEL_SDK_DISABLED=true, which stops OpenTelemetry
  --schema SCHEMA        the settings class to verify [tool.relcheck: schema]; may be repeated
  --app-dir DIR          import from this directory [.]
  --warn-only            report problems, and call the function all the same
  --fail-on SEVERITY     lowest severity that refuses: info, warning or error [error]
  --select RULES         run only these rules
  --ignore RULES         do not run these
  --config FILE          use this configuration file
  --isolated             use no configuration file
  -q, --quiet            print nothing if there is no problem
  -h, --help             print this help

Exit status: that of the function; 1 problems, or an exception; 2 wrong usage or configuration.
"""
_FLAGS: Final = ("--minimal", "--warn-only", "--isolated", "-q", "--quiet")
_VALUES: Final = ("--schema", "--app-dir", "--fail-on", "--select", "--ignore", "--config")


def parser() -> "ArgumentParser":
    """The same options for argparse, which completion scripts are made from; the help above describes them."""
    from argparse import ArgumentParser

    made = ArgumentParser("relcheck run", allow_abbrev=False)
    said = {line.split()[0].rstrip(","): line[25:] for line in _HELP.splitlines() if line.startswith("  -")}
    for name in _FLAGS[:3]:
        made.add_argument(name, action="store_true", help=said[name])
    made.add_argument("-q", "--quiet", action="store_true", help=said["-q"])
    for name in _VALUES:
        made.add_argument(name, help=said[name])
    return made


def run(argv: list[str]) -> int:
    """Verify, then call."""
    own, target, arguments = split(argv)
    if "-h" in own or "--help" in own:
        sys.stdout.write(_HELP)
        return 0
    if not target:
        raise UsageError("no function is named: write `relcheck run package.module:function`")
    from relcheck.boot.call import call, minimal
    from relcheck.cli import verify_env, verify_options

    if "--minimal" in own:
        minimal()
    known = frozenset(sys.modules)
    options = verify_options.scan([word for word in own if word != "--minimal"])
    app_dir, refused = verify_env.check(options._replace(command=(target, *arguments)))
    if refused:
        return 1
    return call(target, arguments, os.path.abspath(app_dir), known)


def split(argv: list[str]) -> tuple[list[str], str, list[str]]:
    """Our own options, the function, and everything behind it, which is the function's."""
    own: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            continue
        if not word.startswith("-"):
            return own, word, list(words)
        name, equals, _ = word.partition("=")
        if name not in (*_FLAGS, *_VALUES, "-h", "--help"):
            raise UsageError(f"unknown option `{name}`; see `relcheck run --help`")
        own.append(word)
        if name in _VALUES and not equals:
            own += [value for value in [next(words, "")] if value]
    return own, "", []
