"""Reads that the runtime config module should have made."""

from collections.abc import Iterator

from relcheck.facts.python import Access
from relcheck.project import Project

_MAPPING = ("__getitem__", "__getattr__", "__contains__", "get")
"""Methods of an object that is asked like a mapping."""


def straying(project: Project) -> Iterator[Access]:
    """All of them but those that a module makes to be tried out, and questions to the settings object itself."""
    runtime = [f".{path.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}" for path in project.runtime]
    for access in project.accesses:
        if project.strays(access) and not project.tries(access) and not _asks(access, runtime):
            yield access


def _asks(access: Access, runtime: list[str]) -> bool:
    """Whether an object is asked whose class is written in a runtime config module: `config["database"]`."""
    module, _, method = access.via.partition(":")
    own = "." in method and method.rpartition(".")[2] in _MAPPING
    return own and any(path.endswith(f".{module}") for path in runtime)
