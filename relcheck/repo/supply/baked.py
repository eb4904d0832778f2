"""The lowest layer of a workload: what ENV of its image says, where the Dockerfile is in the repository.

Dockerfile reference, "ENV": the values of the final stage and of the stages that it is built FROM persist in
the image, those of stages that it only copies files from do not.
"""

from collections.abc import Iterable, Iterator
from posixpath import join, normpath
from typing import Any

from relcheck.facts.deployment import State, Supply, Workload
from relcheck.facts.image import BuildVariable, Stage
from relcheck.facts.leak import Stages

RANK = 2
"""Below everything that a manifest says; a later stage is above the one that it is built FROM."""


class Images:
    """What is known of all Dockerfiles of a project."""

    def __init__(self, facts: Iterable[Any]) -> None:
        stages: dict[str, list[Stage]] = {}
        self._variables: dict[str, list[BuildVariable]] = {}
        for fact in facts:
            if type(fact) is Stage:
                stages.setdefault(fact.span.path, []).append(fact)
            elif type(fact) is BuildVariable and fact.instruction == "ENV" and not fact.onbuild:
                self._variables.setdefault(fact.span.path, []).append(fact)
        self._stages = {path: Stages(found, ()) for path, found in stages.items()}

    def given(self, unit: Workload, home: str) -> Iterator[Supply]:
        """The ENV of the image that a workload is built as; `home` is where its code is."""
        for path in (unit.dockerfile, join(home, unit.dockerfile), join(home, "Dockerfile")):
            path = normpath(path)
            if path in self._stages:
                yield from self._of(path, unit)
                return

    def _of(self, path: str, unit: Workload) -> Iterator[Supply]:
        stages = self._stages[path]
        wanted = unit.target.lower()
        final = next(
            (i for i, stage in stages.stages.items() if wanted and wanted in (stage.name, str(i))), stages.last
        )
        for depth, number in enumerate(stages.ancestors(final)):
            for variable in self._variables.get(path, ()):
                if variable.stage == number:
                    yield _supply(variable, unit, -depth)


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
