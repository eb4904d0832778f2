"""What modules read to be tried out, under their `__main__` guards."""

from collections.abc import Iterable

from relcheck.facts.python import Access
from relcheck.project import Project


def trials(project: Project) -> Iterable[Access]:
    """The first such read of each file, with the names of all."""
    found: dict[str, Access] = {}
    for access in project.accesses:
        if project.strays(access) and project.tries(access):
            place = found.setdefault(access.span.path, project.foreign(access))
            names = dict.fromkeys((*place.names, *project.foreign(access).names))
            found[access.span.path] = place._replace(names=tuple(names))
    return found.values()
