"""Which modules are the runtime config modules: as configured, else inferred, and then with the reason.

Inferred for each project of a repository by itself: the modules that define a settings class; with them, or
else, the settings module that Django is given; else a module with a conventional name that reads the
environment, the one nearest to the project's root; else one with such a name that does not read it yet; else one
with a name that ends so (`flowsettings`), or, whatever its name, one that reads nearly everything that is read.
Another module with a conventional name is one besides, if it reads more than all of these, or, where there is no
settings class, several variables: a service and its command line, say, each with settings of its own; or if one of
these imports it, and it is beside that one.
"""

import os
import re
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from relcheck.config import Config
from relcheck.diagnostic import Span
from relcheck.facts.hygiene import MissingRuntime
from relcheck.facts.python import FileFacts, module_name
from relcheck.repo.conventions import CONFIGURATION, ENTRY_FILES
from relcheck.repo.django import given, variants
from relcheck.repo.places import module

_WEB: Final = frozenset("urls wsgi asgi celery celery_app routing __main__".split())
"""Files of a package `config` that configure nothing by variables: Django projects call their main package so."""
_VIEWS: Final = frozenset("blueprint blueprints view views route routes router routers page pages commands".split())
"""Packages of what people see: a `settings` in there shows settings, and holds none."""
_LIKE: Final = re.compile(
    r"(^|_)(conf|config|configs|configuration|configurator|settings|env|envs|environ|environment|env_vars)(_|$)"
)
_PARTS: Final = (*CONFIGURATION[0], "configurator")
"""What modules are called in which a part of a program is configured, however many others there are."""
_ENDS_LIKE: Final = re.compile(r"(config|settings|environment|env_?vars)$")
_MANY: Final = 10
"""So many variables make a module with a conventional name the place where a program is configured."""
_SEVERAL: Final = 5
"""So many do where no other module reads any, unless the program itself begins there."""
_BEGINNINGS: Final = frozenset((*ENTRY_FILES, "app.py", "application.py", "server.py"))

_CLASS: Final = "it defines a settings class"
_OBJECT: Final = "it makes the settings object"
_SETTINGS: Final = "it is Django's settings module"
_NAME: Final = "its name is conventional"
_MOST: Final = "its name is conventional and it reads most variables"
_NEARLY_ALL: Final = "it reads most variables"
_NAMED: Final = "the configuration names it"
_PLURAL: Final = {
    _NAMED: "the configuration names them",
    _CLASS: "they define settings classes",
    _OBJECT: "they make settings objects",
    _SETTINGS: "they are Django's settings modules",
    _NAME: "their names are conventional",
    _MOST: "their names are conventional and they read most variables",
    _NEARLY_ALL: "they read most variables",
}


class Runtime(NamedTuple):
    """The paths of the runtime config modules, one sentence on why these, and names that are no module."""

    paths: tuple[str, ...] = ()
    reason: str = ""
    missing: tuple[MissingRuntime, ...] = ()


def runtime_of(
    root: str,
    python: Mapping[str, FileFacts],
    groups: Mapping[str, list[str]],
    files: Collection[str],
    config: Config,
) -> Runtime:
    """The runtime config modules. `groups` are the files with facts that can be one, by project."""
    if config.runtime or any(member.runtime for _, member in config.members):
        return _configured(files, config)
    found: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    for paths in groups.values():
        for path in paths:
            if any(cls.library not in ("", "model") for cls in python[path].classes):
                found[path] = _CLASS
        for path in paths:
            if any(one.via.startswith("dynaconf.") and not one.scope for one in python[path].accesses):
                found.setdefault(path, _OBJECT)
        named = set(given(root, python, paths, files, parts))
        for path in (*named, *variants(root, paths, named)):
            found.setdefault(path, _SETTINGS)
    for directory, paths in groups.items():
        if not any(path in found for path in paths):
            found = {**_conventional(directory, python, paths, files), **found}
        around = {_called(path, directory, CONFIGURATION[0]) for path in paths if found.get(path) == _CLASS}
        for path in paths:  # `config/manager.py` chooses among the classes of `config/settings/`
            package = _called(path, directory, CONFIGURATION[0])
            inside = package and f"{package}.py" != path and package in around and _stem(path) not in _WEB
            if inside and _reads(python[path]):
                found.setdefault(path, _NAME)
        found.update(_besides(directory, python, paths, [path for path in paths if path in found]))
    if not found:
        return Runtime(reason="no module defines a settings class or has a conventional name")
    return Runtime(tuple(sorted(found)), _reason(found))


def _reason(found: Mapping[str, str]) -> str:
    """One sentence: which modules, and why."""
    by_reason: dict[str, list[str]] = {}
    for path in sorted(found, key=lambda path: (path.count("/"), path)):
        by_reason.setdefault(found[path], []).append(path)
    parts = []
    for reason, paths in by_reason.items():
        shown = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
        parts.append(f"{shown}, because {reason if len(paths) == 1 else _PLURAL[reason]}")
    return "; ".join(parts)


def _configured(files: Collection[str], config: Config) -> Runtime:
    """What the configuration of the project and of its members names."""
    paths: set[str] = set()
    missing: list[MissingRuntime] = []
    for base, one in (("", config), *config.members):
        inside = [path for path in files if path.endswith(".py") and (not base or path.startswith(base + "/"))]
        for name in one.runtime:
            matching = {path for path in inside if _matches(path, name, base, files)}
            paths |= matching
            if not matching:
                missing.append(_missing(name, one, inside, files))
    reason = _reason(dict.fromkeys(paths, _NAMED)) if paths else ""
    return Runtime(tuple(sorted(paths)), reason, tuple(missing))


def _matches(path: str, name: str, base: str, files: Collection[str]) -> bool:
    """Whether a file is the module that a name or glob means; a package means all modules in it."""
    below = path[len(base) + 1 :] if base else path
    if "/" in name or name.endswith(".py"):
        return fnmatchcase(below, name) or below.startswith(name.rstrip("/") + "/")
    if name.partition("*")[0].replace(".", "/").rstrip("/") not in path:
        return False
    dotted = module_name(below)
    # Source roots are no packages: the name may start below the root, below `src`, or at the package.
    names = {dotted, dotted.rpartition("src.")[2], module(path, files)}
    return any(fnmatchcase(own, name) or fnmatchcase(own, name + ".*") for own in names)


def _missing(name: str, config: Config, paths: list[str], files: Collection[str]) -> MissingRuntime:
    from difflib import get_close_matches

    near = get_close_matches(name, [module(path, files) for path in paths], n=1, cutoff=0.6)
    source = os.path.relpath(config.source, config.root).replace(os.sep, "/") if config.source else "pyproject.toml"
    line = _line(config.source, name)
    return MissingRuntime(Span(source, line, 1, line, 1), name, near[0] if near else "")


def _line(path: str, text: str) -> int:
    """The line of a file that says something; the first if none does."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return next((n for n, line in enumerate(file, 1) if text in line), 1)
    except OSError:
        return 1


def _conventional(
    directory: str, python: Mapping[str, FileFacts], paths: list[str], files: Collection[str]
) -> dict[str, str]:
    """Modules with a conventional name: those that read the environment, nearest to the project's root."""
    likely = [path for path in paths if _stem(path) not in _WEB and _VIEWS.isdisjoint(path.split("/"))]
    reading = [path for path in likely if _reads(python[path]) or _fills(python[path])]
    found = [
        (package.count("/"), rank, package, path)
        for rank, names in enumerate(CONFIGURATION)
        for path in reading
        if (package := _called(path, directory, names))
    ]
    if found:  # the nearest to the root, and of those the ones with the better name
        best = min(found)[:2]
        near = tuple(package for *distance, package, _ in found if tuple(distance) == best)
        return dict.fromkeys((path for _, rank, _, path in found if rank == best[1] and path.startswith(near)), _NAME)
    if not reading:
        return {}
    empty = {f"{directory}/{name}.py".lstrip("/") for name in CONFIGURATION[0]}
    empty |= {f"{path.rpartition('/')[0]}/{name}.py".lstrip("/") for path in reading for name in CONFIGURATION[0]}
    there = sorted((path.count("/"), path) for path in empty if path in files)
    return {path: _NAME for depth, path in there if depth == there[0][0]} or _unnamed(python, reading)


def _unnamed(python: Mapping[str, FileFacts], reading: list[str]) -> dict[str, str]:
    """Where no name is conventional: the module with a name that ends so, or that reads more than all others."""
    everything = set().union(*(_reads(python[path]) for path in reading))
    size, path = max((len(_reads(python[path])), path) for path in reading)
    if 2 * size > len(everything) and size > 2 and _ENDS_LIKE.search(_stem(path)):
        folder, last = path.rpartition("/")[0], _stem(path).rpartition("_")[2]
        family = [one for one in reading if one.rpartition("/")[0] == folder and _stem(one).rpartition("_")[2] == last]
        return dict.fromkeys(family, _NAME)  # one for each role of a server, say
    lone = len(reading) == 1 and path.rpartition("/")[2] not in _BEGINNINGS and not python[path].main
    nearly = 4 * size >= 3 * len(everything) and (size >= _SEVERAL if lone else size >= _MANY and len(reading) > 1)
    near = all(other.startswith(path.rpartition("/")[0]) for other in reading)  # no use to what is elsewhere
    return {path: _NEARLY_ALL} if nearly and near else {}


def _besides(
    directory: str, python: Mapping[str, FileFacts], paths: list[str], chosen: Collection[str]
) -> Mapping[str, str]:
    """The module with a conventional name that reads more than all which were chosen, and those that read several.

    Where there is a settings class, it has to be that of a corner: what is read beside it may be meant to move there.
    So do those in top directories that have none, which go into another image.
    """
    known = {name for path in chosen for name in _reads(python[path])}
    known |= {name for path in chosen for cls in python[path].classes for field in cls.fields for name in field.names}
    typed = any(cls.library not in ("", "model") for path in chosen for cls in python[path].classes)
    least = max(3 * _MANY, 3 * len(known)) if typed else max(_MANY, len(known) + 1)
    stems = {path: _stem(path) for path in paths if path not in chosen}
    inside = {path for path in stems if f"/{path}".split("/")[-2] in CONFIGURATION[0] and stems[path] not in _WEB}
    sizes = {
        path: len(_reads(python[path]))
        for path, stem in stems.items()
        if (_LIKE.search(stem) or path in inside) and _VIEWS.isdisjoint(path.split("/"))
    }
    most = sorted((size, path) for path, size in sizes.items() if size >= least and _LIKE.search(stems[path]))[-1:]
    called = inside | {path for path, stem in stems.items() if stem in _PARTS}
    parts = [
        path
        for path, size in sizes.items()
        if path in called and not typed and (size >= _SEVERAL or (size and _fills(python[path])))
    ]
    parts += [path for path in _helping(python, sizes, chosen) if not typed and sizes[path]]
    if typed:
        taken = {_top(path, directory) for path in chosen}
        parts = [path for path, size in sizes.items() if size >= _MANY and _top(path, directory) not in {"", *taken}]
    return {**dict.fromkeys(parts, _NAME), **{path: _MOST for _, path in most}}


def _helping(python: Mapping[str, FileFacts], likely: Collection[str], chosen: Collection[str]) -> list[str]:
    """Modules beside a chosen one that it imports: `config.py` with what `platform_config.py` knows of a platform."""
    beside = {(one.rpartition("/")[0], name.rpartition(".")[2]) for one in chosen for name in python[one].imports}
    return [path for path in likely if (path.rpartition("/")[0], _stem(path)) in beside]


def _top(path: str, directory: str) -> str:
    """The first directory on the way from a project's own to a file; empty for a file in the project's own."""
    first, slash, _ = path[len(directory) :].lstrip("/").partition("/")
    return first if slash else ""


def _stem(path: str) -> str:
    """The last part of a module's name."""
    return path.rpartition("/")[2].removesuffix(".py")


def _reads(facts: FileFacts) -> set[str]:
    """The names of variables, and patterns of them, that a file reads."""
    return {access.variable for access in facts.accesses if access.direction == "read"}


def _fills(facts: FileFacts) -> bool:
    """Whether a file says which env file the environment is filled from."""
    return any(access.everything and access.direction == "write" for access in facts.accesses)


def _called(path: str, directory: str, names: tuple[str, ...]) -> str:
    """The module or package on the way to a file that has one of these names; empty if none has."""
    parts = path.removesuffix(".py").split("/")
    start = directory.count("/") + 1 if directory else 0
    for index in range(start, len(parts)):
        if parts[index] in names:
            return "/".join(parts[: index + 1])
    return ""
