"""Writing the fragment into ruff's configuration: comments and order stay, and a second run changes nothing."""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

# tomlkit: the maintained TOML library that keeps comments, order and quoting
import tomlkit
from tomlkit.exceptions import TOMLKitError

from relcheck.errors import ConfigError
from relcheck.ruff.fragment import RULE, Fragment

OURS: Final = "relcheck ruff sync"
"""The comment that marks an entry as written here, so that it goes when it is no longer wanted."""

NAMES: Final = (".ruff.toml", "ruff.toml", "pyproject.toml")
"""ruff's own order of precedence within one directory (ruff's documentation, "Config file discovery")."""


def locate(root: Path) -> Path:
    """The file that configures ruff for `root`: the one in force, else where one would write it."""
    for name in NAMES:
        path = root / name
        if path.is_file() and _configures(path):
            return path
    pyproject = root / "pyproject.toml"
    return pyproject if pyproject.is_file() else root / "ruff.toml"


def text(path: Path) -> str:
    """What stands in a configuration file, with its own line ends; what is no text is a `ConfigError`."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not valid TOML (it is not UTF-8)") from None


def _configures(path: Path) -> bool:
    return path.name != "pyproject.toml" or b"[tool.ruff" in path.read_bytes()


def synced(text: str, fragment: Fragment, path: Path) -> str:
    """The text of ruff's configuration with the fragment in it.

    Raises `ConfigError` where `text` is no TOML or a key that the fragment needs holds something else.
    """
    wanted: dict[str, Any] = {}
    for new in (_table, _dotted):
        try:
            document = tomlkit.parse(text)
        except TOMLKitError as error:
            raise ConfigError(f"{path}: not valid TOML ({error})") from None
        before = document.unwrap()
        try:
            _merge(document, fragment, path, new)
        except (AttributeError, TypeError, ValueError, TOMLKitError):
            raise ConfigError(f"{path}: a key under ruff's `lint` has a shape that ruff does not know") from None
        wanted = wanted or document.unwrap()
        if before == wanted:
            return text
        if means(made := tomlkit.dumps(document), wanted):
            return made
    raise ConfigError(f"{path}: the keys under ruff's `lint` leave no room for more: write them as tables")


def means(text: str, wanted: dict[str, Any]) -> bool:
    """Whether a text says what it should: among dotted keys, tomlkit gives a new table a header of another one."""
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _merge(document: Any, fragment: Fragment, path: Path, new: Callable[..., Any]) -> None:
    top = ("tool", "ruff", "lint") if path.name == "pyproject.toml" else ("lint",)
    lint = _table(document, *top)
    _extend(lint, "external", fragment.external)
    _extend(lint, "extend-select", fragment.extend_select)
    banned = new(document, *top, "flake8-tidy-imports", "extend-banned-api")
    for name, message in fragment.banned:
        if banned.get(name, {}).get("msg") != message:
            entry = tomlkit.inline_table()
            entry["msg"] = message
            banned[name] = entry
    _ignores(new(document, *top, "extend-per-file-ignores"), fragment.exempt)


def _ignores(table: Any, wanted: Iterable[str]) -> None:
    wanted = tuple(wanted)
    for glob in [glob for glob in table if OURS in table[glob].trivia.comment and glob not in wanted]:
        del table[glob]
    for glob in wanted:
        if glob in table:
            _extend(table, glob, (RULE,))
        else:
            codes = tomlkit.array()
            codes.append(RULE)
            codes.comment(OURS)
            table[glob] = codes


def _extend(table: Any, key: str, values: Iterable[str]) -> None:
    """Append what is not there yet; a longer prefix that covers it counts as there."""
    if key not in table:
        table[key] = tomlkit.array()
    array = table[key]
    if not isinstance(array, list):
        raise TypeError(key)
    for value in values:
        if not any(value.startswith(str(present)) or present == "ALL" for present in array):
            array.append(value)


def _table(parent: Any, *keys: str) -> Any:
    """The table at this path, made where it is not there; parents stay implicit."""
    for key in keys:
        if key not in parent:
            parent[key] = tomlkit.table(is_super_table=key != keys[-1])
        parent = parent[key]
    return parent


def _dotted(parent: Any, *keys: str) -> Any:
    """The same table among dotted keys, whose children are written with its name before theirs."""
    found, left = parent, list(keys)
    while left and left[0] in found:
        found = found[left.pop(0)]
        if hasattr(found, "append"):  # it is written in one place
            parent, keys = found, tuple(left)
    if left:
        for key, item in tomlkit.parse(".".join((*keys, "first")) + " = 0\n").body:
            parent.append(key, item)
        found = _table(parent, *keys)
        del found["first"]
    return found


def nested(root: Path, skip: Iterable[str] = (".venv", "node_modules", ".git")) -> Iterator[Path]:
    """Configurations of ruff below `root` other than the root's own: each replaces the root's for its files."""
    hidden = frozenset(skip)
    stack = [root]
    while stack:
        folder = stack.pop()
        try:
            entries = sorted(folder.iterdir(), reverse=True)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir() and not entry.is_symlink() and entry.name not in hidden:
                stack.append(entry)
        if folder != root:
            found = locate(folder)
            if found.is_file() and _configures(found):
                yield found
