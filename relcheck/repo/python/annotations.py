"""Annotations that use the environment: rare, so whether there may be any is asked before they are looked at."""

import re
from typing import Any, Final

_ENV: Final = r"[^=]*\b(?:environ|getenv)\b"
_MAY: Final = re.compile(rf"\s*(?:[\w.]+\s*:{_ENV}|(?:async )?def .*(?::|->){_ENV})")


def annotated(lines: list[str]) -> bool:
    """Whether a line looks like an annotation with the environment in it."""
    return any(_MAY.match(line) for line in lines if "env" in line)


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
