"""`relcheck deployments`: which workload fills which settings class, how that is known, and what it gives."""

import argparse
import sys


def run(argv: list[str]) -> int:
    """Run `relcheck deployments ...`."""
    parser = argparse.ArgumentParser(
        prog="relcheck deployments",
        description="List the workloads of all manifests, the settings classes that they fill, and what they give.",
        epilog="`relcheck map --html FILE` shows the same as a page to search in.",
    )
    parser.add_argument("paths", nargs="*", default=["."], help="files and directories (default: here)")
    parser.add_argument("--output-format", choices=["text", "json"], default="text")
    options = parser.parse_args(argv)
    from relcheck import api
    from relcheck.render import matrix as render
    from relcheck.repo.supply.matrix import matrix

    found = matrix(api.project(options.paths))
    sys.stdout.write(render.as_json(found) if options.output_format == "json" else render.text(found))
    return 0
