"""The `relcheck` command: finds the subcommand, runs it, and turns exceptions into exit statuses.

The only package that prints. A command `verify-env` is the module `relcheck.cli.verify_env` with a function
`run(argv) -> int`; it is imported when it is asked for, so that no command pays for another. Exit statuses
are ruff's: 0 clean, 1 diagnostics, 2 relcheck could not work; then 3 a bug in relcheck, 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

from relcheck import __version__
from relcheck.errors import RelcheckError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing `typing` would take most of the time that `relcheck --version` takes
    from collections.abc import Sequence
    from typing import Final

GROUPS: Final[tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = (
    (
        "Set up",
        (
            ("init", "generate what a release needs: settings class, start scripts, Dockerfile, manifests, CI"),
            ("secret", "print a new random secret"),
        ),
    ),
    (
        "Check a repository",
        (
            ("lint", "find environment reads in the wrong place, and secrets that would ship"),
            ("deployments", "list each workload, the settings class it fills, and the variables it is given"),
            ("map", "show where each variable is read, declared and set: a table, a graph or a web page"),
            ("ruff", "configure ruff so that every editor with ruff shows REL101 as you type"),
            ("server", "run the language server, which shows findings in an editor as you type"),
        ),
    ),
    (
        "Check a deployment",
        (
            ("verify-env", "check the environment against the settings classes, then become a command"),
            ("run", "verify the environment, then call a Python function, such as a migration"),
            ("contract", "list the variables a service needs; keep .env.example and manifests in step"),
        ),
    ),
    (
        "Check an artifact",
        (("scan", "search images, wheels and bundles for secrets and frozen configuration"),),
    ),
    (
        "Learn",
        (
            ("facts", "print each access of Python code to the environment, as JSON lines"),
            ("dependencies", "list the variables that installed packages read"),
            ("explain", "explain a rule: why it matters, an example, how to fix it"),
            ("rules", "list all rules, and the variables that any module may read"),
            ("config", "list the configuration keys and their values in this directory"),
            ("schema", "print the JSON Schema of the configuration or of a command's JSON output"),
            ("completion", "print a shell completion script for bash, zsh or fish"),
        ),
    ),
)
"""Every command with its summary, under the heading that `relcheck --help` shows it."""

COMMANDS: Final[tuple[tuple[str, str], ...]] = tuple(row for _, rows in GROUPS for row in rows)

_START = """\
Start here:
  relcheck lint                     check this repository
  relcheck explain REL101           what a finding means, and how to fix it
  relcheck help COMMAND             the options of a command
"""


_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
_SCARCE: Final = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started this
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a character shows its number
            stream.reconfigure(errors="backslashreplace")
    try:
        status = dispatch(arguments)
        sys.stdout.flush()
        return status
    except RelcheckError as error:
        sys.stderr.write(f"relcheck: {error}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has gone; the interpreter must not complain about it at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except OSError as error:
        if said := _denied(error):
            sys.stderr.write(f"relcheck: {said}\n")
            return 2
        if error.errno not in _FULL:
            sys.stderr.write(bug_report(error))
            return 3
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.stderr.write(f"relcheck: the output cannot be written: {error.strerror}\n")
        return 2
    except MemoryError:
        sys.stderr.write("relcheck: out of memory: raise the memory limit of this process\n")
        return 2
    except SystemExit as stop:  # argparse ends this way, with its usage already printed
        return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 2
    except BaseException as error:  # the interpreter would print its text
        sys.stderr.write(bug_report(error))
        return 3


def _denied(error: OSError) -> str:
    """What the file system refused, where it did; empty where the error is another one."""
    if isinstance(error, FileNotFoundError):
        try:
            os.getcwd()
        except FileNotFoundError:
            return "the current directory no longer exists: change to another one"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and isinstance(error.filename, str):
        return f"{error.filename}: {(error.strerror or 'permission denied').lower()}"
    if error.errno in _SCARCE:
        return f"a limit of the system is reached ({(error.strerror or '').lower()}): raise the limits of this process"
    return ""


def dispatch(arguments: list[str]) -> int:
    """Run the command that the first argument names."""
    first = arguments[0] if arguments else "--help"
    if first in ("--version", "-V"):
        sys.stdout.write(f"relcheck {__version__}\n")
        return 0
    if first in ("--help", "-h") or arguments == ["help"]:
        sys.stdout.write(usage())
        return 0
    if first == "help":
        return dispatch([arguments[1], "--help"])
    if first not in dict(COMMANDS):
        raise UsageError(unknown_command(first))
    module = import_module("relcheck.cli." + first.replace("-", "_"))
    status: int = module.run(arguments[1:])
    return status


def usage() -> str:
    """What `relcheck --help` prints."""
    lines = [
        "relcheck checks that a Python service reads its environment in one module,",
        "ships no secret, and does not start without its variables.",
        "",
    ]
    lines += ["Usage: relcheck COMMAND [OPTIONS]", "", _START.rstrip(), ""]
    for title, rows in GROUPS:
        lines.append(f"{title}:")
        lines += [f"  {name:<12} {summary}" for name, summary in rows]
        lines.append("")
    lines += ["Options:", "  -V, --version   print the version", "  -h, --help      print this", ""]
    return "\n".join(lines)


_ELSEWHERE: Final = {
    "check": "lint",
    "fix": "lint --fix",
    "format": "lint --fix",
    "baseline": "lint --update-baseline",
    "watch": "lint --watch",
    "sync": "ruff sync",
    "verify": "verify-env",
    "env": "verify-env",
    "lsp": "server",
    "graph": "map",
    "version": "--version",
}
"""What other tools call it, and how it is written here."""


def unknown_command(word: str) -> str:
    """One line about a command that does not exist, with the nearest one that does."""
    from difflib import get_close_matches

    word = word.partition("=")[0]  # behind it may be a value
    if word.startswith("-"):
        return f"unknown option `{word}`: options follow a command, as in `relcheck lint {word}`"
    near = [_ELSEWHERE[word]] if word in _ELSEWHERE else get_close_matches(word, dict(COMMANDS), n=1, cutoff=0.5)
    if near:
        return f"unknown command `{word}`; did you mean `relcheck {near[0]}`?"
    if os.path.exists(word):
        return f"unknown command `{word}`; to check that path, run `relcheck lint {word}`"
    return f"unknown command `{word}`; `relcheck --help` lists them all"


def bug_report(error: BaseException) -> str:
    """Versions and where it happened; an exception's own text may quote a value, so it is left out."""
    python = "{}.{}.{}".format(*sys.version_info)
    lines = [f"relcheck: this is a bug; please report these lines (relcheck {__version__}, Python {python})"]
    cause: BaseException | None = error
    while cause is not None:
        trace = cause.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {_short(code.co_filename)}:{trace.tb_lineno} in {code.co_name}")
            trace = trace.tb_next
        module = f" ({cause.name})" if isinstance(cause, ImportError) and cause.name else ""
        lines.append(f"  {type(cause).__module__}.{type(cause).__qualname__}{module}")
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"


def _short(path: str) -> str:
    """The end of a path: which module it is, without whose home it is in."""
    return "/".join(path.replace("\\", "/").rsplit("/", 3)[1:]) or path
