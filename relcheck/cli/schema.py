"""`relcheck schema NAME`: the JSON Schema of the configuration, or of what a command prints."""

import json
import sys
from argparse import ArgumentParser

from relcheck.cli.arguments import Parser
from relcheck.schemas import SCHEMAS


def parser() -> ArgumentParser:
    """The options of `relcheck schema`."""
    made = Parser("relcheck schema")
    made.description = "Print the JSON Schema of relcheck.toml (for editors), or of what a command prints as JSON."
    made.add_argument("name", choices=tuple(SCHEMAS), help="config, or the command whose output it describes")
    return made


def run(argv: list[str]) -> int:
    """Print one schema."""
    options = parser().parse_args(argv)
    sys.stdout.write(json.dumps(SCHEMAS[options.name](), indent=2) + "\n")
    return 0
