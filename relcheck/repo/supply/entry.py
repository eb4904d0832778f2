"""Making the facts that all platforms share: a supply from a name and a value, an app from its file."""

import re
from collections.abc import Iterator
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Misplaced, Phase, Platform, State, Supply, Workload
from relcheck.repo.supply.value import Value, interpolated, literal, place, unnamed
from relcheck.repo.yaml import Documents, Node
from relcheck.secret import issued

_DUMMY: Final = re.compile(
    r"(?i)(^|[^a-z])(ci|tests?|testing|dummy|fake|mock|sample|invalid|none)([^a-z]|$)|placeholder"
)
"""Words in a made-up token."""
_SAID: Final = 100
"""Characters in which a made-up token says that it is one; a long key has each short word by chance."""
_NEIGHBOUR: Final = re.compile(r"@(\[::1\]|127\.\d+\.\d+\.\d+|[A-Za-z0-9_-]+)(:\d+)?([/?,\s]|$)")
"""A host behind credentials that has no domain."""


def supply(
    name: Node,
    value: Node | Value | None,
    platform: Platform,
    workload: str,
    layer: str,
    *,
    phase: Phase = "run",
    rank: int = 40,
    refers: str = "",
    optional: bool = False,
    interpolate: bool = False,
    key: str = "",
) -> Supply:
    """One variable. A node is judged by its text; a `Value` is what the platform makes of it; None is a promise."""
    if isinstance(value, Node):
        meaning = (interpolated if interpolate else literal)("" if value.null else value.value)
        meaning = unnamed(meaning, key or name.value, value.value)
        where, quoted = place(value), bool(value.style)
    else:
        meaning, where, quoted = value or Value("promised"), place(name), True
    if meaning.variables and not refers:
        refers = f"variable:{meaning.variables[0]}"
    return Supply(
        name.span,
        key or name.value,
        meaning.state,
        platform,
        workload,
        phase,
        layer,
        rank,
        refers,
        optional,
        meaning.empties,
        quoted,
        meaning.looks,
        meaning.digest,
        *where,
        issued=isinstance(value, Node) and real(value.value),
        neighbour=isinstance(value, Node) and neighbouring(value.value),
    )


def real(text: str) -> bool:
    """Whether a value is an issuer's token, and no made-up one."""
    return issued(text) and not _DUMMY.search(text[:_SAID])


def neighbouring(text: str) -> bool:
    """Whether a value is an address with credentials whose host has no domain."""
    return bool(_NEIGHBOUR.search(text))


def table(
    node: Node | None, platform: Platform, workload: str, layer: str, *, phase: Phase = "run", rank: int = 40
) -> Iterator[Supply]:
    """Every pair of a map from names to literal values."""
    for name, value in node.entries() if node is not None else ():
        if value.kind == "scalar":
            yield supply(name, value, platform, workload, layer, phase=phase, rank=rank)


def given(state: State) -> Value:
    """A value that the file does not show."""
    return Value(state)


def root_of(documents: Documents, path: str) -> tuple[Node, list[Any]]:
    """The first document as a map (an empty one where there is none), and what to report about the file."""
    facts: list[Any] = [documents.unreadable] if documents.unreadable else []
    for root in documents.roots:
        if root.kind == "map":
            return root, facts
    mark = _Start()
    return Node("map", path, mark, mark), facts


class _Start:
    line = 0
    column = 0


def top(path: str) -> Span:
    """The beginning of a file."""
    return Span(path, 1, 1, 1, 1)


def not_read(path: str, platform: Platform, reason: str, span: Span | None = None) -> Misplaced:
    """A file or a part of one that its platform does not read."""
    return Misplaced(span or top(path), platform, reason)


def app(path: str, platform: Platform, name: str, span: Span | None = None, **more: Any) -> Workload:
    """The workload of a file that describes one."""
    return Workload(span or top(path), platform, name, **more)
