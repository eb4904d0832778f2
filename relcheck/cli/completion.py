"""`relcheck completion SHELL`: a completion script, made from the options as they are."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Mapping
from importlib import import_module
from typing import Final

from relcheck.cli.arguments import Parser
from relcheck.errors import MissingExtraError

_SHELLS: Final = ("bash", "zsh", "fish")
_FILES: Final = ("paths", "artifacts", "environ_file", "config", "baseline", "output_file", "stdin_filename", "given",
                 "locked", "lock", "check", "write", "html", "python")  # fmt: skip
_DIRECTORIES: Final = ("root", "app_dir")
"""The arguments that are files and directories, by the names of their values."""
_REPAIRS: Final = {
    "bash": ("complete -o bashdefault -F", "complete -o bashdefault -o default -F"),  # else no other file completes
    "zsh": ("$zsh_eval_context[-1] == eval ", "$zsh_eval_context[-1] == (eval|file) "),  # `source <(...)` is a file
    "fish": ("", ""),
}
_EPILOG: Final = """\
examples:
  eval "$(relcheck completion bash)"            in ~/.bashrc
  source <(relcheck completion zsh)             in ~/.zshrc, after compinit
  relcheck completion fish | source             in ~/.config/fish/config.fish
"""


def parser() -> ArgumentParser:
    """The options of `relcheck completion`."""
    made = Parser("relcheck completion", epilog=_EPILOG, formatter_class=RawDescriptionHelpFormatter)
    made.description = "Print a shell completion script."
    made.add_argument("shell", choices=_SHELLS, metavar="SHELL", help=", ".join(_SHELLS))
    return made


def run(argv: list[str]) -> int:
    """Print the script for a shell."""
    options = parser().parse_args(argv)
    try:
        import shtab  # the grammars of three shells are a library's business
    except ImportError:
        raise MissingExtraError("relcheck completion", "lint") from None
    whole = everything({**dict.fromkeys(_FILES, shtab.FILE), **dict.fromkeys(_DIRECTORIES, shtab.DIRECTORY)})
    sys.stdout.write(shtab.complete(whole, shell=options.shell).replace(*_REPAIRS[options.shell]) + "\n")
    return 0


def everything(kinds: Mapping[str, object] | None = None) -> ArgumentParser:
    """One parser with all commands; `kinds` say how the values of which arguments complete."""
    from relcheck.cli import COMMANDS

    whole = ArgumentParser("relcheck")
    whole.add_argument("-V", "--version", action="store_true", help="print the version")
    commands = whole.add_subparsers()
    for name, summary in COMMANDS:
        module = import_module("relcheck.cli." + name.replace("-", "_"))
        made = module.parser()
        for action in made._actions:
            if kinds and action.dest in kinds and not action.choices:
                vars(action)["complete"] = kinds[action.dest]
        commands.add_parser(name, parents=[made], add_help=False, help=summary.replace("%", "%%"))
    return whole
