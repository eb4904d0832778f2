"""`relcheck deployments`: which workload fills which settings class, how that is known, and what it gives."""

import argparse
import sys


def parser() -> argparse.ArgumentParser:
    """The options of `relcheck deployments`."""
    made = argparse.ArgumentParser(
        prog="relcheck deployments",
        description="List the workloads of all manifests, the settings classes that they fill, and what they give.",
        epilog="`helm template CHART | relcheck deployments -` lists what a chart starts;"
        " `relcheck map --html FILE` shows the same as a page to search in.",
    )
    made.add_argument("paths", nargs="*", metavar="PATHS", help="files and directories [.]; `-` reads standard input")
    made.add_argument("--stdin-filename", metavar="PATH", default="", help="where what standard input holds would be")
    made.add_argument("--output-format", choices=["text", "json"], default="text")
    return made


def run(argv: list[str]) -> int:
    """Run `relcheck deployments ...`."""
    options = parser().parse_args(argv)
    from relcheck import api
    from relcheck.cli.options import standard_input
    from relcheck.render import matrix as render
    from relcheck.repo.supply.matrix import matrix

    paths, overlay = standard_input(options)
    how = api.Options(overlay=overlay)
    gathered = api.gather(paths, options=how)
    found = matrix(api.project_of(gathered, api.sources(gathered, how)), gathered.only)
    sys.stdout.write(render.as_json(found) if options.output_format == "json" else render.text(found))
    return 0
