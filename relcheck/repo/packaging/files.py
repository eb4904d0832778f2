"""MANIFEST.in and setup.cfg (setuptools' documentation), and files of requirements with credentials in a URL."""

import re
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.image import Exposed, Packed
from relcheck.repo.docker.exposed import credential
from relcheck.repo.docker.words import variables
from relcheck.secret import issued

MAX_BYTES: Final = 4 * 1024 * 1024
_URL: Final = re.compile(r"(?<![a-zA-Z0-9+.-])[a-zA-Z][a-zA-Z0-9+.-]{0,40}://([^/?#\s@\"'<>|]{1,500})@")
_INCLUDES: Final = ("include", "recursive-include", "global-include", "graft")
_DATA: Final = re.compile(r"^\[options\.(package_data|data_files)\]")


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The facts of one of these files, by its name; never raises."""
    if len(data) > MAX_BYTES:
        return ()
    lines = data.decode("utf-8-sig", "replace").splitlines()
    base = path.rsplit("/", 1)[-1]
    if base == "MANIFEST.in":
        return tuple(_manifest(lines, path))
    if base == "setup.cfg":
        return tuple(_data(lines, path))
    return tuple(_urls(lines, path))


def _manifest(lines: list[str], path: str) -> list[Any]:
    found: list[Any] = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        if words and words[0] in _INCLUDES:
            patterns = words[2:] if words[0] == "recursive-include" else words[1:]
            found += [Packed(_place(path, number, line, word), "the sdist", "MANIFEST.in", word) for word in patterns]
    return found


def _data(lines: list[str], path: str) -> list[Any]:
    found: list[Any] = []
    inside = False
    for number, line in enumerate(lines, 1):
        if line.startswith("["):
            inside = bool(_DATA.match(line))
        elif inside and not line.lstrip().startswith("#"):
            for word in re.split(r"[,\s]+", line.partition("=")[2] if "=" in line else line):
                if word:
                    found.append(Packed(_place(path, number, line, word), "the wheel", "package_data", word))
    return found


def _place(path: str, number: int, line: str, word: str) -> Span:
    column = line.find(word) + 1
    return Span(path, number, column, number, column + len(word))


def _urls(lines: list[str], path: str) -> list[Any]:
    """URLs with a password; `${NAME}` in one is filled in from the environment, as it should be."""
    found: list[Any] = []
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(("#", ";")):
            continue
        for match in _URL.finditer(line):
            looked = credential(match[1])
            names = tuple(variable.name for variable in variables(match[1]))
            if looked is not None and looked != "reference":
                span = Span(path, number, match.start() + 1, number, match.end() + 1)
                made = issued(match[1].rpartition(":")[2])
                found.append(Exposed(span, "", -1, "url", looked, names, issued=made))
    return found
