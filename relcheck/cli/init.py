"""`relcheck init`: looks at a project, makes the files that a release needs, and says what to run next."""

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Final

from relcheck.cli.arguments import Parser
from relcheck.errors import MissingExtraError, UsageError
from relcheck.init.seen import FRAMEWORKS, PLATFORMS, Asked

if TYPE_CHECKING:
    from relcheck.init.seen import Seen
    from relcheck.init.write import Step

_EPILOG: Final = """\
It makes a settings class from the variables that the code reads, bin/server and bin/migrate, release.py,
.env.example, [tool.relcheck], ruff's configuration, a pre-commit hook and a CI job; with --docker a Dockerfile, with
--platform a manifest. Existing files are kept unless --force is given; into pyproject.toml, .dockerignore and
.pre-commit-config.yaml the missing parts are merged.

examples:
  relcheck init --dry-run                        what it sees, and what it would make
  relcheck init --docker --platform fly          everything for a container on Fly.io
  relcheck init --docker --platform compose --platform kubernetes --diff

exit status: 0 done (or nothing to do), 1 --diff or --dry-run would change something, 2 wrong usage or configuration
"""
_WORDS: Final = {"create": "create", "merge": "merge", "overwrite": "replace", "kept": "keep", "same": "same"}


def parser() -> ArgumentParser:
    """The whole command line."""
    made = Parser("relcheck init", epilog=_EPILOG, formatter_class=RawDescriptionHelpFormatter)
    made.description = "Generate what a release needs, from what the project contains."
    made.add_argument("root", nargs="?", default=".", metavar="DIRECTORY", help="the project [.]")
    made.add_argument(
        "--framework", choices=FRAMEWORKS, default="", metavar="NAME", help=f"{', '.join(FRAMEWORKS)} [detected]"
    )
    made.add_argument("--docker", action="store_true", help="also make a Dockerfile and .dockerignore")
    made.add_argument(
        "--platform", choices=PLATFORMS, action="append", default=[], metavar="NAME",
        help=f"also make a manifest: {', '.join(PLATFORMS)}; may be repeated",
    )  # fmt: skip
    made.add_argument("--force", action="store_true", help="replace existing files that differ")
    made.add_argument("-y", "--yes", action="store_true", help="do not ask before changing existing files")
    what = made.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="list what would be made, and write nothing")
    what.add_argument("--diff", action="store_true", help="show what would be made, and write nothing")
    made.add_argument("-q", "--quiet", action="store_true", help="print nothing")
    return made


def run(argv: list[str]) -> int:
    """Look, decide, and write."""
    options = parser().parse_args(argv)
    from relcheck.lazy import require

    require("libcst")
    try:
        import tomlkit  # noqa: F401
    except ModuleNotFoundError:
        raise MissingExtraError("relcheck init", "lint") from None
    from relcheck.init import write
    from relcheck.init.look import look
    from relcheck.init.plan import plan

    asked = Asked(options.framework, options.docker, tuple(dict.fromkeys(options.platform)), options.force)
    seen = look(options.root, asked)
    if not any(path.endswith((".py", "pyproject.toml", "Pipfile", "requirements.txt")) for path in seen.files):
        raise UsageError(f"{options.root}: no Python project is here: name its directory, or write some code first")

    def text(path: str) -> str:
        return _text(os.path.join(options.root, path))

    files = plan(seen, asked, text)
    steps = write.steps(files, text, lambda path: os.path.lexists(os.path.join(options.root, path)), force=asked.force)
    changing = [step for step in steps if step.state in write.WRITTEN]
    if options.diff:
        for step in steps:
            sys.stdout.write(write.diff(step))
        return int(bool(changing))
    if not options.quiet:
        _tell(seen, steps)
    if options.dry_run:
        return int(bool(changing))
    if not _agreed(options, steps):
        sys.stderr.write("Nothing was written.\n")
        return 1
    for step in changing:
        write.write(options.root, step)
    if not options.quiet:
        _next(seen, asked, steps)
    return 0


def _tell(seen: "Seen", steps: "list[Step]") -> None:
    """What was seen, and what is done about each file."""
    for sentence in seen.why:
        sys.stdout.write(f"* {sentence}\n")
    sys.stdout.write("\n")
    width = max((len(step.file.path) for step in steps), default=0)
    for step in steps:
        note = step.file.note
        if step.state == "kept":
            note = "exists and differs: --diff shows how, --force replaces it"
        elif step.state == "same":
            note = "unchanged"
        sys.stdout.write(f"{_WORDS[step.state]:>8}  {step.file.path:<{width}}  {note}\n")


def _agreed(options: Namespace, steps: "list[Step]") -> bool:
    """Whether files that are there may be changed; asked only on a terminal, and only where there are some."""
    touched = [step for step in steps if step.state in ("merge", "overwrite")]
    if options.yes or not touched or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    names = ", ".join(step.file.path for step in touched)
    sys.stdout.write(f"\nChange {names}? [Y/n] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("", "y", "yes")


def _next(seen: "Seen", asked: Asked, steps: "list[Step]") -> None:
    from relcheck.init.after import by_hand, commands, unversioned

    made = [step.file.path for step in steps if step.state in ("create", "same")]
    hand = by_hand(seen, asked) + unversioned(made, _text(os.path.join(seen.root, ".gitignore")))
    if hand:
        sys.stdout.write("\nBy hand:\n")
        sys.stdout.writelines(f"  - {sentence}\n" for sentence in hand)
    sys.stdout.write("\nNext:\n")
    for command, why in commands(seen, asked):
        sys.stdout.write(f"  {command}" + (f"    # {why}" if why else "") + "\n")


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read().replace("\r\n", "\n")
    except FileNotFoundError:
        return ""
    except IsADirectoryError:
        raise UsageError(f"{path}: is a directory, where a file has to be made") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise UsageError(f"{path}: cannot be read as text") from None
