"""What is done when it is first needed: patterns, of which twenty cost more than a small run, and extras."""

import os
import re
import sys
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


def require(package: str) -> None:
    """End with one line where a package of the extra `lint` is not installed; looked up without importing it."""
    if package in sys.modules or any(os.path.isdir(os.path.join(path, package)) for path in sys.path):
        return
    from importlib.util import find_spec

    if find_spec(package) is None:
        from relcheck.errors import MissingExtraError

        raise MissingExtraError("reading source code", "lint")
