"""One of the `schema*` modules, the only ones that know pydantic: which source gives a field its value."""

import os
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource, InitSettingsSource, SecretsSettingsSource

from relcheck.boot.schema_names import Leaf, Scheme
from relcheck.boot.schema_watch import Attempt
from relcheck.facts.boot import Source


class Held(NamedTuple):
    """A value on its way to a field. It never leaves `relcheck.boot`, and is never printed.

    `raw` is the text as the source has it, `None` where it is part of something larger (a JSON object, a
    configuration file). `key` is the variable's name as the source compares it.
    """

    raw: str | None
    source: Source
    where: str = ""
    key: str = ""


def held(leaf: Leaf, attempt: Attempt, schemes: dict[Any, Scheme]) -> list[Held]:
    """What each source gives to a field, the one that wins first."""
    found: list[Held] = []
    for source in attempt.sources:
        if isinstance(source, EnvSettingsSource):
            found += _of_variables(leaf, source, schemes)
        elif isinstance(source, SecretsSettingsSource):
            found += _of_files(leaf, source)
        else:
            found += _of_others(leaf, source, attempt)
    return found


def kind_of(source: Any) -> Source:
    """The word for a source."""
    if isinstance(source, DotEnvSettingsSource):
        return "env-file"
    if type(source).__name__ == "NestedSecretsSettingsSource" or isinstance(source, SecretsSettingsSource):
        return "secrets-dir"
    return "other" if hasattr(source, "root_parser") or not isinstance(source, EnvSettingsSource) else "process"


def variables_of(source: Any) -> dict[str, Any]:
    """All variables of a source by their folded names, those that could not be parsed among them."""
    return getattr(source, "_relcheck_all", None) or getattr(source, "env_vars", None) or {}


def all_names(sources: Iterable[Any]) -> frozenset[str]:
    """The folded names of all variables that sources have."""
    return frozenset(name for one in sources if isinstance(one, EnvSettingsSource) for name in variables_of(one))


def absent_directories(sources: Iterable[Any]) -> Iterator[str]:
    """The directories of secrets that are not there."""
    for source in sources:
        listed = getattr(source, "secrets_dir", None)
        for directory in [listed] if isinstance(listed, str | os.PathLike) else list(listed or ()):
            if not os.path.exists(os.path.expanduser(os.fspath(directory))):
                yield os.fspath(directory)


def _of_variables(leaf: Leaf, source: Any, schemes: dict[Any, Scheme]) -> list[Held]:
    variables = variables_of(source)
    kind = kind_of(source)
    if kind == "secrets-dir":
        if source not in schemes:
            schemes[source] = Scheme(source.settings_cls, source)
        leaf = next((other for other in schemes[source].leaves if other.path == leaf.path), leaf)
    if kind == "other":
        return [Held(None, kind, "the command line")] if any(key in variables for key in leaf.keys) else []
    found = [
        Held(str(variables[key]), kind, places(source, key), key) for key in leaf.keys if variables.get(key) is not None
    ]
    return found or [
        Held(None, kind, places(source, folded), folded)
        for parent in leaf.parents
        if variables.get(folded := parent if source.case_sensitive else parent.lower()) is not None
    ]


def _of_files(leaf: Leaf, source: Any) -> list[Held]:
    found = []
    for key in leaf.keys:
        for directory in reversed(getattr(source, "secrets_paths", ())):
            try:
                path = source.find_case_path(directory, key, source.case_sensitive)
            except OSError:  # its source reports that
                continue
            if path and path.is_file():
                found.append(Held(_text(str(path)), "secrets-dir", str(path), key))
    return found


def _of_others(leaf: Leaf, source: Any, attempt: Attempt) -> list[Held]:
    given: dict[str, Any] = attempt.states().get(type(source).__name__) or getattr(source, "init_kwargs", None) or {}
    alias = leaf.field.validation_alias
    top = {leaf.path[0], alias if isinstance(alias, str) else leaf.path[0], *leaf.keys}
    if not isinstance(given, dict) or not top & given.keys():
        return []
    return [Held(None, "other", "the code" if type(source) is InitSettingsSource else type(source).__name__)]


def places(source: Any, key: str) -> str:
    """The file that a variable comes from, empty for the process."""
    files = env_files(source) if isinstance(source, DotEnvSettingsSource) else []
    for path in reversed(files):
        if len(files) == 1 or key in {name if source.case_sensitive else name.lower() for name in _named_in(path)}:
            return path
    directories = getattr(source, "secrets_paths", None) or [""]
    return str(directories[-1])


def env_files(source: Any) -> list[str]:
    """The env files of a source that are there."""
    files = getattr(source, "env_file", None)
    listed = [files] if isinstance(files, str | os.PathLike) else list(files or ())
    return [path for path in (os.path.expanduser(os.fspath(file)) for file in listed) if os.path.isfile(path)]


def _named_in(path: str) -> list[str]:
    from dotenv import dotenv_values

    return list(dotenv_values(path, interpolate=False))


def _text(path: str) -> str | None:
    """What stands in a secret file; nothing where it cannot be read, which its source reports."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, ValueError):
        return None
