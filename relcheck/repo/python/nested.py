"""The models that settings classes of other files nest, or inherit from."""

from collections.abc import Callable, Mapping
from typing import Final

from relcheck.facts.python import FileFacts
from relcheck.repo.python.bind import bind
from relcheck.repo.python.source import Source
from relcheck.repo.python.where import Modules

Load = Callable[[str], bytes | None]
_CHAIN: Final = 4
"""How many packages may pass a class on."""


def nested(files: Mapping[str, FileFacts], modules: Modules, models: dict[str, set[str]], load: Load) -> set[str]:
    """The files with such models that are not in `models` yet, where they are noted by the path of their file."""
    again: set[str] = set()
    for facts in list(files.values()):
        for cls in facts.classes:
            for name in {*cls.bases, *(model for field in cls.fields for model in field.models)}:
                flat = name.replace(".:", ".").replace(":", ".")
                place = _origin(modules.find(flat, facts.path), modules, load)
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


def _origin(place: tuple[str, str] | None, modules: Modules, load: Load) -> tuple[str, str] | None:
    """Where a class is defined that a package passes on under the same name, or another."""
    for _ in range(_CHAIN):
        data = load(place[0]) if place is not None and place[1] else None
        if place is None or data is None or f"class {place[1]}".encode() in data or place[1].encode() not in data:
            return place
        source = Source(data, place[0])
        imported = dict(bind(source.syntax).imported) if not source.error else {}
        full = imported.get(place[1])
        if full is None:
            return place
        place = modules.find(full, place[0])
    return place
