"""Which workload fills which settings class, and with what: all manifests joined with all classes.

A workload belongs to the folder that it is built from; a manifest of an application platform to the folder
that it lies in; an image to the workload that builds it. The classes below that folder are what it fills.
What cannot be told is not guessed: such a workload feeds nothing, and `relcheck deployments` shows it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from posixpath import basename, dirname, normpath
from typing import Any, Final, NamedTuple

from relcheck.facts.deployment import Feed, Provided, Supply, Workload
from relcheck.facts.python import Access, Instance, SettingsClass
from relcheck.repo.supply.baked import Images
from relcheck.repo.supply.command import listens, workers
from relcheck.repo.supply.compose import FILES, RESET
from relcheck.repo.supply.image_names import base, foreign, foreign_program
from relcheck.repo.supply.injected import injected
from relcheck.repo.supply.kustomize import Overlay, told
from relcheck.repo.supply.merge import Merged, joined, raised, units

HOSTED: Final = frozenset("fly render railway digitalocean northflank heroku sam serverless cloud-foundry".split())
"""Platforms whose manifest lies in the folder of the application that it starts."""

MOUNTED: Final = ("the bind mount", "a bind mount")
"""A folder of the host may hold an env file, which only counts for code that looks for one."""
_LOADERS: Final = ("dotenv", "decouple", "environs", "environ.", "starlette.config", "dynaconf", "prettyconf")


class Manifests(NamedTuple):
    """All facts of all manifests of a project."""

    workloads: tuple[Workload, ...] = ()
    supplies: tuple[Supply, ...] = ()
    provided: tuple[Provided, ...] = ()
    overlay: Overlay | None = None  # they are one kustomization's, and what has a workload's name belongs to it


class Given:
    """What a group of manifests gives, by who is given it: a repository may have thousands of either."""

    def __init__(self, manifests: Manifests) -> None:
        self.manifests = manifests
        self._own: dict[tuple[str, str], list[tuple[int, Supply]]] = {}
        self._lines: dict[str, list[Supply]] = {}
        for number, supply in enumerate(manifests.supplies):
            if supply.platform == "dotenv":
                self._lines.setdefault(supply.workload, []).append(supply)
            else:
                self._own.setdefault((supply.platform, supply.workload), []).append((number, supply))

    def to(self, unit: Workload) -> Iterator[Supply]:
        """What is given to a workload by its name, or to all of its platform, in the order of the manifests."""
        found = self._own.get((unit.platform, unit.name), [])
        if unit.name != "*" and (everybody := self._own.get((unit.platform, "*"))):
            found = sorted([*found, *everybody], key=itemgetter(0))
        whole = self.manifests.overlay is not None
        return (supply for _, supply in found if whole or _beside(unit, supply))

    def lines(self, path: str) -> list[Supply]:
        """The lines of an env file."""
        return self._lines.get(path, [])


def feeds(
    manifests: Manifests,
    facts: Iterable[Any],
    *,
    name: str = "",
    configured: Mapping[str, str] | None = None,
    paths: Collection[str] = (),
    kept: tuple[str, ...] | None = None,
    overlays: Iterable[Manifests] = (),
) -> Iterator[Feed]:
    """One feed for each workload that fills a class; `overlays` are the kustomizations, each by itself.

    `facts` are those of the Python files, classes joined. `name` is the project's, `configured` maps a
    workload (`compose.yaml:web`, `web`) to the folder or the class that it fills
    (`[tool.relcheck.deployments]`), `paths` are the files of the repository. `kept` are the names of all
    variables that the platforms keep themselves: with that list, nothing is left that cannot be known.
    """
    facts = tuple(facts)
    classes = tuple(fact for fact in facts if type(fact) is SettingsClass)
    leaves = _leaves(classes, tuple(fact for fact in facts if type(fact) is Instance))
    built = {base(unit.image): unit.context for unit in manifests.workloads if unit.image and unit.context}
    images = Images(facts)
    loads = any(type(fact) is Access and fact.via.startswith(_LOADERS) for fact in facts)
    for group in (manifests, *overlays):
        merged = Merged(group.workloads)
        given = Given(group)
        for own in units(group.workloads):
            if merged.implied(own):
                continue
            unit, supplies, opaque = _whole(own, given, merged, paths)
            wanted = (configured or {}).get(f"{unit.span.path}:{unit.name}") or (configured or {}).get(unit.name, "")
            home, reason = (wanted, "configured") if wanted else _home(unit, built, name)
            if home is not None and not wanted and foreign_program(images.base(unit, home)):
                continue
            filled = () if home is None else tuple(cls for cls in leaves if _belongs(cls, home))
            if home is not None and not wanted and not any(source.startswith(MOUNTED) for source in opaque):
                filled = tuple(cls for cls in filled if images.holds(unit, home, cls.span.path))
            if filled:
                folder = "." if home is None or ":" in home else home
                supplies = (*images.given(unit, folder), *injected(unit, filled), *_from_files(supplies, filled))
                if not loads and not any(cls.env_files or "env_file" in cls.computed for cls in filled):
                    opaque = tuple(source for source in opaque if not source.startswith(MOUNTED))
                opaque = (*opaque, *_by_hand(filled, facts), *_directories(unit, filled))
                if kept is not None:
                    supplies, opaque = (*supplies, *_kept(unit, kept)), ()
                modules = {cls.span.path for cls in filled}
                image = images.started(unit, folder)
                if unit.command:
                    image = image._replace(
                        workers=workers(unit.command), listens=tuple(listens(unit.command, unit.span))
                    )
                yield Feed(
                    unit, filled, supplies, opaque, reason, sure=wanted != "" or len(modules) == 1,
                    opened=image.opened, user=unit.user or image.user, workers=image.workers,
                    listens=image.listens,
                )  # fmt: skip


def _from_files(supplies: Iterable[Supply], classes: tuple[SettingsClass, ...]) -> Iterator[Supply]:
    """The supplies; a file of a secret is one where a class reads the directory, by the name of its field."""
    names = {name.lower(): name for cls in classes if cls.secrets_dirs for field in cls.fields for name in field.names}
    for supply in supplies:
        if supply.layer != FILES:
            yield supply
        elif supply.name.lower() in names:
            yield supply._replace(name=names[supply.name.lower()])


def _directories(unit: Workload, classes: tuple[SettingsClass, ...]) -> Iterator[str]:
    """Directories of secret files that the platform may mount; of compose the manifest shows what is in them."""
    for cls in classes if unit.platform != "compose" else ():
        yield from (f"the files in {path}" for path in cls.secrets_dirs)


def _kept(unit: Workload, names: Iterable[str]) -> Iterator[Supply]:
    """What the platform itself has, by the list that was handed in."""
    return (Supply(unit.span, one, "promised", unit.platform, unit.name, layer="kept") for one in names)


def _whole(
    own: Workload, given: Given, merged: Merged, paths: Collection[str]
) -> tuple[Workload, tuple[Supply, ...], tuple[str, ...]]:
    """A workload as it is started, its compose files merged; what another `-f` might add is not known."""
    lower, upper = merged.below(own), merged.override(own)
    unit = joined(lower, own) if lower else joined(own, upper) if upper else own
    unit = unit._replace(span=own.span, environment=own.environment)
    found: list[Supply] = []
    opaque = [other.span.path for other in merged.above(own) if other != upper]
    overlay = given.manifests.overlay
    if overlay is not None:
        opaque.extend(overlay.unknown)
        if overlay.environment:  # the base is the same for all: what is missing is missing here
            unit = unit._replace(span=overlay.place, environment=overlay.environment)
    for step, part in enumerate(one for one in (lower, own, upper) if one):
        supplies, unknown = _reaching(part, given, paths)
        gone = {one.name for one in supplies if one.layer == RESET}
        if gone:
            kept = (one for one in found if one.layer == "env_file" or ("" not in gone and one.name not in gone))
            found, supplies = list(kept), tuple(one for one in supplies if one.layer != RESET)
        found.extend(raised(supplies, step))
        opaque.extend(unknown)
    return unit, tuple(found), tuple(dict.fromkeys(opaque))


def _leaves(classes: tuple[SettingsClass, ...], instances: tuple[Instance, ...]) -> list[SettingsClass]:
    """Classes that a process instantiates: no bases of others, no models."""
    made = {instance.cls.rpartition(":")[2].rpartition(".")[2] for instance in instances}
    bases = {one.rpartition(":")[2].rpartition(".")[2] for cls in classes for one in cls.bases}
    real = [cls for cls in classes if cls.library not in ("model", "") and cls.fields]
    used = [cls for cls in real if cls.name.rpartition(".")[2] in made]
    return used or [cls for cls in real if cls.name.rpartition(".")[2] not in bases]


def _by_hand(classes: tuple[SettingsClass, ...], facts: tuple[Any, ...]) -> Iterator[str]:
    """A class that is given values where it is instantiated may have them from anywhere."""
    names = {cls.name.rpartition(".")[2] for cls in classes}
    for fact in facts:
        if type(fact) is Instance and {"**", "_env_file", "_secrets_dir"} & set(fact.keywords):
            name = fact.cls.rpartition(":")[2].rpartition(".")[2]
            if name in names:
                yield f"what {name} is given at {fact.span.path}:{fact.span.line}"


def _home(unit: Workload, built: Mapping[str, str], name: str) -> tuple[str | None, str]:
    """The folder whose code a workload runs, and how that is known."""
    if unit.context:
        return normpath(unit.context), f"built from {unit.context}"
    if unit.image and base(unit.image) in built:
        return built[base(unit.image)], f"runs the image {base(unit.image)}, built here"
    if unit.platform in HOSTED and not foreign(unit.image):
        folder = dirname(unit.span.path)
        folder = dirname(folder) if basename(folder).startswith(".") else folder
        return folder or ".", "its manifest lies there"
    if unit.image and name and not foreign(unit.image) and base(unit.image) in _spellings(name):
        return ".", f"runs an image named {base(unit.image)}, like the project"
    return None, ""


def _spellings(name: str) -> frozenset[str]:
    plain = name.lower()
    return frozenset((plain, plain.replace("_", "-"), plain.replace("-", "_"), plain.replace("-", "")))


def _belongs(cls: SettingsClass, home: str) -> bool:
    if ":" in home:
        module, _, name = home.partition(":")
        return cls.name == name and cls.span.path.removesuffix(".py").endswith(module.replace(".", "/"))
    return home == "." or cls.span.path.startswith(home + "/")


def _reaching(unit: Workload, given: Given, paths: Collection[str]) -> tuple[tuple[Supply, ...], tuple[str, ...]]:
    """Everything that a workload is given: its own layers, env files, objects, groups, the image."""
    opaque = list(unit.opaque)
    found: list[Supply] = []
    manifests = given.manifests
    for own in given.to(unit):
        if own.name.endswith("*"):
            keys, unknown = _expanded(own, manifests.provided)
            found.extend(keys)
            opaque.extend(unknown)
        elif own.refers.startswith("configmap:"):
            kind, _, key = own.refers.partition(":")
            one = next((one for one in manifests.provided if (one.kind, f"{one.name}/{one.key}") == (kind, key)), None)
            found.append(own if one is None else _resolved(own, one)._replace(span=own.span))
        else:
            found.append(own)
    for index, (path, _) in enumerate(unit.env_files):
        lines = given.lines(path)
        raw = path in unit.raw_files
        found.extend(line._replace(rank=20 + min(index, 9), layer="env_file", verbatim=raw) for line in lines)
        if not lines and path not in paths and f"the host's {path}" not in opaque:
            opaque.append(path)
    if unit.extends[1]:
        opaque_base, inherited = _base(unit, given, paths)
        found.extend(supply._replace(rank=supply.rank - 15) for supply in inherited)
        opaque.extend(opaque_base)
    return tuple(found), tuple(dict.fromkeys(opaque))


def _beside(unit: Workload, supply: Supply) -> bool:
    """Whether a supply is of the file of a workload, of one that it inherits from, or of a drop-in beside it."""
    return supply.span.path in (unit.span.path, unit.extends[0]) or dirname(supply.span.path) == f"{unit.span.path}.d"


def _expanded(supply: Supply, provided: Iterable[Provided]) -> tuple[list[Supply], list[str]]:
    """The keys of a whole ConfigMap, Secret or group."""
    kind, _, name = supply.refers.partition(":")
    keys = [one for one in provided if one.kind == kind and one.name == name]
    known = [one for one in keys if one.key]
    prefix = supply.name.removesuffix("*")
    given = [_resolved(supply._replace(name=prefix + one.key, span=one.span), one) for one in known]
    unknown = [] if known and len(known) == len(keys) else [f"{kind} {name}"]
    return given, unknown


def _resolved(supply: Supply, one: Provided) -> Supply:
    """A reference with what the key of the object says; a ConfigMap's value is as good as one written here."""
    supply = supply._replace(looks=one.looks)
    if one.kind != "configmap" or one.value is None:
        return supply
    literal = supply._replace(state="empty" if one.looks == "empty" else "literal", digest=one.digest)
    return literal._replace(
        file=one.value.path, line=one.value.line, column=one.value.column,
        end_line=one.value.end_line, end_column=one.value.end_column,
    )  # fmt: skip


def _base(
    unit: Workload, given: Given, paths: Collection[str], depth: int = 5
) -> tuple[tuple[str, ...], tuple[Supply, ...]]:
    path, name = unit.extends
    for other in given.manifests.workloads:
        if other.name == name and other.span.path == path and other != unit and depth:
            supplies, opaque = _reaching(other._replace(extends=("", "")), given, paths)
            return opaque, supplies
    return (f"the service {name} that it extends",), ()


def manifests(facts: Iterable[Any]) -> Manifests:
    """The manifests among all facts."""
    of: dict[type[Any], list[Any]] = {}
    for fact in facts:
        of.setdefault(type(fact), []).append(fact)
    return Manifests(tuple(of.get(Workload, ())), tuple(of.get(Supply, ())), tuple(of.get(Provided, ())))


def split(found: Manifests, overlays: Collection[Overlay]) -> tuple[Manifests, list[Manifests]]:
    """The manifests that stand for themselves, and those of each kustomization."""
    inside = {path for one in overlays for path in one.files}
    rest = Manifests(
        tuple(unit for unit in found.workloads if unit.span.path not in inside),
        tuple(one for one in found.supplies if one.platform == "dotenv" or one.span.path not in inside),
        tuple(one for one in found.provided if one.span.path not in inside),
    )
    return rest, [manifests(told(one))._replace(overlay=one) for one in overlays]
