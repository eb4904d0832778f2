"""Which files import something from certain modules, told by their bytes: parsing them all would cost too much.

Two expressions find what looks like an import statement. Each begins with a literal word, which `re` looks for as
fast as `in` does, so that a file is done within microseconds; what they find is looked at only where the last
name of a module is one that is asked for.
"""

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from sys import intern
from typing import Final

from relcheck.repo.python.where import Modules, key_of

_FROM: Final = re.compile(rb"from[ \t]*([^\s;:,()'\"#]+)(?:[ \t]|\\\r?\n)+import\b")
_PLAIN: Final = re.compile(
    rb"import(?:(?<=[\n;:\t]import)|(?<=[ \t;:] import)|(?<=\n import)|(?<![\s\S]import))[ \t]+([^\n;#(]+)"
)
_NAMES: Final = re.compile(rb"[ \t]*(?:\(((?:[^()#]|#[^\n]*)*)|((?:[^\n;#\\]|\\\r?\n)*))")
_COMMENT: Final = re.compile(rb"#[^\n]*|\\\r?\n")

Statements = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]
"""The imports of a file by their module: the names taken from it, none for `import m`; and those of them that keep
their name, in a statement at the beginning of a line.
"""
Imported = tuple[set[str], set[tuple[str, str]]]
"""The names that a file takes; and the names that it has at top level as they were, each with the path it is from.

A name that ends in a dot is a module, of which a package has everything.
"""
Says = Callable[[bytes], bool]
"""Whether a file holds a name somewhere."""


def endings(paths: Iterable[str]) -> dict[bytes, str]:
    """Everything that an import of one of these modules, or from its package, may end with, by its bytes."""
    found = {b"": ""}
    for path in paths:
        if path.endswith(".py"):
            package, _, name = key_of(path).rpartition("/")
            for end in (name, package.rpartition("/")[2]):
                found[end.encode("utf-8", "surrogateescape")] = end
    return found


def mentioned(data: bytes, known: Mapping[bytes, str]) -> tuple[str, ...]:
    """The modules that a file may import, as it names them, where their names end with one of the known endings."""
    found = set(_FROM.findall(data))
    for names in _PLAIN.findall(data):
        found.update(name.split()[0] for name in names.split(b",") if name.strip())
    return tuple([intern(m.decode("utf-8", "replace")) for m in found if m[m.rfind(b".") + 1 :] in known])


def imports(data: bytes, known: Container[bytes]) -> Statements:
    """The import statements of a file whose modules' names end with one of the known endings."""
    found: Statements = {}
    for match in _FROM.finditer(data):
        if match[1][match[1].rfind(b".") + 1 :] not in known:
            continue
        names = _NAMES.match(data, match.end())
        listed = _COMMENT.sub(b" ", names[1] or names[2] or b"").split(b",") if names else ()
        parts = [words for part in listed if (words := part.decode("utf-8", "replace").split())]
        taken = tuple([intern(words[0]) for words in parts])
        own: tuple[str, ...] = ()
        if match.start() == 0 or data[match.start() - 1] == 10:
            own = tuple([name for name, words in zip(taken, parts, strict=True) if len(words) == 1])
        module = intern(match[1].decode("utf-8", "replace"))
        found.setdefault(module, []).append((taken, taken if own == taken else own))
    for names in _PLAIN.findall(data):
        for name in names.split(b","):
            words = name.split()
            if words and words[0][words[0].rfind(b".") + 1 :] in known:
                found.setdefault(intern(words[0].decode("utf-8", "replace")), []).append(((), ()))
    return found


class Mentions:
    """The modules that files may import, as these name them.

    `users` has the files by the module, `modules` the modules by the last part of their names; `known` are all
    files that were looked at.
    """

    def __init__(self, found: Mapping[str, tuple[str, ...]]) -> None:
        self.known: set[str] = set()
        self.users: dict[str, list[str]] = {}
        self.modules: dict[str, list[str]] = {}
        for path, modules in found.items():
            self.put(path, modules)

    def put(self, path: str, modules: Iterable[str]) -> None:
        """Note what a file mentions."""
        self.known.add(path)
        users = self.users
        for module in modules:
            if module in users:
                users[module].append(path)
            else:
                users[module] = [path]
                self.modules.setdefault(module.rpartition(".")[2], []).append(module)


class Search:
    """Looks for files that import one of the names that `exported` gives by the path of their module.

    `Config.read` is a name, too: who imports `Config` takes it where the file says `read` somewhere.
    """

    def __init__(self, exported: Mapping[str, Collection[str]], modules: Modules) -> None:
        self.exported = {path: _attributes(names) for path, names in exported.items()}
        self.modules = modules
        self._keys: set[str] = set()  # of modules and their packages
        self._ending: dict[str, list[str]] = {}  # the keys by their last part
        self._inside: dict[str, list[str]] = {}  # the last parts of the modules in packages of that name
        for path in exported:
            key = key_of(path)
            package, _, name = key.rpartition("/")
            self._inside.setdefault(package.rpartition("/")[2], []).append(name)
            for one in {key, package} - self._keys:
                self._ending.setdefault(one.rpartition("/")[2], []).append(one)
                self._keys.add(one)
        self._leads: dict[tuple[str, str], bool] = {}
        self._modules: dict[str, list[str]] = {}  # by file, what it mentions that leads to one of them

    def among(self, paths: Collection[str], mentions: Mentions) -> list[str]:
        """Those of these files that may import one of the modules."""
        looked = frozenset(paths)
        found: set[str] = set()
        for last in ("", *self._ending):
            for module in mentions.modules.get(last, ()):
                if self._near(module):
                    found.update([p for p in mentions.users[module] if p in looked and self._takes(p, module)])
        return sorted(found)

    def may(self, path: str, modules: Iterable[str]) -> bool:
        """Whether a file that mentions these modules may take something; from which of them is noted."""
        found = [self._takes(path, module) for module in modules if self._near(module)]  # each is noted
        return any(found)

    def _takes(self, path: str, module: str) -> bool:
        """Whether `import module` or `from module import` there leads to a module with exports, which is noted."""
        here = path.rpartition("/")[0]
        own = key_of(path).rpartition("/")[2]
        asks = path if own in module and own in module.split(".") else here
        leads = self._leads.get((asks, module))
        if leads is None:
            leads = self._leads[asks, module] = self._lead(module, path, here)
        if leads:
            self._modules.setdefault(path, []).append(module)
        return leads

    def _near(self, module: str) -> bool:
        """Whether it may do so from anywhere."""
        name = module.replace(".", "/")
        keys = self._ending.get(name.rpartition("/")[2], ())
        return module[0] == "." or any(key == name or key.endswith("/" + name) for key in keys)

    def _lead(self, module: str, path: str, here: str) -> bool:
        if module[0] == ".":
            rest = module.lstrip(".")
            base = here.split("/") if here else []
            up = len(module) - len(rest) - 1
            key = "/".join((*base[: len(base) - up], *(rest.split(".") if rest else ())))
            return up <= len(base) and key in self._keys
        names = [module, *(f"{module}.{name}" for name in self._inside.get(module.rpartition(".")[2], ()))]
        places = (self.modules.find(name, path) for name in names)
        return any(place is not None and place[0] in self.exported for place in places)

    def look(self, path: str, statements: Statements, says: Says) -> Imported:
        """What a file takes of those modules, if it may take something, as its imports tell."""
        words: set[str] = set()
        passed: set[tuple[str, str]] = set()
        for module in self._modules.get(path, ()):
            for names, own in statements.get(module, ()):
                words |= self._taken(module, names, path, says)
                place = self.modules.find(module, path) if own else None
                if place is not None and place[0] in self.exported and not place[1] and place[0] != path:
                    there = self.exported[place[0]]
                    kept = {name for name in there if name[0] != "_"} if "*" in own else there.keys() & own
                    passed.update((name, place[0]) for name in kept)
                for name, origin in self._modules_of(path, module, own):
                    words.add(name)
                    passed.add((name + ".", origin))
        return words, passed

    def _modules_of(self, path: str, module: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """The modules that a package has from elsewhere, which others may import from it by these names."""
        for name in names if path.endswith("/__init__.py") else ():
            place = self.modules.find(module + name if not module.strip(".") else f"{module}.{name}", path)
            if place is None or place[0] not in self.exported or place[1]:
                continue
            if key_of(place[0]) != f"{key_of(path)}/{name}":  # else it is asked itself
                yield name, place[0]

    def look_at(self, path: str, data: bytes) -> Imported:
        """The same of a file of which only the bytes are known."""
        statements = imports(data, {b"", *(last.encode() for last in self._ending)})
        self.may(path, statements)
        return self.look(path, statements, data.__contains__)

    def _taken(self, module: str, names: tuple[str, ...], path: str, says: Says) -> set[str]:
        """What an import of names (or, without names, of the module) takes of what is exported.

        Who imports a module and says none of the names in it takes nothing.
        """
        taken: set[str] = set()
        place = self.modules.find(module, path)
        if place is not None and place[0] in self.exported and place[0] != path:
            there = self.exported[place[0]]
            if names:
                asked = there if "*" in names else there.keys() & names
                taken.update(name for name in asked if _uses(there[name], says, name))
            else:
                taken |= _said(there, says)
        prefix = module if not module.strip(".") else module + "."
        for name in names:
            place = self.modules.find(prefix + name, path)
            if place is not None and place[0] in self.exported and not place[1] and place[0] != path:
                said = _said(self.exported[place[0]], says)
                taken.update({name, *said} if said else ())
        return taken


def _attributes(names: Iterable[str]) -> dict[str, frozenset[bytes]]:
    """For each name of a module the attributes of it that matter; none if it matters by itself."""
    found: dict[str, set[bytes]] = {}
    alone: set[str] = set()
    for full in names:
        head, dot, _ = full.partition(".")
        last = full.rpartition(".")[2]
        found.setdefault(head, set()).add(last.encode())
        if not dot or not last.isidentifier() or last.startswith("__"):  # nobody writes `__call__` who calls
            alone.add(head)
    return {head: frozenset() if head in alone else frozenset(last) for head, last in found.items()}


def _said(names: Mapping[str, Collection[bytes]], says: Says) -> set[str]:
    """The names that a file holds somewhere, and with them what matters of them."""
    return {name for name, attributes in names.items() if says(name.encode()) and _uses(attributes, says, name)}


def _uses(attributes: Collection[bytes], says: Says, name: str) -> bool:
    """Whether a file holds one of the attributes, if they are what matters, or makes a class of theirs.

    Such a class passes on what is public: to follow all that is not would be to read most files of a project again.
    """
    if not attributes or any(says(attribute) for attribute in attributes):
        return True
    if all(attribute.startswith(b"_") for attribute in attributes):
        return False
    return name[:1].isupper() and any(says(text.encode()) for text in (f"({name}", f" {name})", f".{name})"))
