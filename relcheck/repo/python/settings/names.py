"""Which environment variables fill a field: the lookup of pydantic-settings, as a function of facts.

Names come out as one must write them in a deployment: in upper case where the class ignores case.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from relcheck.facts.python import Constant, Field


class Lookup(NamedTuple):
    """The part of a class's configuration that decides about names."""

    prefix: str = ""
    prefix_target: str = "variable"
    delimiter: str = ""
    max_split: int = 0
    case_sensitive: bool = False
    by_alias: bool = True
    by_name: bool = False
    version_1: bool = False
    prefix_known: bool = True
    aliases_known: bool = True  # no generator makes an alias of each field's name

    def spelled(self, name: str) -> str:
        """The name as one writes it into a deployment."""
        return name if self.case_sensitive else name.upper()


def lookup(config: Mapping[str, Constant], *, version_1: bool = False, computed: Collection[str] = ()) -> Lookup:
    """The lookup that a class's configuration, its bases' included, asks for; `computed` is not known of it."""
    split = config.get("env_nested_max_split")
    by_name = config.get("validate_by_name")
    if by_name is None:
        by_name = config.get("populate_by_name")
    if by_name is None:
        by_name = config.get("validate_by_alias") is False
    return Lookup(
        prefix=str(config.get("env_prefix") or ""),
        prefix_target=str(config.get("env_prefix_target") or "variable"),
        delimiter=str(config.get("env_nested_delimiter") or ""),
        max_split=split if isinstance(split, int) else 0,
        case_sensitive=bool(config.get("case_sensitive")),
        by_alias=config.get("validate_by_alias") is not False,
        by_name=bool(by_name),
        version_1=version_1,
        prefix_known="env_prefix" not in computed and "*" not in computed,
        aliases_known="alias_generator" not in computed and not config.get("alias_generator"),
    )


def names_of(field: Field, how: Lookup) -> tuple[str, ...]:
    """The variables of one field of a settings class, in lookup order; those that can be known."""
    if how.version_1:
        own = [how.prefix + field.name] if how.prefix_known else []
        return _once(how.spelled(name) for name in (field.aliases if field.aliased else own))
    aliased = field.aliased and how.by_alias
    found = []
    if aliased:
        prefix = how.prefix if how.prefix_target in ("alias", "all") else ""
        found += [prefix + alias for alias in field.aliases]
    if (not aliased or how.by_name) and how.prefix_known and (field.aliased or how.aliases_known):
        prefix = how.prefix if how.prefix_target in ("variable", "all") else ""
        found.append(prefix + field.name)
    return _once(how.spelled(name) for name in found)


def patterns_of(field: Field, how: Lookup) -> tuple[str, ...]:
    """What is known of the names where the prefix is computed: their end."""
    if how.prefix_known or not how.aliases_known or (field.aliased and how.by_alias):
        return ()
    return (f"*{how.spelled(field.name)}",)


def keys_of(field: Field, config: Mapping[str, Constant], how: Lookup) -> tuple[str, ...]:
    """The words that lead to a field of a nested model; the prefix does not count there.

    Where case is ignored, words come in lower case and only an alias is turned back into its own spelling,
    so that the name of an aliased field leads to it only if it is in lower case.
    """
    own = lookup(config)
    by_name = own.by_name or bool(config.get("allow_population_by_field_name"))
    by_name = by_name and (how.case_sensitive or field.name == field.name.lower())
    if field.aliased and own.by_alias:
        return _once((*field.aliases, field.name) if by_name else field.aliases)
    return (field.name,)


def joined(heads: tuple[str, ...], path: tuple[str, ...], how: Lookup) -> tuple[str, ...]:
    """The variables of a nested field: none where splitting the name would not give back the path."""
    if not how.delimiter or not (how.case_sensitive or how.delimiter == how.delimiter.lower()):
        return ()
    tail = how.delimiter.join(path)
    if tuple(tail.split(how.delimiter, how.max_split - 1)) != path:
        return ()
    return _once(how.spelled(f"{head}{how.delimiter}{tail}") for head in heads)


def several(value: Constant) -> tuple[str, ...]:
    """One path or several, as `env_file` and `secrets_dir` take them."""
    if value is None or value == "":
        return ()
    return value if isinstance(value, tuple) else (str(value),)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
