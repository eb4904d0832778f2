"""When a second read is no second fault."""

from collections.abc import Iterable, Iterator

from relcheck.diagnostic import AGAIN, Related
from relcheck.facts.python import Access

_NEAR = 3
"""How many lines below a test (`if name in os.environ:`) the variable is read that was asked for there."""


def again(access: Access, before: Access | None) -> bool:
    """Whether a read follows a test, or another read, of the same names so closely that both are one."""
    if before is None or not (before.names or before.kind in ("membership", "get", "getenv")):
        return False
    same = (access.span.path, access.scope, access.names) == (before.span.path, before.scope, before.names)
    return same and 0 <= access.span.line - before.span.line <= _NEAR


def once(accesses: Iterable[Access]) -> Iterator[tuple[Access, list[Related]]]:
    """The first of the reads of a variable in each function, with the places of the others.

    Of reads at import, which freeze one value each, only the one that follows a test belongs to it.
    """
    found: dict[object, list[Access]] = {}
    before: Access | None = None
    key: object = None
    for access in accesses:
        if not again(access, before):
            called = access.names and access.scope and access.time == "call"
            key = (access.span.path, access.scope, access.names) if called else access.span
        found.setdefault(key, []).append(access)
        before = access
    for first, *others in found.values():
        yield first, [Related(one.span, AGAIN) for one in others]
