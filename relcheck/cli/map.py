"""`relcheck map`: where each variable is read, declared and set."""

import argparse
import sys
from pathlib import Path

from relcheck import whole
from relcheck.cli.arguments import Parser
from relcheck.errors import UsageError

_EPILOG = """\
examples:
  relcheck map                          a table for the terminal
  relcheck map --html map.html          a web page that needs no network
  relcheck map --output-format mermaid  a graph for a README
"""


def parser() -> argparse.ArgumentParser:
    """The options of `relcheck map`."""
    made = Parser(
        "relcheck map",
        description="Show each variable: where it is read and declared, and which deployments set it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("paths", nargs="*", default=["."], metavar="PATHS", help="files and directories [.]")
    made.add_argument(
        "--output-format", "--format", dest="format", choices=["text", "json", "mermaid", "dot"], default="text"
    )
    made.add_argument("--html", metavar="FILE", help="write a web page to FILE (`-` for standard output)")
    made.add_argument("--base", default="", metavar="URL", help="prefix of the links to source files in the page")
    return made


def run(argv: list[str]) -> int:
    """Run `relcheck map ...`."""
    options = parser().parse_args(argv)
    from relcheck import api
    from relcheck.render import matrix as render
    from relcheck.repo.supply.matrix import matrix

    found = matrix(api.project(options.paths))
    if options.html:
        from relcheck.render.page import render as page

        title = Path(options.paths[0]).resolve().name
        return _write(options.html, page(found, title, options.base))
    formats = {
        "text": render.text if found.columns else render.places,
        "json": render.as_json,
        "mermaid": render.mermaid,
        "dot": render.dot,
    }
    sys.stdout.write(formats[options.format](found))
    return 0


def _write(path: str, text: str) -> int:
    if path == "-":
        sys.stdout.write(text)
        return 0
    try:
        whole.write(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
    print(f"wrote {path}", file=sys.stderr)
    return 0
