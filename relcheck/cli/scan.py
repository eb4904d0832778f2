"""`relcheck scan`: search finished artifacts for secrets and frozen configuration."""

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from relcheck import __version__
from relcheck.cli import environment
from relcheck.cli.arguments import Parser, refuse_values
from relcheck.cli.options import codes
from relcheck.cli.progress import Progress
from relcheck.errors import UsageError
from relcheck.render import FOR_PEOPLE, FORMATS, render
from relcheck.render.look import Look

if TYPE_CHECKING:
    from relcheck.config import Config
    from relcheck.diagnostic import Report

_EPILOG: Final = """\
The values searched for are those of --secret; without it those of the secret fields of --schema; without that
those of all variables with the name of a secret. They are taken from --environ-file, then from the environment,
and are never printed.

exit status: 0 no findings, 1 findings, 2 wrong usage or configuration, 3 a bug in relcheck

examples:
  docker save shop:latest -o shop.tar && relcheck scan shop.tar --environ-file prod.env
  skopeo copy docker://registry.example.org/shop oci-archive:shop.oci && relcheck scan shop.oci
  relcheck scan dist/*.whl dist/*.tar.gz
"""


def parser() -> ArgumentParser:
    """The whole command line."""
    scan = Parser("relcheck scan", epilog=_EPILOG, formatter_class=_formatter)
    scan.description = (
        "Search images (docker save, OCI layouts), wheels, sdists, zipapps, pex, shiv, PyInstaller bundles and"
        " directories\nfor the values of secrets, for what looks like a secret, and for frozen configuration."
    )
    scan.add_argument("artifacts", nargs="+", metavar="ARTIFACT", help="a file or directory")
    values = scan.add_argument_group("values to search for")
    values.add_argument(
        "--environ-file", metavar="FILE", action="append", default=[], help="variables and their values"
    )
    values.add_argument(
        "--dialect", choices=("docker", "compose", "dotenv"), default="docker", help="how to read that file [docker]"
    )
    values.add_argument(
        "--secret", metavar="NAME", action="append", default=[], help="search for the value of this variable"
    )
    values.add_argument("--schema", metavar="SCHEMA", action="append", default=[], help="package.module:Settings")
    values.add_argument("--app-dir", metavar="DIR", default=".", help="import the schema from this directory [.]")
    rules = scan.add_argument_group("rules (codes, prefixes of codes, names, or ALL, separated by commas)")
    rules.add_argument("--select", metavar="RULES", action="append", help="run only these rules")
    rules.add_argument("--ignore", metavar="RULES", action="append", default=[], help="do not run these")
    rules.add_argument("--config", metavar="FILE", default="", help="use this configuration file")
    rules.add_argument("--isolated", action="store_true", help="use no configuration file")
    output = scan.add_argument_group("output")
    output.add_argument("--output-format", choices=FORMATS, metavar="FORMAT", help=", ".join(FORMATS))
    output.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", metavar="WHEN", help="auto, always, never"
    )
    output.add_argument("-q", "--quiet", action="store_true", help="print the findings and nothing else")
    output.add_argument("-e", "--exit-zero", action="store_true", help="exit 0 even if there are findings")
    return scan


def _formatter(prog: str) -> RawDescriptionHelpFormatter:
    return RawDescriptionHelpFormatter(prog, max_help_position=34, width=100)


def run(argv: list[str]) -> int:
    """Scan the artifacts, print the report, and say by the status whether something was found."""
    from relcheck.scan.report import report
    from relcheck.scan.run import scan

    options = parser().parse_args(argv)
    surroundings = environment.read()
    style: str = options.output_format or surroundings.output_format or "full"
    if style not in FORMATS:
        raise UsageError(f"RELCHECK_OUTPUT_FORMAT takes one of {', '.join(FORMATS)}")
    progress = Progress(options.quiet)
    secrets, contract, notes = _wanted(options)
    found = scan(options.artifacts, secrets, contract, progress=_told(progress, options.artifacts))
    progress.clear()
    said = report(found, _configuration(options), options.select and codes(options.select), codes(options.ignore))
    _print(said._replace(notes=(*notes, *said.notes)), style, surroundings, options)
    return int(bool(said.diagnostics) and not options.exit_zero)


def _configuration(options: Namespace) -> "Config":
    from relcheck.configfile import for_run

    return for_run(".", file=options.config, isolated=options.isolated)


def _wanted(options: Namespace) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """The secrets with their values, the variables of the contract with theirs, and remarks."""
    from relcheck.names import ALLOWED, matches
    from relcheck.secret import is_secret

    given, from_files = _given(options)
    contract = {name: given.get(name, "") for name in from_files if not matches(name, ALLOWED)}
    notes: list[str] = []
    names = [name for name in given if is_secret(name) and not matches(name, ALLOWED)]
    if options.schema:
        fields, notes = _fields(options, given)
        contract |= {name: given.get(name, "") for name in fields}
        names = [name for name, secret in fields.items() if secret]
    refuse_values("--secret", options.secret)
    lacking = sorted(name for name in options.secret if not given.get(name))
    if lacking:  # else a pipeline without its secrets finds nothing, for ever
        told = f"{', '.join(lacking)} {'has' if len(lacking) == 1 else 'have'} no value"
        raise UsageError(f"--secret: {told}; set it in the environment, or give --environ-file")
    names = options.secret or names
    absent = [name for name in names if name not in given]
    if absent:
        notes.append(f"not searched for, because they have no value here: {', '.join(sorted(absent))}")
    return {name: given[name] for name in names if name in given}, contract, notes


def _given(options: Namespace) -> tuple[dict[str, str], Mapping[str, str]]:
    """All variables with their values, and those that the files give."""
    from relcheck.boot.dotenv import read

    process = environment.process()
    files: dict[str, str] = {}
    for path in options.environ_file:
        try:
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                files |= read(file.read(), options.dialect, process, path)
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    return {**process, **files}, files


def _fields(options: Namespace, given: Mapping[str, str]) -> tuple[dict[str, bool], list[str]]:
    """The variables that the settings classes read, and whether each holds a secret."""
    from relcheck.boot.verify import verify

    verdict = verify(options.schema, app_dir=options.app_dir, environ=given)
    fields: dict[str, bool] = {}
    for fact in verdict.facts:
        if fact.field:
            for name in fact.names:
                fields[name] = fields.get(name, False) or fact.secret
    return fields, list(verdict.notes)


def _print(report: "Report", style: str, surroundings: environment.Environment, options: Namespace) -> None:
    """The report to standard output; notes and, for formats that machines read, the last line to stderr."""
    from relcheck.cli.summary import closing

    rules = {}
    if style == "sarif":
        from relcheck import registry

        rules = {rule.code: rule for rule in registry.catalogue()}
    color = surroundings.color(sys.stdout.isatty(), options.color)
    look = Look(report.root, report.root, color, rules, __version__)
    if not options.quiet:
        sys.stderr.write("".join(f"relcheck: {note}\n" for note in report.notes))
        sys.stderr.flush()
    sys.stdout.write(render(style, report, lambda path: None, look))
    if not options.quiet:
        sys.stdout.flush()
        (sys.stdout if style in FOR_PEOPLE else sys.stderr).write(closing(report, look))


def _told(progress: Progress, artifacts: list[str]) -> Callable[[int], None]:
    total = sum(os.path.getsize(path) for path in artifacts if os.path.isfile(path))
    of = f" of {total >> 20}" if total else ""
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        progress.tell(f"{done >> 20}{of} MiB read")

    return tell
