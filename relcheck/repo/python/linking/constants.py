"""The constants of other modules that variables are named by: `from shop.names import KEY`."""

import _ast
from collections.abc import Iterable
from typing import Any, NamedTuple

from relcheck.repo.python.linking.nested import Consulted, Load, mark
from relcheck.repo.python.meaning.kinds import UNKNOWN, Class, Function, Many, Meaning, Ref, Text
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.bind import bind
from relcheck.repo.python.scopes.scope import Module, Place
from relcheck.repo.python.syntax.source import Source
from relcheck.repo.python.where import Modules

_CHAIN = 4  # imports from one module to the next
_KEPT = 8  # syntax trees: some modules of constants are large


class Constants:
    """Looks constants up. What a module answers is kept, its syntax tree only while few others were asked.

    A mark of each answer is put into `consulted`.
    """

    def __init__(self, modules: Modules, load: Load, consulted: Consulted) -> None:
        self._modules = modules
        self._load = load
        self._consulted = consulted
        self._parsed: dict[str, _Parsed | None] = {}
        self._answers: dict[str, dict[str, _Answer]] = {}

    def forget(self, path: str) -> None:
        """Parse this module anew when it is asked for again."""
        self._parsed.pop(path, None)
        self._answers.pop(path, None)

    def find(self, name: str, importer: str, depth: int = _CHAIN) -> Meaning | None:
        """The text that a qualified name is in the module that an importer means; None if it is none."""
        place = self._modules.find(name, importer)
        if place is None or not place[1] or depth <= 0:
            return None
        path, inside = place
        answer = self.ask(path, inside)
        for meaning in answer.meanings:
            if isinstance(meaning, Many):
                return meaning._replace(name=name)
            if isinstance(meaning, Text):
                return meaning
            if not isinstance(meaning, Ref):
                return None
            if (found := self.find(meaning.name, path, depth - 1)) is not None:
                return found
        return self._starred(inside, answer.stars, path, depth)

    def ask(self, path: str, inside: str) -> "_Answer":
        """What a module says of a name in it, asked once."""
        answers = self._answers.setdefault(path, {})
        if inside not in answers:
            answers[inside] = self._answer(path, inside)
            self._consulted[path, inside] = mark(answers[inside])
        return answers[inside]

    def _answer(self, path: str, inside: str) -> "_Answer":
        """What a module says of a name in it; only its own bytes decide that."""
        data = self._load(path) if path not in self._parsed else None
        if (
            data is not None
            and inside.removesuffix("()").partition(".")[0].encode() not in data
            and b"import *" not in data
        ):
            return _Answer(())  # without a parse: most names are asked of modules that only pass others on
        parsed = self._module(path)
        if parsed is None:
            return _Answer((UNKNOWN,))
        meanings = _meanings(inside, parsed)
        if parsed.resolver.incomplete:  # a function that was left out may have had the answer
            parsed = self._parsed[path] = self._read(path, parsed.resolver.incomplete) or parsed
            meanings = _meanings(inside, parsed)
        kept = [UNKNOWN if isinstance(m, Class) else m for m in meanings if isinstance(m, Many | Text | Ref | Class)]
        texts = [m for m in kept if not isinstance(m, Text) or isinstance(m.value, str)]
        return _Answer(tuple(texts), tuple(parsed.module.starred))

    def _starred(self, inside: str, stars: tuple[str, ...], path: str, depth: int) -> Meaning | None:
        for star in stars:
            full = f"{star}.{inside}" if star.strip(".") else star + inside
            if (found := self.find(full, path, depth - 1)) is not None:
                return found
        return None

    def _module(self, path: str) -> "_Parsed | None":
        if path not in self._parsed:
            self._parsed[path] = self._read(path)
            if len(self._parsed) > _KEPT:
                oldest = self._parsed.pop(next(iter(self._parsed)))
                if oldest is not None:
                    oldest.module.close()
        return self._parsed[path]

    def _read(self, path: str, words: Iterable[str] = ()) -> "_Parsed | None":
        """A module without the functions that hold none of the words; None if it cannot be read."""
        data = self._load(path)
        source = Source(data, path, words) if data is not None else None
        if source is None or source.error:
            return None
        module = bind(source.syntax)
        resolver = Resolver(module, {})
        resolver.removed, resolver.whole = source.removed, source.whole
        return _Parsed(module, resolver)


class _Answer(NamedTuple):
    """What a name may be, none of it tied to a syntax tree, and the modules that the module takes everything from."""

    meanings: tuple[Meaning, ...]
    stars: tuple[str, ...] = ()


class _Parsed(NamedTuple):
    """A module whose constants are asked for."""

    module: Module
    resolver: Resolver


def _meanings(inside: str, parsed: _Parsed) -> list[Meaning]:
    """What a name means in a module: of a collection of texts, all that it has."""
    if inside.endswith("()"):
        return _returned(_meanings(inside[:-2], parsed), parsed.resolver)
    module, resolver = parsed.module, parsed.resolver
    end = Place(None, None, "statement", module.scope, 1 << 30, (), (), "call", "")
    head, *rest = inside.split(".")
    meanings = resolver.lookup(head, module.scope, end)
    for attribute in rest:
        meanings = [m for base in meanings for m in resolver.attribute(base, attribute, end, 16)]
    many = _collection(inside, module, resolver, end)
    return meanings if many is None else [many]


def _returned(meanings: list[Meaning], resolver: Resolver) -> list[Meaning]:
    """What functions return, if these are texts."""
    found: list[Meaning] = []
    for meaning in meanings:
        given = resolver.returned(meaning.scope, 16) if isinstance(meaning, Function) else []
        texts = tuple(m.value for m in given if isinstance(m, Text) and isinstance(m.value, str))
        others = [m for m in given if not isinstance(m, Text)]
        found += [Many(texts)] if texts and not others else []
        found += [Ref(f"{meaning.name}()")] if isinstance(meaning, Ref) else []
    return found


def _collection(name: str, module: Module, resolver: Resolver, end: Place) -> Many | None:
    """The texts that a name of a module has, if it is a collection of nothing else."""
    head, *rest = name.split(".")
    node: Any = _ast.Name(id=head, ctx=_ast.Load())
    for attribute in rest:
        node = _ast.Attribute(value=node, attr=attribute, ctx=_ast.Load())
    values = _ast.Call(func=_ast.Attribute(value=node, attr="values", ctx=_ast.Load()), args=[], keywords=[])
    texts, given = (_texts(asked, module, resolver, end) for asked in (node, values))
    return Many(texts, given) if texts else None


def _texts(node: Any, module: Module, resolver: Resolver, end: Place) -> tuple[str, ...]:
    elements = resolver.elements(node, module.scope, end, 16)
    found = [resolver.of(element, scope, place)[0] for element, scope, place in elements]
    texts = tuple(m.value for m in found if isinstance(m, Text) and isinstance(m.value, str))
    return texts if len(texts) == len(found) else ()
