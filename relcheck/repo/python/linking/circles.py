"""Where modules pass on what they take from each other in a circle, none of them has it of its own."""

from collections.abc import Collection, Mapping

from relcheck.facts.python import FileFacts
from relcheck.repo.python.linking.imports import Imports


def circular(
    changed: Collection[str],
    linked: Mapping[str, FileFacts],
    alone: Mapping[str, FileFacts],
    passing: Mapping[str, Collection[tuple[str, str]]],
    imports: Imports,
) -> bool:
    """Whether what changed files pass on may come from themselves, or it cannot be told where it comes from.

    `linked` are the facts of files completed, `alone` what each says by itself. `passing` has the names that the
    changed files pass on, and from where.
    """
    stack = [entry for path in changed for entry in passing.get(path, ())]
    for path in changed:
        told = _heads(alone.get(path)) | {name for name, _ in passing.get(path, ())}
        if not all(imports.defines(name, path) for name in _heads(linked.get(path)) - told):
            return True
    seen: set[tuple[str, str]] = set()
    while stack:
        name, path = stack.pop()
        if (name, path) in seen or name in _heads(alone.get(path)) or imports.defines(name, path):
            continue
        seen.add((name, path))
        origins = imports.origins(name, path)
        if path in changed or not origins:
            return True
        stack += [(name, origin) for origin in origins]
    return False


def _heads(facts: FileFacts | None) -> set[str]:
    """The names at top level that a file exports, or exports something of."""
    return {export.name.partition(".")[0] for export in facts.exports} if facts else set()
