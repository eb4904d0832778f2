"""How a file gets the settings: under which name, by which import, and whether it can at all."""

from typing import TYPE_CHECKING, NamedTuple

from relcheck.diagnostic import Edit
from relcheck.facts.python import Access
from relcheck.fix.imports import bring
from relcheck.fix.module import Module, Withheld
from relcheck.fix.source import Source

if TYPE_CHECKING:
    from relcheck.fix.around import Around


class Reach(NamedTuple):
    """The name under which a file knows the settings, and the edits that make it so."""

    name: str
    edits: tuple[Edit, ...] = ()


def way(access: Access, module: Module, source: Source, around: "Around") -> Reach:
    """How the module of a read asks these settings; `Withheld` with the reason where it cannot."""
    home = source.instance.span.path
    if module.path == home:
        if access.time == "import" and access.span.line <= source.line:
            raise Withheld("it is read before the settings are made")
        return Reach(source.name)
    if module.path == source.cls.span.path:
        raise Withheld("it stands beside the settings class")
    if around.member(home) != around.member(module.path):
        raise Withheld(f"{home} belongs to another distribution")
    if around.loads and _loads(access, module, source, around):
        raise Withheld("this file loads variables from a file first, which the settings do not read")
    if around.graph.reaches(home, module.path):
        raise Withheld(f"{home} imports this file, so importing it here would be circular")
    name = bring(module, home, source.name, around.find, around.paths, around.load)
    if access.time == "import" and name.line >= access.span.line:
        raise Withheld("it is read before the imports are done")
    if name.edits and any(
        one.direction == "write" and one.time == "import" and one.names and one.span.path == module.path
        for one in around.project.accesses
    ):
        raise Withheld("this file changes the environment before it imports more")
    return Reach(name.name, name.edits)


def _loads(access: Access, module: Module, source: Source, around: "Around") -> bool:
    """Whether a file of variables is loaded in the module of a read, and the settings are made without it."""
    before = [one for one in around.loads if one.span.path == module.path and one.span.line < access.span.line]
    plain = all(module.segment(one.span[1:]).endswith("()") for one in before)
    given = bool(source.cls.env_files) or any(one.span.path == source.instance.span.path for one in around.loads)
    return bool(before) and not (plain and given)
