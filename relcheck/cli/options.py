"""The options of `relcheck lint`, named as in ruff wherever ruff has them."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace
from typing import Final

from relcheck.cli.arguments import Parser
from relcheck.diagnostic import SEVERITIES
from relcheck.render import FORMATS

_EPILOG: Final = """\
exit status: 0 no findings, 1 findings, 2 wrong usage or configuration, 3 a bug in relcheck

examples:
  relcheck lint                                   this directory and everything below it
  relcheck lint --select REL1 --statistics        count the findings of one family of rules
  relcheck lint --output-format github            annotations on a pull request
  relcheck lint --update-baseline                 accept the present findings, report only new ones
"""


class _Formatter(HelpFormatter):
    """Keeps the line breaks of the epilog, and room for long options."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=34, width=100)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in text.splitlines())


def parser() -> ArgumentParser:
    """The whole command line; abbreviations are refused, so that new options break no script."""
    lint = Parser("relcheck lint", epilog=_EPILOG, formatter_class=_Formatter)
    lint.description = "Find environment reads in the wrong place, and secrets that would ship."
    lint.add_argument("paths", nargs="*", metavar="PATHS", help="files and directories [.]; `-` reads standard input")
    _rules(lint)
    _output(lint)
    _fixes(lint)
    _known(lint)
    _running(lint)
    return lint


def _rules(lint: ArgumentParser) -> None:
    group = lint.add_argument_group("rules (codes, prefixes of codes, names, or ALL, separated by commas)")
    group.add_argument("--select", metavar="RULES", action="append", help="run only these rules")
    group.add_argument("--extend-select", metavar="RULES", action="append", default=[], help="run these as well")
    group.add_argument("--ignore", metavar="RULES", action="append", default=[], help="do not run these")
    group.add_argument("--with-ruff", action="store_true", help="show ruff's findings as well, each place once")


def _output(lint: ArgumentParser) -> None:
    group = lint.add_argument_group("output")
    group.add_argument(
        "--output-format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} [$RELCHECK_OUTPUT_FORMAT, or full]",
    )
    group.add_argument("-o", "--output-file", metavar="FILE", help="write the report to a file")
    group.add_argument("--statistics", action="store_true", help="count findings by rule instead of showing them")
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", metavar="WHEN", help="auto, always, never"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print the findings and nothing else")
    group.add_argument("-v", "--verbose", action="store_true", help="also print the number of files and the time taken")
    group.add_argument("--show-files", action="store_true", help="list the files that would be checked, and stop")
    group.add_argument("--show-settings", action="store_true", help="show the configuration in force, and stop")


def _fixes(lint: ArgumentParser) -> None:
    group = lint.add_argument_group("fixes")
    group.add_argument("--fix", action="store_true", help="apply the fixes that do not change behaviour")
    group.add_argument("--unsafe-fixes", action="store_true", help="also apply the fixes that may change behaviour")
    group.add_argument("--diff", action="store_true", help="show what --fix would change, and write nothing")
    group.add_argument("--show-fixes", action="store_true", help="list what was fixed, and why other findings were not")
    group.add_argument("--fix-only", action="store_true", help="apply the fixes, and do not report what is left")
    group.add_argument("--exit-non-zero-on-fix", action="store_true", help="exit 1 if anything was fixed")


def _known(lint: ArgumentParser) -> None:
    group = lint.add_argument_group("known findings, and the exit status")
    group.add_argument("--baseline", metavar="FILE", help="file of accepted findings [relcheck-baseline.json]")
    group.add_argument(
        "--update-baseline", action="store_true", help="write the baseline; from an existing one, remove what is fixed"
    )
    group.add_argument(
        "--add-ignore",
        metavar="REASON",
        nargs="?",
        const="",
        help="write `# relcheck: ignore[...]` at every finding, with REASON if given",
    )
    group.add_argument("-e", "--exit-zero", action="store_true", help="exit 0 even if there are findings")
    group.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        default="info",
        metavar="SEVERITY",
        help="lowest severity that exits 1 [info]",
    )


def _running(lint: ArgumentParser) -> None:
    group = lint.add_argument_group("running")
    group.add_argument("--config", metavar="FILE", default="", help="use this configuration file")
    group.add_argument("--isolated", action="store_true", help="use no configuration file")
    group.add_argument(
        "--given",
        metavar="FILE",
        action="append",
        default=[],
        help="names of variables kept by the platform, one per line or as JSON; `-` for standard input",
    )
    group.add_argument("-n", "--no-cache", action="store_true", help="do not use the cache")
    group.add_argument(
        "-j", "--jobs", type=_count, default=0, metavar="N", help="number of processes [by amount of work]"
    )
    group.add_argument("--force-exclude", action="store_true", help="apply excludes to the files named here, too")
    group.add_argument("-w", "--watch", action="store_true", help="run again whenever a file changes, until Ctrl-C")
    group.add_argument("--stdin-filename", metavar="PATH", default="", help="file name for standard input")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("takes a whole number, at least 1")
    return int(text)


def codes(values: list[str] | None) -> tuple[str, ...]:
    """The selectors of an option that may be repeated and may hold commas."""
    return tuple(item for value in values or () for piece in value.split(",") if (item := piece.strip()))


def parse(argv: list[str]) -> Namespace:
    """The options of one run."""
    return parser().parse_args(argv)


def standard_input(options: Namespace) -> tuple[list[str], dict[str, bytes]]:
    """The paths to look at, and what standard input holds, by the name that it goes by."""
    if options.paths == ["-"] or (options.stdin_filename and not options.paths):
        data = sys.stdin.buffer.read()
        name = options.stdin_filename or ("stdin.yaml" if _rendered(data) else "stdin.py")
        return [name], {name: data}
    return options.paths or ["."], {}


def _rendered(data: bytes) -> bool:
    """Whether this is what `helm template` and `kubectl kustomize` print, and no Python."""
    starts = {line.partition(b":")[0] for line in data.splitlines() if line[:1].isalpha()}
    return {b"apiVersion", b"kind"} <= starts
