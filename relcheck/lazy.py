"""Patterns that are compiled when they are first used: twenty of them cost more than a small run."""

import re
from typing import Any


class _Later:
    """Stands in for a compiled pattern until somebody asks it something."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._made = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._made)
        for method in ("match", "search", "fullmatch", "findall", "finditer", "sub", "split"):
            self.__dict__[method] = getattr(compiled, method)
        return getattr(compiled, name)


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, compiled at its first use."""
    return _Later(text, flags)  # type: ignore[return-value]  # it answers like one
