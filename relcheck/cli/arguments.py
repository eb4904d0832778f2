"""How commands take their arguments: argparse, with one line about a mistake, in which no value of an argument is."""

import os
import re
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from relcheck.errors import UsageError

_ABOUT: Final = re.compile(r"argument ([^:]+): (.*)", re.DOTALL)
_CHOICES: Final = re.compile(r"invalid choice: .*\(choose from (.*)\)$", re.DOTALL)


def refuse_values(option: str, words: Iterable[str]) -> None:
    """Refuse `NAME=value` where a name is wanted: on a command line, the value can be seen by everybody."""
    for name in (word.partition("=")[0] for word in words if "=" in word):
        raise UsageError(f"{option} takes only the name of a variable: write `{option} {name}`")


def present(option: str, paths: Iterable[str]) -> None:
    """Refuse files that are not there, although nothing of this project may ask for what is in them."""
    for path in paths:
        if path != "-" and not os.path.exists(path):
            raise UsageError(f"{option} {path}: no such file")


class _Unchecked:
    """What Python 3.14 tries each new option's texts with, if it tried nothing: for its own it imports `dataclasses`
    to know the colours of a help page, which would be a third of the time that a hook takes.
    """

    def _format_args(self, *_: object) -> None:
        pass

    _expand_help = _format_args


class Parser(ArgumentParser):
    """argparse, which refuses abbreviations, so that a new option breaks no script."""

    def __init__(self, prog: str | None = None, **more: Any) -> None:
        super().__init__(prog, allow_abbrev=False, **more)

    def _get_validation_formatter(self) -> _Unchecked:
        return _Unchecked()

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; options may stand between paths. The standard library's way for that forgets a `--`, though."""
        if "--" in (args or ()):
            return super().parse_args(args, namespace)
        return self.parse_intermixed_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Raise a `UsageError`; usages are long, and what is wrong would be lost behind one."""
        raise UsageError(f"{self._said(message)}; see `{self.prog} --help`")

    def _said(self, message: str) -> str:
        """The message without what was given: whoever mistakes an option may have typed a secret behind it."""
        if message.startswith("unrecognized arguments: "):
            return self._unknown(message.partition(": ")[2].split())
        about = _ABOUT.match(message)
        if about is None:
            return message
        name, what = about[1], about[2]
        if choices := _CHOICES.match(what):
            what = f"takes one of {choices[1].replace(chr(39), '')}"
        elif what.startswith("invalid "):
            what = "takes a whole number" if " int " in what else "does not take such a value"
        elif what.startswith("ignored explicit argument"):
            what = "takes no value"
        elif "not allowed with" in what:
            what = what.replace("not allowed with argument", "cannot be combined with")
        return f"{name.partition('/')[0] if name.startswith('--') else name.replace('/', ', ')} {what}"

    def _unknown(self, words: list[str]) -> str:
        """About arguments that nobody takes."""
        options = [word.partition("=")[0] for word in words if word.startswith("-")]
        if not options:
            return "one argument too many" if len(words) == 1 else f"{len(words)} arguments too many"
        from difflib import get_close_matches

        near = get_close_matches(options[0], list(self._option_string_actions), n=1, cutoff=0.7)
        hint = f" (did you mean `{near[0]}`?)" if near else ""
        return f"unknown option `{options[0]}`{hint}"
