"""What to do about the name of a module that leads nowhere: a slip, the path of a file, a class after a dot."""

import os
import sys


def as_module(path: str, name: str, example: str) -> str:
    """How to name what is in a file whose path was written instead; the example, where no such file is there."""
    from relcheck.facts.python import module_name

    found = os.path.normpath(path).replace(os.sep, "/").removesuffix(".py")
    if path.isidentifier() or not os.path.isfile(f"{found}.py") or not all(map(str.isidentifier, found.split("/"))):
        return f"package.module:{example}"
    return f"{module_name(found)}:{name or example}"


def hint(missing: str, target: str) -> str:
    """What to do about a module that a target names and that is not there."""
    home, _, last = missing.rpartition(".")
    if home and last[:1].isupper():
        return f"write `{home}:{last}`"
    if home and last == "py":
        return f"write `{home}{target.removeprefix(missing)}`"
    if near := _near(missing, target):
        return f"did you mean `{near}`?"
    if ":" not in target and not home:
        return "write package.module:Settings; a command follows `--`"
    return "check the name, or pass --app-dir"


def _near(missing: str, target: str) -> str:
    """The target with the name of a module beside the missing one that resembles it; empty where there is none."""
    from difflib import get_close_matches
    from pkgutil import iter_modules

    home, _, last = missing.rpartition(".")
    paths = getattr(sys.modules.get(home), "__path__", None) if home else sys.path[:1]
    names = [module.name for module in iter_modules(list(paths or ()))]
    close = get_close_matches(last, names, n=1, cutoff=0.75)
    return f"{home}.{close[0]}".lstrip(".") + target.removeprefix(missing) if close else ""
