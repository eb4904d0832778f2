"""`relcheck ruff sync`: writes into ruff's configuration what makes ruff report REL101, and keeps it in step."""

import argparse
import difflib
import sys
from pathlib import Path

from relcheck import whole
from relcheck.cli.arguments import Parser
from relcheck.errors import ConfigError, MissingExtraError, UsageError

_EPILOG = """\
ruff then reports REL101 in every editor with a ruff plugin: as TID251, with relcheck's message, at each use of
os.environ outside the runtime config module. `external` keeps ruff's --fix from deleting `# noqa: REL101`.
Your own entries, comments and their order stay as they are.

examples:
  relcheck ruff sync            write ruff's configuration
  relcheck ruff sync --check    exit 1 if it is out of step (for CI)
  relcheck ruff sync --diff     show what would change
"""


def parser() -> argparse.ArgumentParser:
    """The options of `relcheck ruff`."""
    made = Parser(
        "relcheck ruff",
        description="Keep ruff's configuration in step with relcheck's.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("action", choices=["sync"], metavar="ACTION", help="sync, the only action")
    made.add_argument("root", nargs="?", default=".", metavar="DIRECTORY", help="the project [.]")
    what = made.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="write nothing; exit 1 if something would change")
    what.add_argument("--diff", action="store_true", help="write nothing; print what would change, and exit 1")
    return made


def run(argv: list[str]) -> int:
    """Run `relcheck ruff ...`."""
    options = parser().parse_args(argv)
    root = Path(options.root)
    if not root.is_dir():
        raise UsageError(f"{options.root}: no such directory")
    return sync(root, check=options.check, diff=options.diff)


def sync(root: Path, *, check: bool = False, diff: bool = False) -> int:
    """Write, check or show; 1 where the configuration was out of step and is still, or holds nowhere."""
    from relcheck.api import runtime
    from relcheck.ruff.fragment import fragment

    try:
        from relcheck.ruff.sync import locate, synced, text
    except ModuleNotFoundError:
        raise MissingExtraError("`relcheck ruff sync`", "lint") from None
    modules, reason = runtime(str(root))
    wanted = fragment(modules)
    path = locate(root)
    held = text(path) if path.is_file() else ""
    before = held.replace("\r\n", "\n")
    after = synced(before, wanted, path)
    shown = path.relative_to(root).as_posix()
    if before != after and diff:
        lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{shown}", f"b/{shown}")
        sys.stdout.writelines(lines)
    if before != after and not (check or diff):
        try:
            whole.write(str(path), (after if before == held else after.replace("\n", "\r\n")).encode("utf-8"))
        except OSError as error:
            raise ConfigError(f"{shown}: cannot be written ({error.strerror})") from None
    where = ", ".join(modules) or "none"
    said = reason if reason.startswith(where) else f"{where} ({reason})"
    print(f"runtime config module: {said}", file=sys.stderr)
    if before != after:
        words = f"{shown} is out of step; run `relcheck ruff sync`" if check or diff else f"wrote {shown}"
        print(words, file=sys.stderr)
        return 1 if check or diff else _in_force(root)
    print(f"{shown} is in step", file=sys.stderr)
    return _in_force(root)


def _in_force(root: Path) -> int:
    """Ask ruff itself, in each folder that has a configuration of its own."""
    from relcheck.ruff import binary
    from relcheck.ruff.force import force, overriding
    from relcheck.ruff.fragment import fragment
    from relcheck.ruff.sync import nested

    if not binary.find():
        print("ruff is not installed here, so whether the configuration is in force was not checked", file=sys.stderr)
        return 0
    status = 0
    for config in (None, *nested(root)):
        folder = config.parent if config else root
        sample = next(iter(sorted(folder.glob("**/*.py"))), None)
        if sample is None:
            continue
        answer = force(sample, fragment(()))
        if answer.lacks:
            status = 1
            source = Path(answer.source) if answer.source else folder
            line = overriding(source)
            place = f"{source}:{line}" if line else str(source)
            print(f"not in force in {folder}: {', '.join(answer.lacks)}; {place} overrides it", file=sys.stderr)
    return status
