"""When a second read is of what was asked for just before."""

from relcheck.facts.python import Access

_NEAR = 3
"""How many lines below a test (`if name in os.environ:`) the variable is read that was asked for there."""


def again(access: Access, before: Access | None) -> bool:
    """Whether a read follows a test, or another read, of the same names so closely that both are one."""
    if before is None or before.kind not in ("membership", "get", "getenv"):
        return False
    same = (access.span.path, access.scope, access.names) == (before.span.path, before.scope, before.names)
    return same and 0 <= access.span.line - before.span.line <= _NEAR
