"""One of the `schema*` modules, the only ones that know pydantic: models, their fields, and how those are written."""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import AliasChoices, AliasPath
from pydantic.dataclasses import dataclass as pydantic_dataclass

from relcheck.boot.schema_words import is_union, strip


def models_in(annotation: Any) -> tuple[tuple[type[Any], ...], bool]:
    """The models that a field's value may be, and whether it is exactly one."""
    annotation, _ = strip(annotation)
    if is_union(annotation):
        found = [model for part in get_args(annotation) for model in models_in(part)[0]]
        return tuple(dict.fromkeys(found)), False
    if isinstance(annotation, type) and not get_origin(annotation) and fields_of(annotation):
        return ((annotation,), True) if not getattr(annotation, "__pydantic_root_model__", False) else ((), False)
    return (), False


def is_open(annotation: Any) -> bool:
    """Whether a field is a mapping with free keys, or a model that takes more than it declares."""
    annotation, _ = strip(annotation)
    if is_union(annotation):
        return any(is_open(part) for part in get_args(annotation))
    origin = get_origin(annotation) or annotation
    if getattr(origin, "__pydantic_root_model__", False):
        return is_open(origin.model_fields["root"].annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return True
    return getattr(origin, "model_config", {}).get("extra") == "allow"


def fields_of(model: type[Any]) -> Mapping[str, Any]:
    """The fields of a model or a dataclass by name; nothing for any other class."""
    found = getattr(model, "model_fields", None) or getattr(model, "__pydantic_fields__", None)
    if isinstance(found, dict):
        return found
    if not isinstance(model, type) or "__dataclass_fields__" not in vars(model):
        return {}
    return _of_dataclass(model)  # type: ignore[arg-type]  # every class is hashable


@cache
def _of_dataclass(model: type[Any]) -> Mapping[str, Any]:
    """The fields of a dataclass of the standard library, as pydantic takes them; nothing where it cannot."""
    try:
        return fields_of(pydantic_dataclass(model))
    except Exception:
        return {}


def tag_of(field: Any) -> str:
    """The field that tells the members of a union apart; empty where there is none, or only a function that does."""
    _, inside = strip(field.annotation)
    for one in (field, *field.metadata, *inside):
        if isinstance(found := getattr(one, "discriminator", None), str):
            return found
    return ""


def segments_of(name: str, field: Any, model: type[Any], *, paths: bool = True) -> tuple[str, ...]:
    """How a nested field is written in the name of a variable: its alias where it has one, else its name."""
    config = getattr(model, "model_config", None) or getattr(model, "__pydantic_config__", None) or {}
    by_alias = config.get("validate_by_alias") is not False
    by_name = config.get("validate_by_name") or config.get("populate_by_name") or not by_alias
    alias = field.validation_alias if by_alias else None
    found: list[str] = []
    for choice in alias.choices if isinstance(alias, AliasChoices) else (alias,):
        if isinstance(choice, AliasPath):
            found += [str(choice.path[0])] if paths else []
        elif isinstance(choice, str):
            found.append(choice)
    if not found or by_name:
        found.append(name)
    return tuple(dict.fromkeys(found))


def is_command(field: Any) -> bool:
    """Whether a field is a subcommand of the class's own command line."""
    return any(getattr(one, "__name__", "") == "_CliSubCommand" for one in field.metadata)
