"""Files that are merged: drop-ins onto systemd units, compose files onto other compose files.

Compose, "Merge Compose files": `compose.override.yaml` is merged by itself; another file with `-f`. A service of
such a file that has neither an image nor a build of its own is no service by itself: it changes one of the plain
file, which is then not run alone.
"""

from collections.abc import Iterable, Iterator
from posixpath import basename, dirname
from typing import Final

from relcheck.facts.deployment import Supply, Workload

PLAIN: Final = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""In order of preference (Compose specification, "The Compose file")."""
OVERRIDES: Final = frozenset(name.replace(".y", ".override.y") for name in PLAIN)
STEP: Final = 10
"""How far the layers of a merged file are above those of the file below it."""


class Merged:
    """Which service of which compose file lies above which."""

    def __init__(self, workloads: Iterable[Workload]) -> None:
        self._files: dict[str, dict[str, dict[str, Workload]]] = {}  # folder, file, service
        for unit in workloads:
            if unit.platform == "compose":
                folder, file = dirname(unit.span.path), basename(unit.span.path)
                self._files.setdefault(folder, {}).setdefault(file, {})[unit.name] = unit

    def below(self, unit: Workload) -> Workload | None:
        """The service of the plain file that this one of another file changes."""
        files = self._files.get(dirname(unit.span.path), {})
        file = basename(unit.span.path)
        plain = next((name for name in PLAIN if name in files), "")
        if unit.platform != "compose" or file in PLAIN or not plain or unit.extends != ("", ""):
            return None
        changes = file in OVERRIDES or not (unit.image or unit.context)
        return files[plain].get(unit.name) if changes else None

    def above(self, unit: Workload) -> list[Workload]:
        """The services of other files that change this one."""
        files = self._files.get(dirname(unit.span.path), {})
        others = [services[unit.name] for services in files.values() if unit.name in services]
        return [other for other in others if other != unit and self.below(other) == unit]

    def override(self, unit: Workload) -> Workload | None:
        """The service of the file that Compose merges by itself."""
        return next((other for other in self.above(unit) if basename(other.span.path) in OVERRIDES), None)

    def implied(self, unit: Workload) -> bool:
        """Whether Compose merges this service into the plain file by itself, so that it is never apart from it."""
        return basename(unit.span.path) in OVERRIDES and self.below(unit) is not None


def units(workloads: Iterable[Workload]) -> Iterator[Workload]:
    """All workloads; what the drop-ins of a systemd unit say of it is said by the unit (systemd.unit(5))."""
    everything = tuple(workloads)
    changed: dict[str, list[Workload]] = {}
    for unit in everything:
        if unit.platform == "systemd" and unit.span.path.endswith(".conf"):
            changed.setdefault(dirname(unit.span.path).removesuffix(".d"), []).append(unit)
    own = {unit.span.path for unit in everything}
    for unit in everything:
        if unit.span.path.endswith(".conf") and unit.platform == "systemd":
            if dirname(unit.span.path).removesuffix(".d") not in own:
                yield unit._replace(opaque=(*unit.opaque, f"the unit {unit.name}"))
            continue
        more = changed.get(unit.span.path, []) if unit.platform == "systemd" else []
        files = tuple(file for one in (unit, *more) for file in one.env_files)
        yield unit._replace(env_files=files, opaque=tuple(name for one in (unit, *more) for name in one.opaque))


def joined(lower: Workload, upper: Workload) -> Workload:
    """One service said by two files: what the upper one does not say is the lower one's."""
    return upper._replace(
        image=upper.image or lower.image,
        context=upper.context or lower.context,
        dockerfile=upper.dockerfile or lower.dockerfile,
        target=upper.target or lower.target,
        command=upper.command or lower.command,
        env_files=(*lower.env_files, *upper.env_files),
        raw_files=(*lower.raw_files, *upper.raw_files),
        opaque=(*lower.opaque, *upper.opaque),
        extends=lower.extends,
        replicas=max(lower.replicas, upper.replicas),
        ports=tuple(dict.fromkeys((*lower.ports, *upper.ports))),
        user=upper.user or lower.user,
        published=tuple(dict.fromkeys((*lower.published, *upper.published))),
        host_network=upper.host_network or lower.host_network,
        binds_low=upper.binds_low or lower.binds_low,
    )


def raised(supplies: Iterable[Supply], step: int) -> tuple[Supply, ...]:
    """The layers of the file that is merged as number `step`: its env files stay below `environment` of all."""
    return tuple(one._replace(rank=one.rank + (step if one.layer == "env_file" else step * STEP)) for one in supplies)
