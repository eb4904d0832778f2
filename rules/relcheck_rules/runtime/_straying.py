"""Reads that the runtime config module should have made."""

from collections.abc import Iterable, Iterator

from relcheck.facts.python import Access, is_module
from relcheck.project import Project

_MAPPING = ("__getitem__", "__getattr__", "__contains__", "get")
"""Methods of an object that is asked like a mapping."""


def straying(project: Project) -> Iterator[Access]:
    """All of them but those that a module makes to be tried out, and questions to the settings object itself."""
    for access in project.accesses:
        if project.strays(access) and not project.tries(access) and not _asks(access, project.runtime):
            yield access


def _asks(access: Access, runtime: Iterable[str]) -> bool:
    """Whether an object is asked whose class is written in a runtime config module: `config["database"]`."""
    module, _, method = access.via.partition(":")
    own = "." in method and method.rpartition(".")[2] in _MAPPING
    return own and any(is_module(path, module) for path in runtime)
