"""`relcheck deployments`: which workload fills which settings class, why relcheck thinks so, and what it sets."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from relcheck.cli.arguments import Parser, present

if TYPE_CHECKING:
    from relcheck import api
    from relcheck.project import Project


def parser() -> argparse.ArgumentParser:
    """The options of `relcheck deployments`."""
    made = Parser(
        "relcheck deployments",
        description="List the workloads of all manifests, the settings class that each fills, and what it sets.",
        epilog="`helm template CHART | relcheck deployments -` lists what a chart starts;"
        " `relcheck map --html FILE` shows the same as a searchable web page.",
    )
    made.add_argument("paths", nargs="*", metavar="PATHS", help="files and directories [.]; `-` reads standard input")
    made.add_argument("--stdin-filename", metavar="PATH", default="", help="file name for standard input")
    made.add_argument(
        "--given",
        metavar="FILE",
        action="append",
        default=[],
        help="names of variables kept by the platform, one per line or as JSON",
    )
    made.add_argument(
        "--import",
        dest="imports",
        action="store_true",
        help="import the settings classes and check the values against them; exit 1 if one is refused",
    )
    made.add_argument("--output-format", choices=["text", "json"], default="text")
    return made


def run(argv: list[str]) -> int:
    """Run `relcheck deployments ...`."""
    options = parser().parse_args(argv)
    from relcheck import api
    from relcheck.cli.options import standard_input
    from relcheck.configfile import for_run
    from relcheck.render import matrix as render
    from relcheck.repo.supply.matrix import matrix

    paths, overlay = standard_input(options)
    how = api.Options(overlay=overlay)
    config = for_run(paths[0] if len(paths) == 1 and os.path.isdir(paths[0]) else ".")
    present("--given", options.given)
    given = tuple(os.path.abspath(path) for path in options.given)
    gathered = api.gather(paths, config._replace(given=(*config.given, *given)), how)
    sources = api.sources(gathered, how)
    project = api.project_of(gathered, sources)
    found = matrix(project, gathered.only)
    sys.stdout.write(render.as_json(found) if options.output_format == "json" else render.text(found))
    return _ask(project, gathered, sources) if options.imports else 0


def _ask(project: "Project", gathered: "api.Gathered", sources: Callable[[str], str | None]) -> int:
    """Say on standard error what the classes refuse; 1 where it is something."""
    from relcheck.cli.tried import tried
    from relcheck.facts.deployment import Feed

    def say(text: str) -> None:
        sys.stderr.write(f"relcheck: {text}\n")

    feeds = [feed for feed in project.all(Feed) if gathered.only is None or feed.span.path in gathered.only]
    refused = list(tried(feeds, os.path.abspath(gathered.config.root), sources, say))
    for one in dict.fromkeys(refused):
        place = f"{one.span.path}:{one.span.line}:{one.span.column}"
        wanted = f", wants {one.expected}" if one.expected else ""
        say(f"{place}: {one.cls} refuses `{one.variable}` of {one.workload}: {one.why}{wanted}")
    return 1 if refused else 0
