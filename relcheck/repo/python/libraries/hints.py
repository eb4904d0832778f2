"""Where a telling method, keyword or text stands that `guess` should look at. Free of libcst."""

from relcheck.repo.python.scopes.scope import Module, Place
from relcheck.repo.python.syntax.source import Source
from relcheck.repo.python.tables.libraries import KEYWORD_MODULES, METHODS, TEXT, TEXT_MODULES


def words_of(module: Module) -> tuple[str, ...]:
    """The texts that make a line of this module worth a look, by what it imports."""
    imported = {name.partition(".")[0] for name in module.imports}
    words = [f".{method}" for method in METHODS]
    words += [f"{keyword}" for keyword, modules in KEYWORD_MODULES.items() if imported & modules]
    return (*words, TEXT) if imported & TEXT_MODULES else tuple(words)


def places(source: Source, module: Module) -> list[Place]:
    """The places that hold such a text, in the order of the source."""
    words = [word for word in words_of(module) if word in source.kept]
    if not words:
        return []
    lines = [number for number, line in enumerate(source.lines, 1) if any(word in line for word in words)]
    found: dict[int, Place] = {}
    for uses in module.uses.values():
        for _, place in uses:
            first, last = getattr(place.node, "lineno", 0), getattr(place.node, "end_lineno", 0)
            if any(first <= line <= last for line in lines):
                found[id(place)] = place
    return sorted(found.values(), key=lambda place: place.order)
