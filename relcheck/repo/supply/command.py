"""What the command of a workload says: how many processes it starts, and where its server listens.

The options are those of gunicorn, uvicorn, hypercorn, granian and `fastapi run`, from their own documentation.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Listens
from relcheck.repo.supply.sense import host
from relcheck.secret import is_secret, looks

SERVERS: Final = frozenset("gunicorn uvicorn hypercorn granian fastapi".split())
_SECRET: Final = ("token", "credentials")
_WORKERS: Final = ("--workers", "-w")
_HOSTS: Final = ("--host", "--bind", "-b")
_PORTS: Final = ("--port", "-p")
_ELSEWHERE: Final = frozenset(("--uds", "--fd", "--host"))
_ASSIGNED: Final = re.compile(r"(--[a-z-]+)=(.+)")
_BOUND: Final = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::(\d{1,5}))?")


def kept(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a command as a fact may hold them: what is or may be a secret becomes `...`."""
    found: list[str] = []
    hidden = False
    for word in words:
        pieces = []
        for piece in word.split(" "):
            name, equals, _ = piece.partition("=")
            flag = name.startswith("-")
            telling = is_secret(name.strip("-").replace("-", "_"))
            if equals and (telling or (not flag and name.isidentifier())):
                pieces.append(f"{name}=...")
            else:
                pieces.append("..." if (hidden and not flag) or looks(piece) in _SECRET else piece)
            # `docker login -p`, where others mean a port
            hidden = flag and not equals and (telling or (name in ("-p", "-u") and "login" in (*found, *pieces)))
        found.append(" ".join(pieces))
    return tuple(found)


def served(words: Iterable[str]) -> list[str]:
    """The command of a server from its name on; empty where there is none."""
    plain = [piece.strip("\"'") for word in words for piece in word.split()]
    for at, word in enumerate(plain):
        if word.rpartition("/")[2] in SERVERS:
            return [word.rpartition("/")[2], *plain[at + 1 :]]
    return []


def options(command: list[str]) -> Iterator[tuple[str, str]]:
    """The options of a server's command with their values."""
    for at, word in enumerate(command):
        assigned = _ASSIGNED.fullmatch(word)
        if assigned:
            yield assigned[1], assigned[2]
        elif word.startswith("-"):
            yield word, command[at + 1] if at + 1 < len(command) else ""


def workers(words: Iterable[str]) -> int:
    """How many processes a server starts: 1 where it does not say, or not with a number."""
    found = [value for option, value in options(served(words)) if option in _WORKERS]
    return max((int(value) for value in found if value.isascii() and value.isdigit() and len(value) < 5), default=1)


def listens(words: Collection[str], span: Span) -> Iterator[Listens]:
    """Where a server listens: one fact of what its options say, if they say anything.

    Without `--host` uvicorn listens on 127.0.0.1; the others read a file or variables besides.
    """
    command = served(words)
    found = list(options(command))
    place, port = "", 0
    for option, value in found:
        if option in _HOSTS and (bound := _BOUND.fullmatch(value)):
            place = bound[1]
            port = int(bound[2]) if bound[2] else port
        elif option in _PORTS and value.isascii() and value.isdigit() and len(value) < 6:
            port = int(value)
    if command[:1] == ["uvicorn"] and not any(option in _ELSEWHERE for option, _ in found):
        place = "127.0.0.1"
    if any("debugpy" in word for word in words):
        port = 0  # not the only one
    if place or port:
        yield Listens(span, host(place), port)
