"""The lowest layer of a workload: what ENV of its image says, where the Dockerfile is in the repository.

Dockerfile reference, "ENV": the values of the final stage and of the stages that it is built FROM persist in
the image, those of stages that it only copies files from do not.
"""

from collections.abc import Iterable, Iterator
from posixpath import join, normpath
from typing import Any, NamedTuple

from relcheck.facts.deployment import Listens, State, Supply, Workload
from relcheck.facts.image import CONTEXT, BuildVariable, Copied, Opened, RunsAs, Stage, Starts
from relcheck.facts.leak import Stages
from relcheck.facts.python import Access, SettingsClass

RANK = 2
"""Below everything that a manifest says; a later stage is above the one that it is built FROM."""


class Started(NamedTuple):
    """What a container of an image is: the ports of EXPOSE, `root` or `other`, and the server that it starts."""

    opened: tuple[int, ...] = ()
    user: str = ""
    workers: int = 1
    listens: tuple[Listens, ...] = ()


class Images:
    """What is known of all Dockerfiles of a project."""

    def __init__(self, facts: Iterable[Any]) -> None:
        stages: dict[str, list[Stage]] = {}
        self._variables: dict[str, list[BuildVariable]] = {}
        self._started: dict[str, list[Any]] = {}
        self._copied: dict[str, set[str]] = {}
        self._code: set[str] = set()
        for fact in facts:
            if type(fact) is Stage:
                stages.setdefault(fact.span.path, []).append(fact)
            elif type(fact) is BuildVariable and fact.instruction == "ENV" and not fact.onbuild:
                self._variables.setdefault(fact.span.path, []).append(fact)
            elif type(fact) in (Opened, RunsAs, Starts):
                self._started.setdefault(fact.span.path, []).append(fact)
            elif type(fact) is Copied and fact.origin == CONTEXT:
                self._copied.setdefault(fact.span.path, set()).update(fact.sources)
            elif type(fact) in (Access, SettingsClass):
                self._code.add(fact.span.path)
        self._stages = {path: Stages(found, ()) for path, found in stages.items()}

    def given(self, unit: Workload, home: str) -> Iterator[Supply]:
        """The ENV of the image that a workload is built as; `home` is where its code is."""
        path, line = self._line(unit, home)
        for depth, number in enumerate(line):
            for variable in self._variables.get(path, ()):
                if variable.stage == number:
                    yield _supply(variable, unit, -depth)

    def base(self, unit: Workload, home: str) -> str:
        """The image that the last stage of a workload's own Dockerfile is built on."""
        path, line = self._line(unit, home)
        return self._stages[path].stages[line[-1]].base if line and path == normpath(unit.dockerfile) else ""

    def started(self, unit: Workload, home: str) -> Started:
        """What such a container is; the nearest stage has the last word, and an ENTRYPOINT stands before a CMD."""
        path, line = self._line(unit, home)
        opened: list[int] = []
        user = ""
        server: Starts | None = None
        for number in line:
            own = [fact for fact in self._started.get(path, ()) if fact.stage == number]
            opened += [port for fact in own if type(fact) is Opened for port in fact.ports]
            users = ["root" if fact.root else "other" for fact in own if type(fact) is RunsAs]
            user = user or (users[-1] if users else "")
            server = server or next((fact for fact in reversed(own) if type(fact) is Starts), None)
        if server is None:
            return Started(tuple(opened), user)
        place = Listens(server.span, server.host, server.port)  # type: ignore[arg-type]
        return Started(tuple(opened), user, server.workers, (place,) if server.host or server.port else ())

    def holds(self, unit: Workload, home: str, module: str) -> bool:
        """Whether a module may be in the image of a workload: not so where other code is copied into it."""
        path, _ = self._line(unit, home)
        sources = self._copied.get(path, set())
        if any(mark in source for source in sources for mark in ("*", "?", "$", ".whl", ".tar", "://")):
            return True
        places = [normpath(join(home, source.lstrip("/"))) for source in sources]

        def has(one: str) -> bool:
            return any(place == "." or one == place or one.startswith(place + "/") for place in places)

        return has(module) or not any(map(has, self._code))

    def _line(self, unit: Workload, home: str) -> tuple[str, list[int]]:
        """The Dockerfile of a workload, and the stages that its image is made of, the last one first."""
        for path in (unit.dockerfile, join(home, unit.dockerfile), join(home, "Dockerfile")):
            path = normpath(path)
            if path in self._stages:
                stages = self._stages[path]
                wanted = unit.target.lower()
                named = (i for i, stage in stages.stages.items() if wanted and wanted in (stage.name, str(i)))
                return path, stages.ancestors(next(named, stages.last))
        return "", []


def _supply(variable: BuildVariable, unit: Workload, depth: int) -> Supply:
    states: dict[str, State] = {"empty": "empty", "literal": "literal"}
    value = variable.value
    return Supply(
        variable.span,
        variable.variable,
        states.get(variable.form, "promised"),
        "dockerfile",
        unit.name,
        "run",
        "ENV",
        RANK + max(depth, -RANK),
        f"argument:{variable.arguments[0]}" if variable.arguments else "",
        looks=variable.looks,
        digest=variable.digest,
        line=value.line,
        column=value.column,
        end_line=value.end_line,
        end_column=value.end_column,
    )
