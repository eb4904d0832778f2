"""The names that relcheck says are the names that pydantic-settings looks up: held against itself."""

import os
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.dataclasses import dataclass
from pydantic_settings import BaseSettings, SettingsConfigDict

from relcheck.boot.schema_names import Leaf, Scheme, environment_source
from relcheck.boot.schema_watch import Watch

WORDS = ["host", "port", "key", "api_key", "url", "max_size", "Db", "retry__after", "a", "x_y_z"]
ALIASES = ["SENTRY_DSN", "tokenA", "PLAIN", "svc__name", "other_name", "DB", "Mixed_Case"]
PREFIXES = ["", "SHOP_", "shop_", "App__", "x"]
DELIMITERS = ["__", "_", ".", None]


def of(cls: type[BaseSettings]) -> Scheme:
    """The scheme of a class, from the sources that an instantiation asks."""
    with mock.patch.dict(os.environ, {}, clear=True), Watch() as watch:
        cls()
    return Scheme(cls, environment_source(watch.attempts[0].sources))


@st.composite
def alias(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["none", "none", "none", "alias", "validation_alias", "choices", "path"]))
    name, other = draw(st.sampled_from(ALIASES)), draw(st.sampled_from(ALIASES))
    if kind == "none":
        return {}
    if kind == "choices":
        return {"validation_alias": AliasChoices(name, other)}
    if kind == "path":
        return {"validation_alias": AliasChoices(name, AliasPath(other, 0))}
    return {kind: name}


@st.composite
def fields(draw: st.DrawFn, depth: int) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique_by=str.lower))
    made: dict[str, Any] = {}
    for name in names:
        shape = draw(st.sampled_from(["str", "str", "model", "optional model", "dataclass"] if depth else ["str"]))
        options = draw(alias())
        inner: Any = str
        if shape == "dataclass":
            inner = dataclass(type("Point", (), {"__annotations__": {"left": str, "Right": str}}))
        elif shape != "str":
            by_name = ConfigDict(populate_by_name=draw(st.booleans()))
            inner = create_model("Inner", __config__=by_name, **draw(fields(depth - 1)))
        made[name] = (inner | None if shape == "optional model" else inner, Field(**options))
    return made


@st.composite
def classes(draw: st.DrawFn) -> type[BaseSettings]:
    config = SettingsConfigDict(
        env_prefix=draw(st.sampled_from(PREFIXES)),
        case_sensitive=draw(st.booleans()),
        env_nested_delimiter=draw(st.sampled_from(DELIMITERS)),
        populate_by_name=draw(st.booleans()),
        extra="ignore",
    )
    split = draw(st.sampled_from([None, None, 1, 2]))
    if split and "env_nested_max_split" in SettingsConfigDict.__annotations__ and config["env_nested_delimiter"]:
        config["env_nested_max_split"] = split
    base = type("Base", (BaseSettings,), {"model_config": config, "__annotations__": {}})
    made: type[BaseSettings] = create_model("Settings", __base__=base, **draw(fields(2)))
    return made


def value_at(instance: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        instance = getattr(instance, name, None)
    return instance


def looked_up(cls: type[BaseSettings], leaf: Leaf, name: str) -> bool:
    """Whether pydantic-settings finds what this variable holds at the leaf's place."""
    with mock.patch.dict(os.environ, {name: '"marked"'}, clear=True):
        for source in (s for s in _sources(cls)):
            state = source()
            found: Any = state
            for part, model in zip(leaf.path, _models(cls, leaf.path), strict=True):
                found = _get(found, part, model)
            return found in ("marked", '"marked"')
    return False


def _sources(cls: type[BaseSettings]) -> list[Any]:
    from pydantic_settings import EnvSettingsSource

    return [EnvSettingsSource(cls)]


def _models(cls: Any, path: tuple[str, ...]) -> list[Any]:
    from relcheck.boot.schema_models import fields_of, models_in

    found = []
    for part in path:
        found.append(cls)
        inner = models_in(fields_of(cls)[part].annotation)[0]
        cls = inner[0] if inner else None
    return found


def _get(data: Any, name: str, model: Any) -> Any:
    """What pydantic itself would take for a field out of a mapping: by alias, and by name where that is allowed."""
    from relcheck.boot.schema_models import fields_of, segments_of

    for key in segments_of(name, fields_of(model)[name], model):
        if isinstance(data, dict) and key in data:
            return data[key]
    return None


@settings(max_examples=150)
@given(classes())
def test_every_name_that_is_said_is_looked_up(cls: type[BaseSettings]) -> None:
    scheme = of(cls)
    for leaf in scheme.leaves:
        if leaf.nested or "Model" in repr(leaf.field.annotation) or leaf.expected() == "a JSON object":
            continue
        for name in leaf.names:
            if _is_path(leaf, name):
                continue
            assert looked_up(cls, leaf, name), (leaf.path, leaf.names)


def _is_path(leaf: Leaf, name: str) -> bool:
    """Whether the name is the head of an `AliasPath`, which holds JSON."""
    choices = getattr(leaf.field.validation_alias, "choices", [])
    heads = {str(choice.path[0]).lower() for choice in choices if isinstance(choice, AliasPath)}
    return any(name.lower().endswith(head) for head in heads)


@settings(max_examples=100)
@given(classes())
def test_a_class_can_be_filled_by_the_first_names(cls: type[BaseSettings]) -> None:
    """With every leaf set by its first name, nothing is missing, and every value is where it belongs."""
    scheme = of(cls)
    leaves = [leaf for leaf in scheme.leaves if not leaf.nested and leaf.expected() != "a JSON object"]
    names = [leaf.names[0] for leaf in leaves]
    folded = [name.lower() for name in names]
    every = [name.lower() for leaf in scheme.leaves for name in leaf.names]
    if len(set(every)) < len(every) or any("AliasPath" in repr(leaf.field) for leaf in scheme.leaves):
        return  # two fields share a variable, and no one value fits both; a path takes JSON
    if any(a != b and b.startswith(a) for a in folded for b in folded) or not scheme.delimiter:
        return
    if {leaf.path[0] for leaf in leaves} != set(cls.model_fields):
        return  # a part of it cannot be reached by any variable
    with mock.patch.dict(os.environ, {name: _json(name) for name in names}, clear=True):
        try:
            instance = cls()
        except ValidationError:
            reachable = {leaf.path for leaf in scheme.leaves}
            assert not _all_paths(cls) <= reachable, [leaf.path for leaf in scheme.leaves]
            return
    for leaf in leaves:
        assert value_at(instance, leaf.path) in (_json(leaf.names[0]), f"value of {leaf.names[0]}")


def _json(name: str) -> str:
    """A text that is JSON as well, since a name may at the same time be that of a model."""
    return f'"value of {name}"'


def _all_paths(cls: Any, before: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    from relcheck.boot.schema_models import fields_of, models_in

    found = set()
    for name, field in fields_of(cls).items():
        found.add((*before, name))
        for model in models_in(field.annotation)[0]:
            found |= _all_paths(model, (*before, name))
    return found


def test_a_discriminated_union_has_the_names_of_all_its_members() -> None:
    from typing import Annotated, Literal

    class Cat(BaseModel):
        kind: Literal["cat"]
        lives: int

    class Dog(BaseModel):
        kind: Literal["dog"]
        bark: str

    class Settings(BaseSettings):
        model_config = SettingsConfigDict(env_nested_delimiter="__")
        pet: Annotated[Cat | Dog, Field(discriminator="kind")]

    names = {name for leaf in of(Settings).leaves for name in leaf.names}
    assert names == {"PET", "PET__KIND", "PET__LIVES", "PET__BARK"}


def test_a_mapping_takes_any_key() -> None:
    class Settings(BaseSettings):
        model_config = SettingsConfigDict(env_nested_delimiter="__", env_prefix="SHOP_")
        limits: dict[str, int] = {}

    scheme = of(Settings)
    assert scheme.claims("SHOP_LIMITS__ANYTHING")
    assert not scheme.claims("SHOP_LIMIT__ANYTHING")


def test_a_name_that_the_delimiter_takes_apart_is_not_said() -> None:
    class Inner(BaseModel):
        api_key: str = ""
        key: str = ""

    class Settings(BaseSettings):
        model_config = SettingsConfigDict(env_nested_delimiter="_")
        llm: Inner = Inner()

    assert {name for leaf in of(Settings).leaves for name in leaf.names} == {"LLM", "LLM_KEY"}
