"""systemd units and Podman Quadlets (systemd.exec(5), "Environment"; podman-systemd.unit(5))."""

import re
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Supply, Workload
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.value import literal, runs_as

_LINE: Final = re.compile(r"^\s*([A-Za-z]+)\s*=\s*(.*)$")
_WORD: Final = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|(\S+)")
RANKS: Final = {"PassEnvironment": 10, "Environment": 20, "EnvironmentFile": 30}
"""systemd.exec(5): a file beats `Environment=`, and that beats what is passed on."""


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The one service of a unit file or drop-in; an empty assignment takes back what came before."""
    unit = path.rpartition("/")[2]
    if path.endswith(".conf") and ".service.d/" in path:
        unit = path.rpartition(".service.d/")[0].rpartition("/")[2] + ".service"
    supplies: list[Supply] = []
    files: list[tuple[str, bool]] = []
    command: tuple[str, ...] = ()
    user, low = "", False
    for number, line in _lines(data.decode("utf-8", "replace")):
        found = _LINE.match(line)
        if found is None or line.lstrip().startswith(("#", ";")):
            continue
        key, value, column = found[1], found[2].strip(), found.start(2)
        if key in ("Environment", "PassEnvironment"):
            if not value:
                supplies = [supply for supply in supplies if supply.layer != key]
            supplies.extend(_assignments(key, value, unit, path, number, column))
        elif key == "EnvironmentFile":
            files = [*files, (value.removeprefix("-"), not value.startswith("-"))] if value else []
        elif key == "UnsetEnvironment":
            gone = set(value.split())
            supplies = [supply for supply in supplies if supply.name not in gone]
        elif key == "User" and value:
            user = runs_as(value)
        elif key in ("AmbientCapabilities", "Sockets"):
            low = low or "CAP_NET_BIND_SERVICE" in value or key == "Sockets"
        elif key in ("ExecStart", "Exec") and value:
            command = kept(value.split())
    where = Span(path, 1, 1, 1, 1)
    opaque = tuple(f"the host's {file}" for file, _ in files if file.startswith("/"))
    workload = Workload(where, "systemd", unit, command=command, env_files=tuple(files), opaque=opaque)
    workload = workload._replace(user=user, binds_low=low)
    return (workload, *supplies)


def _assignments(key: str, value: str, unit: str, path: str, number: int, column: int) -> list[Supply]:
    supplies = []
    for word in _WORD.finditer(value):
        text = next(group for group in word.groups() if group is not None)
        name, equals, rest = text.partition("=")
        meaning = literal(rest) if equals and key == "Environment" else None
        start = column + word.start() + 1
        span = Span(path, number, start, number, start + len(word.group()))
        supply = Supply(span, name, meaning.state if meaning else "promised", "systemd", unit, "run", key, RANKS[key])
        if meaning:
            supply = supply._replace(looks=meaning.looks, digest=meaning.digest)
        supplies.append(supply._replace(line=number, column=start, end_line=number, end_column=span.end_column))
    return supplies


def _lines(text: str) -> list[tuple[int, str]]:
    """Logical lines: a backslash at the end joins the next one (systemd.syntax(7))."""
    lines: list[tuple[int, str]] = []
    held = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.endswith("\\"):
            held += line[:-1] + " "
            continue
        lines.append((number, held + line))
        held = ""
    return lines
