"""The models that settings classes of other files nest, or inherit from."""

from collections.abc import Callable, Mapping
from typing import Final
from zlib import crc32

from relcheck.facts.python import FileFacts
from relcheck.repo.python.scopes.bind import bind
from relcheck.repo.python.syntax.source import Source
from relcheck.repo.python.where import Modules

Load = Callable[[str], bytes | None]
Consulted = dict[tuple[str, str], int]
"""What files were asked so that others could be completed: by path and question, a mark of the answer."""
CLASS: Final = "class "
"""Begins the question where a class comes from; other questions are the names of constants."""
_CHAIN: Final = 4
"""How many packages may pass a class on."""


def nested(
    files: Mapping[str, FileFacts], modules: Modules, models: dict[str, set[str]], load: Load, consulted: Consulted
) -> set[str]:
    """The files with such models that are not in `models` yet, where they are noted by the path of their file."""
    again: set[str] = set()
    for facts in list(files.values()):
        for cls in facts.classes:
            for name in {*cls.bases, *(model for field in cls.fields for model in field.models)}:
                flat = name.replace(".:", ".").replace(":", ".")
                place = _origin(modules.find(flat, facts.path), modules, load, consulted)
                if place is None or not place[1] or place[0] == facts.path:
                    continue
                theirs = files.get(place[0])
                if theirs is not None and any(other.name == place[1] for other in theirs.classes):
                    continue
                wanted = models.setdefault(place[0], set())
                if place[1] not in wanted:
                    wanted.add(place[1])
                    again.add(place[0])
    return again


def _origin(
    place: tuple[str, str] | None, modules: Modules, load: Load, consulted: Consulted
) -> tuple[str, str] | None:
    """Where a class is defined that a package passes on under the same name, or another."""
    for _ in range(_CHAIN):
        full = ask(*place, load, consulted) if place is not None and place[1] else ""
        if place is None or not full:
            return place
        place = modules.find(full, place[0])
    return place


def ask(path: str, name: str, load: Load, consulted: Consulted) -> str:
    """From where a module imports a class; empty where it does not, which is asked once."""
    if consulted.get((path, CLASS + name)) == _HERE:
        return ""
    data = load(path)
    full = ""
    if data is not None and f"class {name}".encode() not in data and name.encode() in data:
        source = Source(data, path)
        full = dict(bind(source.syntax).imported).get(name, "") if not source.error else ""
    consulted[path, CLASS + name] = mark(full)
    return full


def mark(said: object) -> int:
    """A mark of something that reads the same in every process, to tell whether it changed."""
    return crc32(repr(said).encode("utf-8", "surrogatepass"))


_HERE: Final = mark("")
