"""`relcheck facts`: what the Python code of a tree does with the environment, as JSON lines (docs/facts.md)."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, Final

from relcheck import api
from relcheck.cli.arguments import Parser
from relcheck.cli.summary import plural
from relcheck.configfile import for_run
from relcheck.diagnostic import Span
from relcheck.facts.python import Access, Default, Field, FileFacts, Instance, SettingsClass, Unreadable

SCHEMA: Final = 1
"""Increased when a field changes its meaning or goes; a new field changes nothing for who reads the old ones."""
KINDS: Final = ("accesses", "classes", "instances", "unreadable", "all")


def parser() -> ArgumentParser:
    """The options of `relcheck facts`."""
    made = Parser("relcheck facts")
    made.description = "Print each access of Python code to the environment, as JSON lines."
    made.add_argument("paths", nargs="*", metavar="PATHS", help="files and directories [.]")
    made.add_argument("--kind", choices=KINDS, default="accesses", help="which facts [accesses]")
    made.add_argument("-n", "--no-cache", action="store_true", help="do not use the cache")
    made.add_argument("-j", "--jobs", type=int, default=0, metavar="N", help="number of processes [by amount of work]")
    made.add_argument("--config", metavar="FILE", default="", help="use this configuration file")
    made.add_argument("--isolated", action="store_true", help="use no configuration file")
    made.add_argument("--force-exclude", action="store_true", help="apply excludes to files that are named, too")
    return made


def run(argv: list[str]) -> int:
    """Print the facts. What cannot be read is counted on stderr, and listed with `--kind unreadable`."""
    options = parser().parse_args(argv)
    paths = options.paths or ["."]
    start = paths[0] if len(paths) == 1 and os.path.isdir(paths[0]) else "."
    config = for_run(start, file=options.config, isolated=options.isolated)
    how = api.Options(cache=not options.no_cache, jobs=options.jobs, force_exclude=options.force_exclude)
    gathered = api.gather(paths, config, how)
    encode = json.JSONEncoder(ensure_ascii=True, separators=(", ", ": ")).encode
    place = _place(gathered.files.root)
    unreadable = 0
    for file in gathered.facts.python.values():
        if gathered.only is not None and file.path not in gathered.only:
            continue
        unreadable += file.unreadable is not None
        for fact in _wanted(file, options.kind):
            sys.stdout.write(encode(described(fact, place)) + "\n")
    for note in gathered.notes:
        sys.stderr.write(f"note: {note}\n")
    if unreadable and options.kind not in ("unreadable", "all"):
        sys.stderr.write(f"note: {plural(unreadable, 'file')} could not be read (--kind unreadable lists them)\n")
    return 0


def described(fact: Any, place: Any = lambda path: path) -> dict[str, Any]:
    """A fact as JSON; `place` turns its path into the one to print. A default is there or not, never its value."""
    span: Span = fact.span
    shown: dict[str, Any] = {
        "schema": SCHEMA,
        "fact": _NAMES[type(fact)],
        "path": place(span.path),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
    for name, value in zip(fact._fields, fact, strict=True):
        if name not in ("span", "config", "computed"):
            shown[name] = _plain(value, place)
    return shown


_NAMES: Final[dict[type, str]] = {
    Access: "access",
    SettingsClass: "class",
    Field: "field",
    Instance: "instance",
    Unreadable: "unreadable",
}


def _wanted(file: FileFacts, kind: str) -> Iterator[Any]:
    """The facts of one file that were asked for, in order of place."""
    found: list[Any] = []
    if kind in ("accesses", "all"):
        found += file.accesses
    if kind in ("classes", "all"):
        found += file.classes
    if kind in ("instances", "all"):
        found += file.instances
    if kind in ("unreadable", "all") and file.unreadable:
        found.append(file.unreadable)
    return iter(sorted(found, key=lambda fact: (fact.span, _NAMES[type(fact)])))


def _plain(value: Any, place: Any) -> Any:
    """A field of a fact as JSON."""
    if isinstance(value, Default):
        # The digest tells values apart; outside of relcheck even that is more than anybody needs.
        return {"form": value.form, "looks": value.looks}
    if type(value) in _NAMES:
        return described(value, place)
    if isinstance(value, tuple):
        return [_plain(item, place) for item in value]
    return value


def _place(root: str) -> Any:
    """How paths are printed: relative to the current directory where they are below it, else in full."""
    here = os.getcwd()
    if root == here:
        return lambda path: path

    def place(path: str) -> str:
        full = os.path.normpath(os.path.join(root, path))
        return full.removeprefix(here.removesuffix(os.sep) + os.sep).replace(os.sep, "/")

    return place
