"""Which files import something from certain modules, told by their bytes: parsing them all would cost too much."""

from collections.abc import Callable, Iterator, Mapping

from relcheck.repo.python.where import Modules

Load = Callable[[str], bytes | None]
_FEW = 16
"""Up to so many words are looked for one by one before import statements are looked at: more cost as much."""


Imported = tuple[tuple[str, ...], tuple[str, ...] | None, tuple[tuple[str, str], ...]]
"""The names that a file takes; the last names of all modules that it may import from, or None where nobody looked,
because it holds no needle; and the names that it has at top level as they were, each with the path it is from."""


class Search:
    """Looks for files that import one of the names that `exported` gives by the path of their module."""

    def __init__(self, exported: Mapping[str, frozenset[str]], modules: Modules, load: Load) -> None:
        self.exported = exported
        self.modules = modules
        self.load = load
        self.lasts = {_last(path) for path in exported}
        names = {name for names in exported.values() for name in names}
        few = [words for words in ({*names, "import *"}, self.lasts) if len(words) <= _FEW]
        self.needles = [word.encode() for word in few[0]] if few else [b"import"]

    def look(self, path: str) -> Imported:
        """What a file imports from those modules, as plain values."""
        data = self.load(path)
        if data is None or not any(needle in data for needle in self.needles):
            return (), None, ()
        words: set[str] = set()
        lasts: set[str] = set()
        passed: set[tuple[str, str]] = set()
        for module, names, own in imports(data):
            last = module.rpartition(".")[2]
            lasts.update((last, *names) if names and last else _around(module, names, path))
            if last in self.lasts or not last or not names or not self.lasts.isdisjoint(names):
                words |= _taken(module, names, path, self.exported, self.modules, data)
                place = self.modules.find(module, path) if own else None
                if place is not None and place[0] in self.exported and not place[1] and place[0] != path:
                    passed.update((name, place[0]) for name in self.exported[place[0]].intersection(own))
        return tuple(sorted(words)), tuple(sorted(lasts & self.modules.names)), tuple(sorted(passed))


def _around(module: str, names: tuple[str, ...], path: str) -> list[str]:
    """The last names that `from .. import names` or `import a.b` may mean."""
    if module.strip("."):
        return module.split(".")
    parts = path.split("/")[: -len(module)]
    return [*names, parts[-1] if parts else ""]


def _last(path: str) -> str:
    """The last part of a module's name."""
    head, _, name = path.removesuffix(".py").rpartition("/")
    return head.rpartition("/")[2] if name == "__init__" else name


def _taken(
    module: str,
    names: tuple[str, ...],
    path: str,
    exported: Mapping[str, frozenset[str]],
    modules: Modules,
    data: bytes,
) -> set[str]:
    """What an import of names (or, without names, of the module) takes of what is exported.

    Who imports a module and says none of the names in it takes nothing.
    """
    taken: set[str] = set()
    place = modules.find(module, path)
    if place is not None and place[0] in exported and place[0] != path:
        there = exported[place[0]]
        taken.update(there if "*" in names else there.intersection(names) if names else _said(there, data))
    prefix = module if not module.strip(".") else module + "."
    for name in names:
        place = modules.find(prefix + name, path)
        if place is not None and place[0] in exported and not place[1] and place[0] != path:
            said = _said(exported[place[0]], data)
            taken.update({name, *said} if said else ())
    return taken


def _said(names: frozenset[str], data: bytes) -> set[str]:
    """The names that a file holds somewhere."""
    return {name for name in names if name.encode() in data}


def imports(data: bytes) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What looks like an import statement: the module and the names taken from it; no names for `import m`.

    The names that keep their name, in a statement at the beginning of a line, are given once more.
    """
    at = data.find(b"import")
    while at >= 0:
        start = max(data.rfind(b"\n", 0, at), data.rfind(b";", 0, at), data.rfind(b":", 0, at)) + 1
        before = data[start:at].split()
        after = at + 6
        if not before:
            for part in data[after : _end(data, after)].split(b","):
                words = part.split()
                if words:
                    yield words[0].decode("utf-8", "replace"), (), ()
        elif before[0][:4] == b"from" and len(before) <= 2:
            module = before[1] if len(before) == 2 else before[0][4:]
            names = data[after : _end(data, after)].replace(b"(", b" ").replace(b"\\", b" ").split(b",")
            parts = [part.split() for part in names]
            taken = tuple(words[0].decode("utf-8", "replace") for words in parts if words)
            if module and taken:
                own = (words[0].decode("utf-8", "replace") for words in parts if len(words) == 1)
                yield module.decode("utf-8", "replace"), taken, tuple(own) if data[start : start + 4] == b"from" else ()
        at = data.find(b"import", after)


def _end(data: bytes, start: int) -> int:
    """Where the names of an import end."""
    end = data.find(b"\n", start)
    bracket = data.find(b"(", start, end if end >= 0 else len(data))
    if bracket >= 0:
        end = data.find(b")", bracket)
    else:
        while end > 0 and data[end - 1 : end] == b"\\":
            end = data.find(b"\n", end + 1)
    return end if end >= 0 else len(data)
