"""One of the `schema*` modules, the only ones that know pydantic: which field an error is about."""

from typing import Any

from pydantic import AliasChoices, AliasPath

from relcheck.boot.schema_models import fields_of, models_in


def place(cls: type[Any], loc: tuple[str | int, ...]) -> tuple[tuple[str, ...], bool]:
    """The path of declared fields that an error's `loc` leads through, and whether it goes on inside the value.

    `loc` may hold keys of the value itself and tags of unions: only what the class declares is kept.
    """
    path: list[str] = []
    models: tuple[type[Any], ...] = (cls,)
    for segment in loc:
        found = _field(models, segment)
        if found is not None:
            name, field = found
            path.append(name)
            models = models_in(field.annotation)[0]
        elif isinstance(segment, int) or not models:
            return tuple(path), True
    return tuple(path), False


def _field(models: tuple[type[Any], ...], segment: str | int) -> tuple[str, Any] | None:
    for model in models:
        fields = fields_of(model)
        if segment in fields:
            return str(segment), fields[str(segment)]
        for name, field in fields.items():
            if segment in _aliases(field):
                return name, field
    return None


def _aliases(field: Any) -> list[str]:
    alias = field.validation_alias
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias, field.alias]
    return [str(choice.path[0]) if isinstance(choice, AliasPath) else choice for choice in choices if choice]
