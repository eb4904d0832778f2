"""Which modules Django takes its settings from, as manage.py and its like say, and what goes with them."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from relcheck.facts.python import FileFacts, module_name
from relcheck.repo.places import module

_STARRED: Final = re.compile(rb"(?m)^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\*")
_DJANGO: Final = re.compile(rb"""DJANGO_SETTINGS_MODULE['"]\s*,\s*['"]([A-Za-z0-9_.]+)['"]""")


def given(
    root: str,
    python: Mapping[str, FileFacts],
    paths: Iterable[str],
    files: Collection[str],
    parts: dict[str, list[str]],
) -> Iterator[str]:
    """The settings module that manage.py, wsgi.py or asgi.py sets, with the package it is in.

    `parts` are all modules by each part of their names, filled when they are first needed.
    """
    named: set[tuple[str, str]] = set()
    for path in paths:
        if any("DJANGO_SETTINGS_MODULE" in access.names for access in python[path].accesses):
            beside = path.rpartition("/")[0]
            named |= {(match.decode(), beside) for match in _DJANGO.findall(_bytes(root, path))}
    for path in files if named and not parts else ():
        if path.endswith(".py"):
            for part in set(path.removesuffix(".py").split("/")):
                parts.setdefault(part, []).append(path)
    for name, beside in sorted(named):
        if "test" in name:
            continue
        package = name.rpartition(".")[0]
        below = package if package.rpartition(".")[2] == "settings" else name  # `shop.settings.production`
        for path in parts.get(below.rpartition(".")[2], ()):
            own = module(path, files)
            there = module_name(path)
            if beside and there.startswith(beside.replace("/", ".") + "."):
                there = there[len(beside) + 1 :]  # a directory with a manage.py is on the path, package or not
            if {own, there} & {name, below} or f"{own}.".startswith(below + ".") or there.startswith(below + "."):
                yield path


def variants(root: str, paths: Iterable[str], named: Collection[str]) -> Iterator[str]:
    """Settings modules of other environments, beside one that Django is given: one takes all of the other over."""
    family = {(path.rpartition("/")[0], path.rpartition("/")[2].removesuffix(".py")) for path in named}
    folders = {folder for folder, _ in family}
    others: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for path in {*paths, *named}:
        folder, _, name = path.rpartition("/")
        if folder in folders:
            stars = {match.decode().rpartition(".")[2] for match in _STARRED.findall(_bytes(root, path))}
            others[folder, name.removesuffix(".py")] = (path, stars)
    size = 0
    while size != len(family):
        size = len(family)
        family |= {(folder, stem) for folder, one in family & others.keys() for stem in others[folder, one][1]}
        family |= {one for one, (_, stars) in others.items() if any((one[0], stem) in family for stem in stars)}
    yield from (others[one][0] for one in sorted(family & others.keys()) if others[one][0] not in named)


def _bytes(root: str, path: str) -> bytes:
    try:
        with open(os.path.join(root, path), "rb") as file:
            return file.read()
    except OSError:
        return b""
