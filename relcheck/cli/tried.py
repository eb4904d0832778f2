"""Checks the values in manifests against the imported settings classes: this runs the project's code.

The literals of a workload are its environment while its classes are imported and instantiated; what a manifest only
promises is left out, and that it is missing is not reported here.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from relcheck.boot.verify import verify
from relcheck.diagnostic import Span
from relcheck.errors import RelcheckError
from relcheck.facts.deployment import Feed
from relcheck.facts.python import SettingsClass
from relcheck.repo.supply.sense import standing


class Refused(NamedTuple):
    """A literal that a class does not take; `why` is pydantic's word for it, `expected` says what would do."""

    span: Span
    variable: str
    workload: str
    cls: str
    why: str
    expected: str


def tried(
    feeds: Iterable[Feed], root: str, source: Callable[[str], str | None], say: Callable[[str], None]
) -> Iterator[Refused]:
    """Every literal that its class refuses; `say` is told which classes could not be asked."""
    silent: set[str] = set()
    for feed in feeds:
        given = {name: supply for name, supply in feed.given().items() if supply.state == "literal"}
        environ = {name: value for name, supply in given.items() if (value := standing(supply, source))}
        for cls in feed.classes:
            if not any(name in environ for field in cls.fields for name in field.names):
                continue
            target, home = _target(cls, root)
            with _Forgetting(root):
                try:
                    verdict = verify([target], app_dir=home, environ=environ)
                except RelcheckError as error:
                    verdict = None
                    if target not in silent:
                        say(f"{target} cannot be asked: {error}")
                    silent.add(target)
            for fact in verdict.facts if verdict else ():
                name = next((name for name in fact.names if name in environ), "")
                if fact.state == "invalid" and name:
                    unit = feed.workload.name
                    yield Refused(given[name].span, name, unit, cls.name, fact.reason, fact.expected)


def _target(cls: SettingsClass, root: str) -> tuple[str, str]:
    """`package.module:Class`, and the directory that it is imported from: above the outermost package."""
    *folders, name = cls.span.path.removesuffix(".py").split("/")
    start = len(folders)
    while start > 0 and os.path.exists(os.path.join(root, *folders[:start], "__init__.py")):
        start -= 1
    parts = [*folders[start:], *([] if name == "__init__" else [name])]
    if start == len(folders) and start:  # no package: as a namespace, from the project's root
        parts, start = [*folders, name], 0
    return f"{'.'.join(parts)}:{cls.name}", os.path.join(root, *folders[:start])


class _Forgetting:
    """Takes what was imported from the project out of the interpreter again: two services may have one name."""

    def __init__(self, root: str) -> None:
        self.root = os.path.join(root, "")

    def __enter__(self) -> None:
        self.before = frozenset(sys.modules)

    def __exit__(self, *_: object) -> None:
        for name in [name for name in sys.modules if name not in self.before]:
            if str(getattr(sys.modules[name], "__file__", None) or "").startswith(self.root):
                del sys.modules[name]
