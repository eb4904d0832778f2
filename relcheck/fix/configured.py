"""Names a new runtime config module in the configuration if those found before would otherwise no longer count."""

import os
from collections.abc import Sequence
from typing import Any

from relcheck.diagnostic import Edit, Span
from relcheck.fix.around import Around
from relcheck.fix.module import Module
from relcheck.fix.tree import difference


def runtime_with(new: Sequence[str], around: Around) -> tuple[str, ...]:
    """What has to be configured so that new modules count beside the old ones; empty where they do anyway.

    A module with a conventional name is only taken for the runtime config module as long as no other one defines a
    settings class.
    """
    project = around.project
    conventional = project.runtime and "conventional" in project.runtime_reason
    if not new or not (project.config.runtime or conventional):
        return ()
    return (*(project.config.runtime or project.runtime), *new)


def configured(runtime: Sequence[str], around: Around) -> tuple[str, tuple[Edit, ...]]:
    """The file that configures relcheck, and the edits that name these modules in it."""
    config = around.project.config
    inside = os.path.relpath(config.source, config.root).replace(os.sep, "/") if config.source else ""
    path = inside or ("pyproject.toml" if around.text("pyproject.toml") is not None else "relcheck.toml")
    old = around.text(path)
    after = _with(old or "", runtime, below=() if path.endswith("relcheck.toml") else ("tool", "relcheck"))
    if old is None:
        return path, (Edit(Span(path, 1, 1, 1, 1), after),)
    return path, difference(Module(path, old), after)


def _with(text: str, names: Sequence[str], below: tuple[str, ...]) -> str:
    """The configuration with these modules in it: in the table that is there, else in a new one at the end."""
    import tomlkit  # keeps comments and order

    given = tomlkit.array()
    given.extend(names)
    given.multiline(len(names) > 1)
    document = tomlkit.parse(text)
    table: Any = document
    for key in below:
        table = table.get(key)
        if table is None:
            end = "" if not text or text.endswith("\n") else "\n"
            return f"{text}{end}\n[{'.'.join(below)}]\nruntime = {given.as_string()}\n"
    table["runtime"] = given
    return tomlkit.dumps(document)
