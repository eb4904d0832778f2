"""`relcheck completion SHELL`: a completion script, made from the options as they are."""

import sys
from argparse import ArgumentParser
from importlib import import_module
from typing import Final

from relcheck.cli.arguments import Parser
from relcheck.errors import MissingExtraError

_SHELLS: Final = ("bash", "zsh", "fish")


def parser() -> ArgumentParser:
    """The options of `relcheck completion`."""
    made = Parser("relcheck completion", description="Print a completion script.")
    made.epilog = 'for bash: eval "$(relcheck completion bash)"'
    made.add_argument("shell", choices=_SHELLS)
    return made


def run(argv: list[str]) -> int:
    """Print the script for a shell."""
    options = parser().parse_args(argv)
    try:
        import shtab  # the grammars of three shells are a library's business
    except ImportError:
        raise MissingExtraError("relcheck completion", "lint") from None
    sys.stdout.write(shtab.complete(everything(), shell=options.shell) + "\n")
    return 0


def everything() -> ArgumentParser:
    """One parser with all commands; a command that reads its arguments by hand completes by name only."""
    from relcheck.cli import COMMANDS

    whole = ArgumentParser("relcheck")
    whole.add_argument("-V", "--version", action="store_true", help="print the version")
    commands = whole.add_subparsers()
    for name, summary in COMMANDS:
        module = import_module("relcheck.cli." + name.replace("-", "_"))
        made = module.parser() if hasattr(module, "parser") else ArgumentParser()
        commands.add_parser(name, parents=[made], add_help=False, help=summary.replace("%", "%%"))
    return whole
