"""`relcheck schema NAME`: the JSON Schema of the configuration, or of what a command prints."""

import json
import sys
from argparse import ArgumentParser

from relcheck.cli.arguments import Parser
from relcheck.schemas import SCHEMAS


def parser() -> ArgumentParser:
    """The options of `relcheck schema`."""
    made = Parser("relcheck schema")
    made.description = "Print the JSON Schema of relcheck.toml (for editors), or of the JSON that a command prints."
    made.add_argument(
        "name", choices=tuple(SCHEMAS), metavar="NAME", help=f"one of {', '.join(SCHEMAS)}: relcheck.toml, or a command"
    )
    return made


def run(argv: list[str]) -> int:
    """Print one schema."""
    options = parser().parse_args(argv)
    sys.stdout.write(json.dumps(SCHEMAS[options.name](), indent=2) + "\n")
    return 0
