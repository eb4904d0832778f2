"""Annotations that use the environment: rare, so whether there may be any is asked before they are looked at."""

import re
from itertools import islice
from typing import Any, Final

_ENV: Final = re.compile(r"\b(?:environ|getenv)\b")
_MOST: Final = 50


def annotated(lines: list[str]) -> bool:
    """Whether a line looks like an annotation with the environment in it."""
    return any(_may(line.strip()) for line in lines if "env" in line and ":" in line)


def _may(line: str) -> bool:
    if not line.startswith(("def ", "async def ")):
        name, _, rest = line.partition(":")
        return name.replace(".", "_").strip().isidentifier() and bool(_ENV.search(rest.partition("=")[0]))
    for found in islice(_ENV.finditer(line), _MOST):
        before = line[: found.start()]
        if max(before.rfind(":"), before.rfind("->")) > before.rfind("="):
            return True
    return False


def evaluated(statement: Any, node: Any) -> bool:
    """Whether a node is evaluated: annotations of local names are not, and none where they are postponed."""
    place, future = statement.place, statement.resolver.module.future
    if place.role == "annotation":
        return not future
    if place.statement.__class__.__name__ != "AnnAssign" or not (future or place.scope.kind == "function"):
        return True
    while node is not None and node.__class__.__name__ != "Annotation":
        node = statement.parent(node)
    return node is None
