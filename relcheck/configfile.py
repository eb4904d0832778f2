"""Reads `[tool.relcheck]`, relcheck.toml and .relcheck.toml; the nearest one up the tree wins.

An unknown key or a value of the wrong type is an error, and one error names all of them.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any, Final

from relcheck.config import KEYS, Config, Key, Selection
from relcheck.diagnostic import SEVERITIES
from relcheck.errors import ConfigError

NAMES: Final = (".relcheck.toml", "relcheck.toml", "pyproject.toml")
"""The files that may hold the configuration; in one directory the first wins."""

DECISIVE: Final = frozenset((*NAMES, "ruff.toml", ".ruff.toml", ".gitignore"))
"""Names of files that say what is looked at, and how: when one changes, everything is looked at again."""

_KINDS: Final = ("application", "library")
_BY_NAME: Final = {key.name: key for key in KEYS}


def for_run(directory: str, *, file: str = "", isolated: bool = False) -> Config:
    """The configuration of a run started in `directory`: `file` where given, else the nearest one."""
    start = os.path.abspath(directory)
    if isolated:
        return Config(root=project_root(start))
    if file:
        return load(os.path.abspath(file))
    found = nearest(start)
    return load(found) if found else Config(root=project_root(start))


def nearest(directory: str) -> str:
    """The path of the configuration file that is nearest up the tree, or an empty string."""
    for above in _upwards(directory):
        for name in NAMES:
            path = os.path.join(above, name)
            if holds_configuration(path):
                return path
    return ""


def project_root(directory: str) -> str:
    """Where a project without configuration begins: its pyproject.toml or repository, else here.

    Of a package it is the directory that the package lies in, because that is what its imports count from.
    """
    for above in _upwards(directory):
        if any(os.path.exists(os.path.join(above, name)) for name in ("pyproject.toml", ".git")):
            return above
    return next((a for a in _upwards(directory) if not os.path.exists(os.path.join(a, "__init__.py"))), directory)


def holds_configuration(path: str) -> bool:
    """Whether a file is there and configures relcheck; pyproject.toml is screened without parsing it."""
    try:
        with open(path, "rb") as file:
            if os.path.basename(path) != "pyproject.toml":
                return True
            data = file.read()
    except OSError as error:
        if isinstance(error, PermissionError) and os.path.isfile(path):  # else it would be passed over in silence
            raise ConfigError(f"{_shown(path)}: cannot be read (permission denied)") from None
        return False
    return b"tool.relcheck" in data or (b"[tool]" in data and b"relcheck" in data and "relcheck" in _tool(path))


def with_members(config: Config, paths: Iterable[str]) -> Config:
    """The configuration with those of the members of a monorepo: `paths` are what marks them, below its root."""
    members: dict[str, Config] = {}
    for directory in dict.fromkeys(path.rpartition("/")[0] for path in paths):
        beside = (os.path.join(config.root, directory, name) for name in NAMES)
        best = next((path for path in beside if holds_configuration(path)), "") if directory else ""
        if best:
            members[directory] = load(best, lenient=True)
    deepest = sorted(members.items(), key=lambda member: (-member[0].count("/"), member[0]))
    return config._replace(members=tuple(deepest))


def unknown_keys(path: str) -> tuple[tuple[str, str, int], ...]:
    """The keys of a file that do not exist: each with the nearest that does, and its line."""
    unknown = [name for name in _table(path) if name not in _BY_NAME]
    if not unknown:
        return ()
    with open(path, encoding="utf-8") as file:
        lines = [line.strip() for line in file]
    return tuple(
        (name, _nearest(name, _BY_NAME), next((n for n, line in enumerate(lines, 1) if line.startswith(name)), 1))
        for name in unknown
    )


def load(path: str, seen: tuple[str, ...] = (), *, lenient: bool = False) -> Config:
    """The configuration that a file holds, on top of what it extends; `lenient` passes over unknown keys."""
    if path in seen:
        raise ConfigError(f"{_shown(path)}: `extend` leads back to the file itself")
    table = _table(path)
    if lenient:
        table = {name: value for name, value in table.items() if name in _BY_NAME}
    problems = [problem for name, value in table.items() for problem in _problems(name, value)]
    if problems:
        raise ConfigError(f"{_shown(path)}: {'; '.join(problems)}")
    root = os.path.dirname(path)
    base = Config()
    if "extend" in table:
        base = load(os.path.normpath(os.path.join(root, os.path.expanduser(table["extend"]))), (*seen, path))
    values = {_BY_NAME[name].field: _frozen(_BY_NAME[name], value) for name, value in table.items()}
    values.pop("extend", None)
    if values.get("baseline"):
        values["baseline"] = os.path.normpath(os.path.join(root, values["baseline"]))
    layer = Selection(values.get("select"), values.get("extend_select", ()), values.get("ignore", ()), _shown(path))
    return base._replace(root=root, source=path, layers=(*base.layers, layer), **values)


def _upwards(directory: str) -> Iterable[str]:
    while True:
        yield directory
        above = os.path.dirname(directory)
        if above == directory:
            return
        directory = above


def _table(path: str) -> dict[str, Any]:
    """The part of a file that is ours."""
    if os.path.basename(path) == "pyproject.toml":
        table = _tool(path).get("relcheck", {})
        if not isinstance(table, dict):
            raise ConfigError(f"{_shown(path)}: `tool.relcheck` must be a table")
        return table
    return _parsed(path)


def _tool(path: str) -> dict[str, Any]:
    tool = _parsed(path).get("tool", {})
    return tool if isinstance(tool, dict) else {}


def _parsed(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            return toml(file.read().decode(), _shown(path))
    except OSError as error:
        raise ConfigError(f"{_shown(path)}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:  # which quotes the text
        raise ConfigError(f"{_shown(path)}: not valid TOML: not UTF-8") from None


def toml(text: str, path: str) -> dict[str, Any]:
    """A TOML text as tables; a ConfigError says under which path it is none."""
    import tomllib  # 25 ms, which a project without configuration need not pay

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deeply to be read") from None


def _problems(name: str, value: Any) -> Iterable[str]:
    """What is wrong with one key, in words that do not repeat its value."""
    key = _BY_NAME.get(name)
    if key is None:
        near = _nearest(name, _BY_NAME)
        yield f"unknown key `{name}`" + (f", did you mean `{near}`?" if near else " (`relcheck config` lists them)")
    elif not _FITS[key.shape](value):
        yield f"`{name}` must be {_WORDS[key.shape]}"
    elif key.name == "kind" and value not in _KINDS:
        yield "`kind` must be `application` or `library`"


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.replace("_", "-"), list(known), n=1, cutoff=0.6)), "")


def _is_texts(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


_FITS: Final[dict[str, Callable[[Any], bool]]] = {
    "text": lambda value: isinstance(value, str),
    "texts": _is_texts,
    "flag": lambda value: isinstance(value, bool),
    "texts by glob": lambda value: isinstance(value, dict) and all(map(_is_texts, value.values())),
    "severities": lambda value: isinstance(value, dict) and all(item in SEVERITIES for item in value.values()),
    "table": lambda value: isinstance(value, dict),
}
_WORDS: Final = {
    "text": "a text",
    "texts": "a text or a list of texts",
    "flag": "true or false",
    "texts by glob": "a table of lists of texts",
    "severities": "a table of `info`, `warning` or `error`",
    "table": "a table",
}


def _frozen(key: Key, value: Any) -> Any:
    """A value as `Config` holds it: tuples, so that nobody changes it."""
    if key.shape == "texts":
        return _tuple(value)
    if key.shape == "texts by glob":
        return tuple((glob, _tuple(items)) for glob, items in value.items())
    if key.shape == "severities":
        return tuple(value.items())
    return value


def _tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _shown(path: str) -> str:
    """A path as a person reads it best: relative where it is below the working directory."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
