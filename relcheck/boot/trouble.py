"""What an exception may say about itself: its type and where it was raised, never its text."""

import os
import sys
from types import TracebackType
from typing import NamedTuple


class Trouble(NamedTuple):
    """An exception without its message, which may hold a value."""

    kind: str
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.kind} at {self.path}:{self.line}" if self.path else self.kind


def trouble(error: BaseException) -> Trouble:
    """The type of an exception, and the last line of the user's own code that it went through."""
    path, line = "", 0
    link: TracebackType | None = error.__traceback__
    while link is not None:
        file = link.tb_frame.f_code.co_filename
        if is_theirs(file) and (file == link.tb_frame.f_globals.get("__file__") or os.path.isfile(file)):
            path, line = file, link.tb_lineno  # what is compiled from a text may be named after anything
        link = link.tb_next
    if isinstance(error, SyntaxError) and is_theirs(error.filename or "<") and os.path.isfile(str(error.filename)):
        path, line = str(error.filename), error.lineno or 0
    kind = next(cls for cls in type(error).__mro__ if _is_written(cls))
    if isinstance(error, ModuleNotFoundError) and error.name and _says(path, line, error.name.split(".")[0]):
        return Trouble(f"ModuleNotFoundError for `{error.name.split('.')[0]}`", path, line)
    prefix = "" if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}."
    return Trouble(prefix + kind.__qualname__, path, line)


def _is_written(kind: type[BaseException]) -> bool:
    """Whether a class can be found under its name; what is made at run time may be named after a value."""
    found: object = sys.modules.get(kind.__module__)
    for part in kind.__qualname__.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    return found is kind or "<locals>" in kind.__qualname__


def _says(path: str, line: int, word: str) -> bool:
    """Whether a line of code holds a word; a name that is computed may hold a value."""
    import linecache  # only once something failed

    return bool(word) and word in linecache.getline(path, line)


def is_theirs(path: str) -> bool:
    """Whether a file belongs to the application: not to the interpreter, not installed, not relcheck."""
    if path.startswith("<") or "site-packages" in path or "dist-packages" in path:
        return False
    own = __file__.removesuffix("boot/trouble.py")
    return not path.startswith((own, sys.base_prefix + "/lib/python", sys.prefix + "/lib/python"))
