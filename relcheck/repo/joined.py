"""Facts that are made of facts once all files are known: classes completed, builds followed, manifests matched."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from relcheck.config import Config
from relcheck.facts.python import FileFacts
from relcheck.repo.discover import Files


def each(python: Mapping[str, FileFacts]) -> Iterator[Any]:
    """The facts of all files, each by itself; settings classes completed by their bases and models."""
    classes: list[Any] = []
    for file in python.values():
        yield from file.accesses
        yield from file.instances
        classes += file.classes
        if file.unreadable:
            yield file.unreadable
    if classes:
        from relcheck.repo.python.settings.join import join

        yield from join(classes)


def built(roles: Mapping[str, str], sources: Callable[[str], str | None]) -> Iterator[Any]:
    """What build code packs, and what it writes from the environment; there are few such files."""
    told = ("docs", "doc", "docsrc", "documentation", ".github")  # of these, only `conf.py` is part of a build
    for path in [path for path, role in roles.items() if role == "build" and path.endswith(".py")]:
        if path.rpartition("/")[2] != "conf.py" and not set(told).isdisjoint(path.split("/")[:-1]):
            continue
        from relcheck.repo.packaging.code import facts as packed

        yield from packed(sources(path) or "", path)


def fed(said: Sequence[Any], config: Config, files: Files, sources: Callable[[str], str | None]) -> Iterator[Any]:
    """What each workload of the manifests gives to which settings class, and the literals that do not fit."""
    from relcheck.facts.deployment import Kustomized, Linked, Workload

    if not any(type(fact) is Workload for fact in said):
        return
    from relcheck.repo.supply.feed import feeds, manifests, split
    from relcheck.repo.supply.fit import misfits
    from relcheck.repo.supply.kustomize import overlays
    from relcheck.repo.supply.sense import told

    named = tuple(_unnamed(said, files, sources))
    said = (*said, *named)
    plain, kustomized = split(
        manifests(said), tuple(overlays((fact for fact in said if type(fact) is Kustomized), sources))
    )
    found = tuple(
        feeds(
            plain,
            said,
            overlays=kustomized,
            name=_name(said, files),
            configured={unit: fills for unit, fills in config.deployments.items() if isinstance(fills, str)},
            paths={*files.readers, *(fact.span.path for fact in named)},
            kept=_kept(config),
        )
    )
    if any(type(fact) is Workload and fact.platform == "cloud-foundry" for fact in said):
        from relcheck.repo.supply.cloudfoundry import filled

        yield from filled(said, sources)
    services = [fact for fact in said if type(fact) is Linked]
    yield from (feed._replace(told=tuple(told(feed, sources, services))) for feed in found)
    yield from misfits(found, sources)


def _unnamed(said: Sequence[Any], files: Files, sources: Callable[[str], str | None]) -> Iterator[Any]:
    """What env files say whose name does not tell that they are: a manifest names them."""
    from relcheck.facts.deployment import Supply, Workload
    from relcheck.repo.supply import dotenv

    wanted = {path for fact in said if type(fact) is Workload for path, _ in fact.env_files}
    for path in sorted(wanted - set(files.readers)):
        text = None if path.startswith(("/", "~", "..")) or "$" in path else sources(path)
        if text is not None:
            facts = dotenv.read(text.encode("utf-8", "replace"), path)
            yield from (fact for fact in facts if type(fact) is Supply)


def _kept(config: Config) -> tuple[str, ...] | None:
    """The names that the platform keeps itself, of all lists that were handed in; None without a list."""
    if not config.given:
        return None
    from relcheck.errors import ConfigError
    from relcheck.repo.supply.inventory import names

    found: set[str] = set()
    for path in config.given:
        try:
            with open(os.path.join(config.root, path), encoding="utf-8-sig") as file:
                found.update(names(file.read(), path))
        except (OSError, UnicodeDecodeError):
            raise ConfigError(f"{path}: cannot be read; `given` names files of variable names") from None
    return tuple(sorted(found))


def _name(said: Sequence[Any], files: Files) -> str:
    """The project's name: that of its distribution, else of its directory."""
    from relcheck.facts.project import Distribution

    names = [fact.name for fact in said if isinstance(fact, Distribution) and "/" not in fact.span.path]
    return names[0] if names and names[0] else os.path.basename(files.root)
