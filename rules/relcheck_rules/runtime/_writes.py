"""What a function writes into the environment: each variable once, and nothing that it only puts back."""

from collections.abc import Iterator

from relcheck.diagnostic import AGAIN, Related
from relcheck.facts.python import Access
from relcheck.project import Project


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
