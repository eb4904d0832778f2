"""What is told of a default, without its value."""

from typing import Any, Final

from relcheck.facts.python import Default
from relcheck.secret import digest, looks


class _Missing:
    """No constant is there."""


MISSING: Final = _Missing()
_LITERALS: Final = (str, int, float, bool, bytes)


def default_of(value: Any) -> Default:
    """A constant, or MISSING, as a default."""
    if value is None:
        return Default("none", "empty")
    if value == "":
        return Default("empty", "empty")
    if isinstance(value, _LITERALS):
        return Default("literal", looks(str(value)), digest(str(value)))
    return Default("expression")
