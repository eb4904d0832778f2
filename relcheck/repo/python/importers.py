"""Which files import something from certain modules, told by their bytes: parsing them all would cost too much."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from relcheck.repo.python.where import Modules

Load = Callable[[str], bytes | None]
_FEW = 48
"""Up to so many names are looked for one by one before import statements are looked at: a search is that fast."""


def importers(
    exported: Mapping[str, frozenset[str]], modules: Modules, load: Load, paths: Iterable[str]
) -> Iterator[tuple[str, set[str]]]:
    """The files of `paths` that import one of the names that `exported` gives by path, and which words tell."""
    lasts = {_last(path) for path in exported}
    needles = [last.encode() for last in lasts] if len(lasts) <= _FEW else [b"import"]
    for path in paths:
        data = load(path)
        if data is None or not any(needle in data for needle in needles):
            continue
        words: set[str] = set()
        for module, names in imports(data):
            last = module.rpartition(".")[2]
            if last in lasts or not last or not names or not lasts.isdisjoint(names):
                words |= _taken(module, names, path, exported, modules)
        if words:
            yield path, words


def _last(path: str) -> str:
    """The last part of a module's name."""
    head, _, name = path.removesuffix(".py").rpartition("/")
    return head.rpartition("/")[2] if name == "__init__" else name


def _taken(
    module: str, names: tuple[str, ...], path: str, exported: Mapping[str, frozenset[str]], modules: Modules
) -> set[str]:
    """What an import of names (or, without names, of the module) takes of what is exported."""
    taken: set[str] = set()
    place = modules.find(module, path)
    if place is not None and place[0] in exported and place[0] != path:
        there = exported[place[0]]
        taken.update(there if not names or "*" in names else there.intersection(names))
    prefix = module if not module.strip(".") else module + "."
    for name in names:
        place = modules.find(prefix + name, path)
        if place is not None and place[0] in exported and not place[1] and place[0] != path:
            taken.add(name)
    return taken


def imports(data: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What looks like an import statement: the module and the names taken from it; no names for `import m`."""
    at = data.find(b"import")
    while at >= 0:
        start = max(data.rfind(b"\n", 0, at), data.rfind(b";", 0, at), data.rfind(b":", 0, at)) + 1
        before = data[start:at].split()
        after = at + 6
        if not before:
            for part in data[after : _end(data, after)].split(b","):
                words = part.split()
                if words:
                    yield words[0].decode("utf-8", "replace"), ()
        elif before[0][:4] == b"from" and len(before) <= 2:
            module = before[1] if len(before) == 2 else before[0][4:]
            names = data[after : _end(data, after)].replace(b"(", b" ").replace(b"\\", b" ").split(b",")
            taken = tuple(part.split()[0].decode("utf-8", "replace") for part in names if part.split())
            if module and taken:
                yield module.decode("utf-8", "replace"), taken
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
