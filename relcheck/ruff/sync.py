"""Writing the fragment into ruff's configuration: comments and order survive, twice is once."""

from collections.abc import Iterable, Iterator
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
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError(f"{path}: not valid TOML ({error})") from None
    before = document.unwrap()
    try:
        _merge(document, fragment, path)
    except (AttributeError, TypeError, TOMLKitError):
        raise ConfigError(f"{path}: a key under ruff's `lint` has a shape that ruff does not know") from None
    return text if document.unwrap() == before else tomlkit.dumps(document)


def _merge(document: Any, fragment: Fragment, path: Path) -> None:
    top = _table(document, "tool", "ruff") if path.name == "pyproject.toml" else document
    lint = _table(top, "lint")
    _extend(lint, "external", fragment.external)
    _extend(lint, "extend-select", fragment.extend_select)
    banned = _table(lint, "flake8-tidy-imports", "extend-banned-api")
    for name, message in fragment.banned:
        if banned.get(name, {}).get("msg") != message:
            entry = tomlkit.inline_table()
            entry["msg"] = message
            banned[name] = entry
    _ignores(_table(lint, "extend-per-file-ignores"), fragment.exempt)


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
