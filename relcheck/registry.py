"""From entry points to the catalogue of rules.

A pack is an import package that a distribution names in the entry point group `relcheck.rules`; every
module in it, however deep, that holds a `rule` adds that rule. Built-in rules come in by the same door.
"""

import os
import sys
from importlib import import_module
from types import ModuleType

from relcheck.errors import PackError
from relcheck.rule import Rule

GROUP = "relcheck.rules"
_BUILTIN = "relcheck_rules"
_catalogue: tuple[Rule, ...] | None = None


def catalogue() -> tuple[Rule, ...]:
    """All rules of all packs, by code; read once a process."""
    global _catalogue
    if _catalogue is None:
        _catalogue = load(packs())
    return _catalogue


def packs() -> tuple[str, ...]:
    """The import packages of all packs, the built-in one first.

    The files are read here because `importlib.metadata` alone takes longer to import than a small run.
    """
    found: list[str] = []
    for directory in dict.fromkeys(sys.path):
        for name in _listed(directory or "."):
            if name.endswith((".dist-info", ".egg-info")):
                found += _declared(os.path.join(directory, name, "entry_points.txt"))
    return tuple(dict.fromkeys([_BUILTIN, *sorted(found)]))


def load(names: tuple[str, ...], saying: bytes = b"") -> tuple[Rule, ...]:
    """The rules of the packs with these import names, by code; only of modules whose source has the word `saying`.

    To look for a word takes a tenth of the time that it takes to import a rule.
    """
    rules: dict[str, Rule] = {}
    for name in names:
        for module in _modules(_imported(name), saying):
            rule = getattr(module, "rule", None)
            if not isinstance(rule, Rule):
                continue
            other = rules.setdefault(rule.code, rule)
            if other is not rule:
                raise PackError(f"{rule.code} is both `{other.name}` and `{rule.name}` ({module.__name__})")
    return tuple(rules[code] for code in sorted(rules))


def _listed(directory: str) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:  # a zip archive, or a path that is not there
        return []


def _declared(path: str) -> list[str]:
    """The packages under `[relcheck.rules]` of one entry_points.txt."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return []
    if GROUP.encode() not in data:
        return []
    names: list[str] = []
    inside = False
    for line in data.decode("utf-8", "replace").splitlines():
        line = line.strip()
        if line.startswith("["):
            inside = line == f"[{GROUP}]"
        elif inside and "=" in line and not line.startswith("#"):
            names.append(line.partition("=")[2].split(":")[0].strip())
    return names


def _imported(name: str) -> ModuleType:
    try:
        return import_module(name)
    except Exception as error:
        raise PackError(
            f"the rule pack `{name}` cannot be imported: {type(error).__name__} ({_where(error)})"
        ) from None


def _where(error: Exception) -> str:
    """The file and line that raised; the exception's own text could quote anything."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "nowhere"


def _modules(package: ModuleType, saying: bytes = b"") -> list[ModuleType]:
    """A pack and every module below it, in order of name, as far as they have a word."""
    found = [package]
    for directory in getattr(package, "__path__", ()):
        for name in sorted(_listed(directory)):
            stem, suffix = os.path.splitext(name)
            below = os.path.join(directory, name)
            if (suffix == ".py" and stem.isidentifier() and stem != "__init__" and _says(below, saying)) or (
                not suffix and name.isidentifier() and os.path.isfile(os.path.join(below, "__init__.py"))
            ):
                found += _modules(_imported(f"{package.__name__}.{stem}"), saying)
    return found


def _says(path: str, word: bytes) -> bool:
    if not word:
        return True
    with open(path, "rb") as file:
        return word in file.read()
