"""The way of a secret: from the instruction that holds it to where its value ends. Pure functions over facts."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple
from weakref import WeakKeyDictionary

from relcheck.diagnostic import Confidence, Related, Severity, Span
from relcheck.facts.deployment import Workload
from relcheck.facts.image import Build, BuildVariable, Stage
from relcheck.project import Project

Reach = Literal["image", "builder", "unused"]


class Way(NamedTuple):
    """How far what a stage holds goes.

    `reach` is `image` where the stage becomes (part of) a published image, `builder` where such an image
    only takes files of it, `unused` where no target needs it. `target` names the published stage, `chain`
    the FROM instructions that lead there.
    """

    reach: Reach
    target: str = ""
    chain: tuple[Span, ...] = ()


class Stages:
    """The stages of one Dockerfile and which of them are published."""

    def __init__(self, stages: Iterable[Stage], targets: Iterable[str]) -> None:
        self.stages = {stage.number: stage for stage in stages}
        self.last = max(self.stages, default=-1)
        self.targets = {self.last} if self.stages else set()
        for target in targets:
            self.targets |= {i for i, stage in self.stages.items() if target.lower() in (stage.name, str(i))}
        self.image = {target: self.ancestors(target) for target in self.targets}

    def ancestors(self, index: int) -> list[int]:
        """A stage and those it is built FROM, nearest first."""
        found: list[int] = []
        while index in self.stages and index not in found:
            found.append(index)
            index = self.stages[index].parent
        return found

    def needed(self) -> set[int]:
        """The stages that a builder has to build for the published ones."""
        found: set[int] = set()
        queue = list(self.targets)
        while queue:
            index = queue.pop()
            if index in self.stages and index not in found:
                found.add(index)
                stage = self.stages[index]
                queue += [stage.parent, *(copied for copied, _, _ in stage.copies)]
        return found

    def name(self, index: int) -> str:
        """What a message calls a stage."""
        return "the final image" if index == self.last else f"the image `{self.stages[index].label}`"

    def way(self, index: int) -> Way:
        """How far the stage of this number goes."""
        for target in sorted(self.image, reverse=True):
            line = self.image[target]
            if index in line:
                chain = tuple(self.stages[step].span for step in reversed(line[: line.index(index)]))
                return Way("image", self.name(target), chain)
        if index in self.needed():
            return Way("builder", f"stage `{self.stages[index].label}`")
        return Way("unused", f"stage `{self.stages[index].label}`" if index in self.stages else "")

    def carriers(self, index: int, path: str) -> Iterator[Span]:
        """The COPY --from instructions that carry a file of this stage into a published image."""
        published = {number for line in self.image.values() for number in line}
        holders = {number for number in self.stages if index in self.ancestors(number)}
        for number in sorted(self.stages):  # a stage only copies from stages above it
            for origin, paths, span in self.stages[number].copies:
                if origin in holders and any(_covers(source, path) for source in paths):
                    holders.add(number)
                    if number in published:
                        yield span


def _covers(source: str, path: str) -> bool:
    """Whether a copied path takes a file along; where the file's path is not known, it may."""
    source = source.rstrip("/") or "/"
    return not path or source == "/" or path == source or path.startswith(source + "/")


_KNOWN: Final[WeakKeyDictionary[Project, dict[str, Stages]]] = WeakKeyDictionary()


def stages(project: Project) -> dict[str, Stages]:
    """The stages of every Dockerfile of the project, published targets of compose and CI included."""
    if project not in _KNOWN:
        grouped: dict[str, list[Stage]] = {}
        for stage in project.all(Stage):
            grouped.setdefault(stage.span.path, []).append(stage)
        targets = published(project)
        _KNOWN[project] = {path: Stages(group, targets.get(path, ())) for path, group in grouped.items()}
    return _KNOWN[project]


def way(project: Project, path: str, stage: int) -> Way:
    """How far what a stage of a Dockerfile holds goes."""
    known = stages(project).get(path)
    return known.way(stage) if known else Way("unused")


def published(project: Project) -> dict[str, set[str]]:
    """The targets that something other than a test builds, by Dockerfile."""
    found: dict[str, set[str]] = {}
    for build in project.all(Build):
        if build.target and build.published:
            found.setdefault(build.dockerfile, set()).add(build.target)
    for workload in project.all(Workload):
        if workload.target and workload.dockerfile:
            found.setdefault(workload.dockerfile, set()).add(workload.target)
    return found


def ends(way: Way, what: Literal["env", "argument", "file", "command"]) -> str:
    """Where a value ends, in words that follow "stays in"."""
    if way.reach == "image":
        return {
            "env": f"the config and the history of {way.target}",
            "argument": f"the history of {way.target}",
            "file": f"a layer of {way.target}",
            "command": f"the config of {way.target}",
        }[what]
    if way.reach == "unused":
        return f"{way.target or 'a stage'}, which no published image needs"
    if what == "argument":
        return f"the build cache of {way.target}, and in provenance of `mode=max`"
    return f"the build cache of {way.target}"


GRAVITY: Final[dict[Reach, Severity]] = {"image": "error", "builder": "warning", "unused": "info"}
"""How grave a secret is, by how far it goes."""


def told(way: Way) -> tuple[Related, ...]:
    """The FROM instructions that carry a stage into the image, as related places."""
    return tuple(Related(span, "the image is built from that stage here") for span in way.chain)


def sure(looks: str, issued: bool) -> Confidence:
    """How sure it is that a value is a secret, by its look; the name has been judged before."""
    return "high" if issued or looks in ("token", "credentials", "reference", "empty") else "medium"


def ending(project: Project, dockerfile: str, name: str) -> tuple[str, tuple[Related, ...]]:
    """Where a build argument ends that is handed over, as far as its Dockerfile is known, and the ARG that takes it."""
    declared = [
        variable
        for variable in project.all(BuildVariable)
        if (variable.span.path, variable.instruction, variable.variable) == (dockerfile, "ARG", name)
        and variable.stage >= 0
    ]
    if not declared:
        known = dockerfile in stages(project)
        return ("the provenance of `mode=max`" if known else "the history or the provenance of the image"), ()
    ways = [(way(project, dockerfile, variable.stage), variable) for variable in declared]
    goes, variable = next((one for one in ways if one[0].reach == "image"), ways[0])
    return ends(goes, "argument"), (Related(variable.span, "the build takes it here"),)
