"""What a function writes into the environment: each variable once, and nothing that it only puts back."""

from collections.abc import Callable, Iterator

from relcheck.diagnostic import AGAIN, Related, Severity
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.secret import is_secret
from relcheck_rules.deployment._others import read_by_others


def writes(project: Project) -> Iterator[tuple[Access, list[Related]]]:
    """Each write with the places where the same function writes the same again.

    A function that copies the environment, and then fills it as a whole, or name by name, puts back what it found.
    """
    saved: set[tuple[str, str]] = set()
    restoring = {one.scope for one in project.accesses if one.scope and not one.names and project.swaps(one)}
    found: dict[tuple[object, ...], tuple[Access, list[Related]]] = {}
    for access in project.accesses:
        here = (access.span.path, access.scope)
        if access.direction != "write":
            if access.kind == "whole" and access.scope:
                saved.add(here)
        elif access.via.rpartition(":")[2] in restoring and ":" in access.via:
            continue  # the call of a helper that puts back
        elif access.names or here not in saved:
            key = (*here, access.names, access.kind == "whole") if access.scope else (access.span,)
            if key in found and access.kind != "library":
                found[key][1].append(Related(access.span, AGAIN))
            else:
                found[(*key, access.span) if key in found else key] = (access, [])
    yield from found.values()


def habits(project: Project, judged: Callable[[Access, Project], str]) -> Iterator[tuple[Access, list[Related]]]:
    """The writes that `judged` does not call nothing, those of one function or module body together, by its word.

    The first of them has the names of all; what fills the environment as a whole is told by itself.
    """
    found: dict[object, tuple[Access, list[Related]]] = {}
    for access, again in writes(project):
        word = judged(access, project)
        plain = access.names and access.kind != "library"
        key = (access.span.path, access.scope, word) if plain else access.span
        if not word:
            continue
        if key in found:
            first, places = found[key]
            found[key] = (first._replace(names=tuple(dict.fromkeys((*first.names, *access.names)))), places)
            places += [Related(access.span, AGAIN), *again]
        else:
            found[key] = (access, again)
    yield from found.values()


def gravity(access: Access) -> Severity:
    """How grave a write is: the only way to tell a library something is a note."""
    others = bool(access.names) and all("_" in name and read_by_others(name) for name in access.names)
    return "info" if others and not any(map(is_secret, access.names)) else "warning"
