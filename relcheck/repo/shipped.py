"""Which projects of a repository its images are filled from: what is copied into an image is run there."""

import re
from collections.abc import Callable, Collection, Iterable
from posixpath import dirname, join, normpath
from typing import Any, Final

from relcheck.facts.deployment import Workload
from relcheck.facts.image import CONTEXT, Build, Copied

_TRIED: Final = re.compile(
    r"(?i)(^|[./_-])(\.?dev(container)?|devel|tests?|ci|docs?|examples?|samples?|demos?|gitpod)([./_-]|$)"
)
"""Dockerfiles for a desk, for tests and for a manual: libraries have such, too."""


def shipped(
    other: Iterable[Any], files: Collection[str], directories: Collection[str], owner: Callable[[str], str]
) -> list[set[str]]:
    """For each Dockerfile the directories of projects, of those given, that it copies code from.

    `owner` knows whose a path is.

    `COPY . .` counts for the project that the context is of alone: whatever else lies there comes along.
    """
    copies: dict[str, list[str]] = {}
    told: dict[str, set[str]] = {}
    for fact in other:
        if type(fact) is Copied and fact.origin == CONTEXT and not _TRIED.search(fact.span.path):
            copies.setdefault(fact.span.path, []).extend(source.rstrip("*") or "." for source in fact.sources)
        elif type(fact) in (Build, Workload) and fact.dockerfile and fact.context:
            told.setdefault(fact.dockerfile, set()).add(normpath(fact.context).removeprefix("."))
    if not copies:
        return []
    there, code = _directories(files)
    images: list[set[str]] = []
    for dockerfile, sources in copies.items():
        found: set[str] = set()
        for base in told.get(dockerfile) or {_likeliest(dockerfile, sources, there)}:
            for source in sources:
                path = normpath(join(base, source.lstrip("/"))).removeprefix("./")
                path = "" if path == "." else path
                if path not in code and not (path.endswith(".py") and path in there):
                    continue
                found.add(owner(f"{path}/" if path else ""))
                if path != base:
                    found |= {one for one in directories if one.startswith(f"{path}/")}
        images.append(found)
    return images


def _directories(files: Collection[str]) -> tuple[set[str], set[str]]:
    """All files and directories, and the directories with a Python file somewhere below them."""
    there, code = set(files), {""}
    for path in files:
        seen = code if path.endswith(".py") else there
        while (path := dirname(path)) and path not in seen:
            seen.add(path)
    return there | code, code


def _likeliest(dockerfile: str, sources: list[str], there: Collection[str]) -> str:
    """The context that most sources are in: the directory of the Dockerfile, or one above it."""
    choices = [dirname(dockerfile)]
    while choices[-1]:
        choices.append(dirname(choices[-1]))
    return max(choices, key=lambda base: sum(normpath(join(base, one)) in there for one in sources if one != "."))
