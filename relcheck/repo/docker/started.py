"""What a container of an image is: who it runs as, where it says that it listens, what it starts."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from relcheck.facts.deployment import Listens
from relcheck.facts.image import Opened, RunsAs, Starts
from relcheck.repo.docker.scope import Located
from relcheck.repo.docker.words import words
from relcheck.repo.supply import command

_ROOT: Final = ("root", "0")
_LONGEST: Final = 100
"""Ports of a range, and words of a command, that are looked at."""


def started(here: Located, escape: str) -> Iterator[Opened | RunsAs | Starts]:
    """The facts of one EXPOSE, USER, CMD or ENTRYPOINT; values that a variable decides are not known."""
    instruction = here.instruction
    if instruction.onbuild:
        return
    plain = [word.plain for word in islice(words(instruction.body, escape), _LONGEST)]
    if instruction.keyword == "EXPOSE":
        yield Opened(instruction.span, here.stage, tuple(port for word in plain for port in _ports(word)))
    elif instruction.keyword == "USER" and plain and "$" not in plain[0]:
        yield RunsAs(instruction.span, here.stage, plain[0].partition(":")[0] in _ROOT)
    elif instruction.keyword in ("CMD", "ENTRYPOINT"):
        if not command.served(plain):
            return
        count = command.workers(plain)
        place = next(command.listens(plain, instruction.span), Listens(instruction.span, ""))
        yield Starts(instruction.span, here.stage, count, place.host, place.port)


def _ports(text: str) -> Iterator[int]:
    first, dash, last = text.partition("/")[0].partition("-")
    last = last if dash else first
    if first.isascii() and first.isdigit() and last.isascii() and last.isdigit() and len(first) < 6 and len(last) < 6:
        yield from islice(range(int(first), int(last) + 1), _LONGEST)
