"""Run a command that is a Python program inside this process, so that its imports are not repeated.

It saves a small service nearly all that the check costs. What the application's own modules were is forgotten
first, so that they are imported anew; what their import did to other packages (logging, say) stays.
"""

import gc
import os
import shutil
import signal
import sys
from collections.abc import Collection, Sequence
from typing import Final

from relcheck.boot.trouble import is_theirs

_PYTHONS: Final = ("python", "python3", f"python{sys.version_info[0]}.{sys.version_info[1]}")


def program(command: Sequence[str]) -> tuple[str, str] | None:
    """How Python would run the command: `("module", name)` or `("script", path)`; `None` where it would not.

    Only this very interpreter counts: `python -m NAME`, `python FILE`, and scripts whose first line names it.
    """
    name, rest = command[0], command[1:]
    if name == sys.executable or (name in _PYTHONS and _same(shutil.which(name) or "")):
        if len(rest) > 1 and rest[0] == "-m":
            return "module", rest[1]
        return ("script", rest[0]) if rest and rest[0].endswith(".py") and os.path.isfile(rest[0]) else None
    path = shutil.which(name)
    if not path:
        return None
    with open(path, "rb") as file:
        first = file.readline(1024)
    return ("script", path) if first.startswith(b"#!") and _same(os.fsdecode(first[2:].strip())) else None


def run(command: Sequence[str], kind: str, name: str) -> int:
    """Run the program as `__main__` and return its exit status; an exception is printed as Python prints it."""
    import runpy

    forget()
    if kind == "module":
        sys.argv = [name, *command[3:]]
        sys.path.insert(0, os.getcwd())
    else:
        sys.argv = list(command[1:]) if name in command[1:2] else [name, *command[1:]]
        sys.path.insert(0, os.path.dirname(os.path.abspath(name)))
    try:
        if kind == "module":
            runpy.run_module(name, run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(name, run_name="__main__")
    except SystemExit as stop:
        if isinstance(stop.code, int) or stop.code is None:
            return stop.code or 0
        sys.stderr.write(f"{stop.code}\n")
        return 1
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)  # the application's own failure, in its own words
        return 1
    return 0


def _same(interpreter: str) -> bool:
    """Whether a path is this interpreter, in this virtual environment."""
    return bool(interpreter) and os.path.dirname(interpreter) == os.path.dirname(sys.executable)


def forget(known: Collection[str] = ()) -> None:
    """Give back what the check changed, and forget the application's modules but those that were `known` before."""
    keep = ("__main__", "relcheck", "relcheck_rules")
    for name, module in list(sys.modules.items()):
        if name not in known and name.partition(".")[0] not in keep and _is_application(module):
            sys.modules.pop(name, None)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.enable()


def _is_application(module: object) -> bool:
    places = [getattr(module, "__file__", None) or "", *map(str, getattr(module, "__path__", ()))]
    return any(place and is_theirs(place) for place in places)
