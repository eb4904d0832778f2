"""`relcheck contract`: prints the variables of a service, writes them into files, or checks files."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from relcheck.cli.arguments import Parser, refuse_values
from relcheck.errors import ConfigError, MissingExtraError, UsageError
from relcheck.facts.contract import Entry

_FORMS = ("table", "markdown", "json", "jsonschema", "dotenv", "kubernetes", "compose")


def parser() -> ArgumentParser:
    """The whole command line."""
    found = Parser("relcheck contract")
    found.description = "List the variables that a service needs, and keep the files that repeat them up to date."
    found.epilog = "exit status: 0 fine, 1 a file is out of date, 2 wrong usage or configuration"
    found.add_argument("schema", nargs="*", metavar="SCHEMA", help="package.module:Settings [tool.relcheck: schema]")
    how = found.add_mutually_exclusive_group()
    how.add_argument(
        "--import", dest="imported", action="store_true", help="import the settings class instead of reading its source"
    )
    how.add_argument("--from-reads", action="store_true", help="list what the code reads, without a settings class")
    found.add_argument("--output-format", choices=_FORMS, metavar="FORMAT", default="", help=", ".join(_FORMS))
    found.add_argument(
        "--check", metavar="FILE", action="append", default=[], help="exit 1 if this file is out of date"
    )
    found.add_argument("--write", metavar="FILE", action="append", default=[], help="bring this file up to date")
    found.add_argument("--lock", metavar="FILE", help="write the lock of this build, for verify-env --locked")
    found.add_argument(
        "--frozen",
        metavar="NAME",
        action="append",
        default=[],
        help="with --lock: also lock this variable, which the build read",
    )
    found.add_argument("--app-dir", metavar="DIR", default="", help="directory of the top-level modules [.]")
    found.add_argument("--config", metavar="FILE", default="", help="use this configuration file")
    found.add_argument("--isolated", action="store_true", help="use no configuration file")
    return found


def run(argv: list[str]) -> int:
    """Print the contract, or check or write the files that were named."""
    options = parser().parse_args(argv)
    refuse_values("--frozen", options.frozen)
    if options.lock and options.from_reads:
        raise UsageError("--lock needs a settings class: leave out --from-reads")
    entries = _entries(options)
    if options.lock:
        from relcheck.boot.lock import written
        from relcheck.contract.keep import write

        write(options.lock, written(entries, os.environ, options.frozen))
    status = 0
    for path in options.write:
        _write(path, options, entries)
    for path in options.check:
        status |= _check(path, options, entries)
    if not (options.write or options.check or options.lock):
        from relcheck.contract.forms import render

        if not entries and options.from_reads and not options.output_format:
            sys.stderr.write("relcheck: the code reads no variable by name\n")
            return status
        sys.stdout.write(render(options.output_format or "table", entries))
    return status


def _entries(options: Namespace) -> Sequence[Entry]:
    from relcheck.configfile import for_run

    config = for_run(options.app_dir or ".", file=options.config, isolated=options.isolated)
    targets = tuple(options.schema) or config.schema
    root = options.app_dir or (os.path.join(config.root, config.app_dir) if config.app_dir else ".")
    if options.imported or options.lock:
        from relcheck.boot.verify import verify

        if not targets:
            raise ConfigError("no settings class is named: write `relcheck contract --import package.module:Settings`")
        return verify(targets, app_dir=root, contract=True).contract
    from relcheck import api
    from relcheck.contract import static

    try:
        gathered = api.gather([root], config)
    except MissingExtraError as error:
        raise UsageError(f"{error}; or use --import") from None
    sources = api.sources(gathered)
    project = api.project_of(gathered, sources)
    if options.from_reads:
        return static.of_reads(project, sources)
    unknown = static.unknown(project, targets)
    if unknown:
        first, others = unknown[0], len(unknown) - 1
        what = f"names of `{first}` and {others} more are" if others else f"name of `{first}` is"
        sys.stderr.write(f"relcheck: the {what} computed at run time, and left out; --import can tell\n")
    return static.of_classes(project, targets, sources)


def _form(path: str, options: Namespace) -> str:
    from relcheck.contract.forms import of_file

    form = options.output_format or of_file(path)
    if not form:
        raise UsageError(f"{path}: the file name does not tell the format; add --output-format")
    return str(form)


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise ConfigError(f"{path}: cannot be read as text") from None


def _write(path: str, options: Namespace, entries: Sequence[Entry]) -> None:
    from relcheck.contract.keep import updated, write

    before = _text(path)
    after = updated(before, _form(path, options), entries, path)
    if after != before:
        write(path, after)
    sys.stderr.write(f"{path}: {'unchanged' if after == before else 'created' if before is None else 'updated'}\n")


def _check(path: str, options: Namespace, entries: Sequence[Entry]) -> int:
    from relcheck.contract.keep import drift

    text = _text(path)
    if text is None:
        raise ConfigError(f"{path}: no such file; `relcheck contract --write {path}` creates it")
    found = drift(text, _form(path, options), entries, path)
    for sentence in found:
        sys.stdout.write(f"{path}: {sentence}\n")
    if found:
        sys.stdout.write(f"{path} is out of date; run `relcheck contract --write {path}`\n")
    return int(bool(found))
