"""One of the `schema*` modules, the only ones that know pydantic: fields that are `RequiredIn` one environment.

Which environment this is says the command line, or a field of the class that is called so.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from relcheck.boot.schema_check import Checked
from relcheck.boot.schema_names import Leaf
from relcheck.facts.boot import Variable
from relcheck.types import RequiredIn

_FIELDS: Final = ("environment", "env", "app_env", "app_environment", "deploy_env", "stage", "deployment")
"""The fields by which settings classes say where they are."""


def demanded(checks: Iterable[Checked], stage: str) -> tuple[list[Variable], list[str]]:
    """The facts about fields that are left to their default where they must be given, and notes where that is unknown.

    `stage` is what the command line says.
    """
    facts: list[Variable] = []
    notes: list[str] = []
    for check in checks:
        here = _folded(stage) or _stage(check)
        for leaf, asked in _marked(check):
            if not here:
                why = "and nothing says where this is: pass --environment, or declare a field `environment`"
                notes.append(f"`{leaf.names[0]}` is required in {' and '.join(asked)}, {why}")
            elif here in map(_folded, asked):
                facts += _lacking(check, leaf, next(name for name in asked if _folded(name) == here))
    return facts, notes


def _lacking(check: Checked, leaf: Leaf, name: str) -> list[Variable]:
    given = next(iter(check.held(leaf)), None)
    if given is not None and given.raw != "":
        return []
    fact = check.fact(leaf, "empty" if given else "missing", reason="required-in", given=given)
    return [fact._replace(expected=f"{fact.expected} (required in {name})")]


def _marked(check: Checked) -> Iterator[tuple[Leaf, list[str]]]:
    for leaf in check.known.values():
        asked = [item.environment for item in leaf.field.metadata if isinstance(item, RequiredIn)]
        if asked and not leaf.required:  # that the class itself says
            yield leaf, asked


def _stage(check: Checked) -> str:
    """What the class's own field says; a value, so it is compared and goes no further."""
    values = getattr(check.attempt.instance, "__dict__", {})
    return next((_folded(values[name]) for name in _FIELDS if _folded(values.get(name))), "")


def _folded(value: Any) -> str:
    text = getattr(value, "value", value)
    return text.strip().lower() if isinstance(text, str) else ""
