"""The only module that knows `ruff analyze graph`, which calls itself experimental: which file imports which.

ruff resolves imports as its own settings say (`src`, namespace packages, the virtual environment). It counts those
that run late, inside of functions, and not those under `if TYPE_CHECKING`.
"""

import os
from collections.abc import Mapping

from relcheck.errors import RelcheckError
from relcheck.ruff.binary import ruff

Edges = Mapping[str, frozenset[str]]


def edges(root: str) -> Edges | None:
    """The files that each Python file below a directory imports, by path relative to it.

    None where ruff is not installed, fails, or answers something else than a table of paths.
    """
    try:
        done = ruff("analyze", "graph", "--no-type-checking-imports", "--quiet", root, cwd=root)
    except RelcheckError:
        return None
    if done.status:
        return None
    import json

    try:
        table = json.loads(done.stdout)
        found = {_inside(path, root): frozenset(_inside(one, root) for one in rest) for path, rest in table.items()}
    except (ValueError, TypeError, AttributeError):
        return None
    return {path: others - {""} for path, others in found.items() if path}


def _inside(path: str, root: str) -> str:
    """The path relative to the root; empty where it lies elsewhere."""
    below = os.path.relpath(os.path.join(root, path), root).replace(os.sep, "/")
    return "" if below.startswith("../") else below
