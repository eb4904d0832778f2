"""The names of settings classes, joined over files, are those that pydantic-settings looks up."""

import os
from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsError

from relcheck.facts.python import SettingsClass
from relcheck.repo.python.settings.join import join

Make = Callable[..., Any]
HEAD = (
    "from typing import Annotated, Optional\nfrom dataclasses import dataclass\n"
    "from pydantic import AliasChoices, AliasPath, BaseModel, Field, SecretStr\n"
    "from pydantic_settings import BaseSettings, SettingsConfigDict\n"
)


def joined(
    source: Make, files: Mapping[str, str], known: Mapping[str, Mapping[str, str]] = {}
) -> dict[str, SettingsClass]:
    """The joined classes of some files, by name; `wanted` everywhere is every class."""
    classes: list[SettingsClass] = []
    for path, text in files.items():
        one = source(text, path)
        words = [
            line.split()[1].partition("(")[0].rstrip(":") for line in text.splitlines() if line.startswith("class ")
        ]
        classes += one.classes(known=known.get(path, {}), wanted=words)
    return {cls.name: cls for cls in join(classes)}


def names(cls: SettingsClass) -> dict[str, tuple[str, ...]]:
    return {field.name: field.names for field in cls.fields}


def test_bases_in_other_files_give_fields_and_configuration(source: Make) -> None:
    files = {
        "shop/settings/base.py": HEAD + "class Common(BaseSettings):\n"
        "    model_config = {'env_prefix': 'C_', 'extra': 'ignore'}\n"
        "    a: int\n"
        "    b: int = Field(alias='B')\n",
        "shop/settings/shop.py": "from .base import Common\n"
        "class Shop(Common):\n"
        "    model_config = {'env_prefix': 'S_'}\n"
        "    c: str\n",
        "shop/other.py": "from shop.settings.base import Common\nclass Other(Common):\n    a: str = 'x'\n",
    }
    classes = joined(
        source,
        files,
        {"shop/settings/shop.py": {".base.Common": ""}, "shop/other.py": {"shop.settings.base.Common": ""}},
    )
    assert names(classes["Shop"]) == {"a": ("S_A",), "b": ("B",), "c": ("S_C",)}
    assert (classes["Shop"].library, classes["Shop"].extra) == ("pydantic-settings", "ignore")
    assert names(classes["Other"]) == {"a": ("C_A",), "b": ("B",)}
    assert not classes["Other"].fields[0].required


def test_nested_models_of_other_files_are_joined_by_the_delimiter(source: Make) -> None:
    files = {
        "shop/db.py": HEAD + "class Pool(BaseModel):\n"
        "    size: int = 5\n"
        "class Db(BaseModel):\n"
        "    url: SecretStr\n"
        "    pool: Pool\n"
        "class Unused(BaseModel):\n"
        "    x: int\n",
        "shop/config.py": HEAD + "from shop.db import Db\n"
        "class S(BaseSettings):\n"
        "    model_config = SettingsConfigDict(env_prefix='SHOP_', env_nested_delimiter='__')\n"
        "    db: Db\n"
        "    spare: Db | None = None\n"
        "    labels: dict[str, str] = {}\n",
    }
    classes = joined(source, files)
    assert set(classes) == {"Db", "Pool", "S"}
    assert names(classes["S"]) == {
        "db": ("SHOP_DB",), "db.url": ("SHOP_DB__URL",),
        "db.pool": ("SHOP_DB__POOL",), "db.pool.size": ("SHOP_DB__POOL__SIZE",),
        "spare": ("SHOP_SPARE",), "spare.url": ("SHOP_SPARE__URL",), "spare.pool": ("SHOP_SPARE__POOL",),
        "spare.pool.size": ("SHOP_SPARE__POOL__SIZE",), "labels": ("SHOP_LABELS",),
    }  # fmt: skip
    required = {field.name for field in classes["S"].fields if field.required}
    assert required == {"db", "db.url", "db.pool"}
    assert {field.name for field in classes["S"].fields if field.nested} == {"db", "db.pool", "spare", "spare.pool"}
    assert classes["S"].fields[-1].patterns == ("SHOP_LABELS__*",)


def test_a_group_of_environ_config_gives_its_prefix_to_a_class_elsewhere(source: Make) -> None:
    text = (
        "import environ\n@environ.config(prefix='P')\nclass Pool:\n    size = environ.var(5)\n"
        "@environ.config\nclass Db:\n    url = environ.var()\n    pool = environ.group(Pool)\n"
        "    raw = environ.var(name='RAW')\n"
        "@environ.config(prefix='SHOP')\nclass Shop:\n    db = environ.group(Db)\n"
    )
    classes = joined(source, {"c.py": text})
    assert set(classes) == {"Shop"}
    assert names(classes["Shop"]) == {
        "db.url": ("SHOP_DB_URL",),
        "db.pool.size": ("SHOP_DB_P_SIZE",),
        "db.raw": ("RAW",),
    }


def test_a_model_that_nests_itself_ends(source: Make) -> None:
    text = (
        HEAD + "class Node(BaseModel):\n"
        "    next: 'Node | None' = None\n"
        "class S(BaseSettings, env_nested_delimiter='__'):\n"
        "    node: Node\n"
    )
    assert tuple(name for name in names(joined(source, {"c.py": text})["S"]) if name.count(".") == 1) == ("node.next",)


def test_joining_what_is_joined_changes_nothing(source: Make) -> None:
    text = (
        HEAD + "class Db(BaseModel):\n"
        "    url: str\n"
        "class S(BaseSettings, env_nested_delimiter='_'):\n"
        "    db: Db\n"
        "class T(S):\n"
        "    x: int\n"
    )
    once = tuple(joined(source, {"c.py": text}).values())
    assert join(once) == once


# What follows compares with pydantic-settings itself, over generated classes.

words = st.sampled_from(["a", "b", "apiKey", "db_url", "Port", "x1", "pool"])
aliases = st.sampled_from(["A1", "Alias_Two", "three", "FOUR__x"])
spellings = st.one_of(
    st.just(""),
    st.builds("Field(alias={!r})".format, aliases),
    st.builds("Field(validation_alias={!r})".format, aliases),
    st.builds("Field(validation_alias=AliasChoices({!r}, {!r}))".format, aliases, aliases),
    st.builds("Field(validation_alias=AliasChoices({!r}, AliasPath({!r}, 'k')))".format, aliases, aliases),
    st.builds("Field(validation_alias=AliasPath({!r}, 0))".format, aliases),
)
types = st.sampled_from(["str", "SecretStr", "int", "Optional[str]", "list[str]", "str | None", "'int'"])
delimiters = st.sampled_from([None, "_", "__", ".", "__x"])


@st.composite
def bodies(draw: st.DrawFn, extra: tuple[str, ...] = ()) -> str:
    lines = []
    for name in draw(st.lists(words, min_size=1, max_size=4, unique=True)):
        kind = draw(st.one_of(types, st.sampled_from(extra)) if extra else types)
        spelling = draw(spellings)
        if spelling and draw(st.booleans()):
            lines.append(f"    {name}: Annotated[{kind}, {spelling}]")
        else:
            lines.append(f"    {name}: {kind}" + (f" = {spelling}" if spelling else ""))
    return "\n".join(lines)


@st.composite
def configs(draw: st.DrawFn) -> str:
    options = {
        "env_prefix": draw(st.sampled_from(["", "app_", "App_"])),
        "env_prefix_target": draw(st.sampled_from(["variable", "alias", "all"])),
        "case_sensitive": draw(st.booleans()),
        "populate_by_name": draw(st.sampled_from([None, True, False])),
        "validate_by_name": draw(st.sampled_from([None, True])),
        "env_nested_delimiter": draw(delimiters),
        "env_nested_max_split": draw(st.sampled_from([None, None, 1, 2])),
        "extra": "ignore",
    }
    chosen = {key: value for key, value in options.items() if value is not None and draw(st.booleans())}
    inside = ", ".join(f"{key}={value!r}" for key, value in chosen.items())
    return draw(
        st.sampled_from([f"    model_config = SettingsConfigDict({inside})", f"    model_config = dict({inside})"])
    )


@st.composite
def modules(draw: st.DrawFn) -> str:
    parts = [HEAD, f"class Inner(BaseModel):\n{draw(bodies())}"]
    models: tuple[str, ...] = ("Inner", "Optional[Inner]", "Inner | None")
    populate = draw(st.sampled_from(["", "\n    model_config = {'populate_by_name': True}"]))
    parts.append(f"class Outer(BaseModel):{populate}\n{draw(bodies(models))}")
    parts.append("@dataclass\nclass Flat:\n    host: str\n    port_number: int")
    models += ("Outer", "Flat", "Annotated[Outer, Field(description='d')]")
    parts.append(f"class Base(BaseSettings):\n{draw(configs())}\n{draw(bodies(models))}")
    parts.append(f"class Mixin(BaseSettings):\n{draw(configs())}\n{draw(bodies(models))}")
    heads = draw(st.sampled_from(["BaseSettings", "Base", "Base, Mixin", "Mixin, Base"]))
    keyword = draw(st.sampled_from(["", ", env_prefix='kw_'", ", case_sensitive=True"]))
    parts.append(f"class S({heads}{keyword}):\n{draw(configs())}\n{draw(bodies(models))}")
    return "\n".join(parts) + "\n"


def loaded(text: str) -> type[BaseSettings] | None:
    """The class that pydantic makes of the source; None where it refuses it."""
    space: dict[str, Any] = {"__name__": "generated"}
    try:
        exec(compile(text, "generated.py", "exec"), space)  # noqa: S102 -- sources made by the test
        space["S"].model_rebuild(_types_namespace=space)
    except (TypeError, NameError, ValueError):
        return None
    return space["S"]  # type: ignore[no-any-return]


@given(text=modules())
def test_names_are_those_that_pydantic_settings_extracts(source: Make, text: str) -> None:
    cls = loaded(text)
    if cls is None:
        return
    mine = names(joined(source, {"generated.py": text})["S"])
    reader = EnvSettingsSource(cls)
    for name, field in cls.model_fields.items():
        theirs = tuple(dict.fromkeys(env for _, env, _ in reader._extract_field_info(field, name)))
        spelled = theirs if reader.case_sensitive else tuple(env.upper() for env in theirs)
        assert mine[name] == tuple(dict.fromkeys(spelled)), name
    assert [name for name in mine if "." not in name] == list(cls.model_fields)


@st.composite
def nests(draw: st.DrawFn) -> str:
    """Modules whose leaves are all texts, so that any value fills them."""
    simple = st.sampled_from(["", "Field(alias='Al_one')", "Field(validation_alias=AliasChoices('b_2', 'B3'))"])
    keys = st.lists(words, min_size=1, max_size=3, unique=True)

    def leaves() -> str:
        return "\n".join(
            f"    {name}: str" + (f" = {spelling}" if (spelling := draw(simple)) else "") for name in draw(keys)
        )

    populate = draw(st.sampled_from(["", "\n    model_config = {'populate_by_name': True}"]))
    inner = draw(st.sampled_from(["", " | None", " = Field(alias='In')"]))
    return (
        f"{HEAD}@dataclass\nclass Flat:\n    host: str\n    port_no: str\n"
        f"class Inner(BaseModel):{populate}\n{leaves()}\n"
        f"class Middle(BaseModel):\n    inner: Inner{inner}\n{leaves()}\n"
        f"class S(BaseSettings):\n{draw(configs())}\n    middle: Middle\n    flat: Flat\n    other: Optional[Inner]\n"
    )


def at(value: Any, path: str) -> Any:
    for word in path.split("."):
        value = getattr(value, word)
    return value


@given(text=nests())
def test_each_name_of_a_nested_field_fills_it(source: Make, text: str) -> None:
    cls = loaded(text)
    if cls is None:
        return
    facts = joined(source, {"generated.py": text})["S"]
    leaves = [field for field in facts.fields if "." in field.name and not field.models and field.names]
    everything = [name for field in leaves for name in field.names]
    shared = len(everything) != len(set(everything))
    for pick in (0, -1):
        environ = {field.names[pick]: f"marked {number}" for number, field in enumerate(leaves)}
        with mock.patch.dict(os.environ, environ, clear=True):
            missing = absent(cls)
            if not missing and not shared:
                made = cls()
                assert {f.name: at(made, f.name) for f in leaves} == {f.name: environ[f.names[pick]] for f in leaves}
        assert not missing & {field.name for field in leaves if not field.aliased}


@given(text=nests())
def test_a_nested_field_without_names_cannot_be_filled(source: Make, text: str) -> None:
    cls = loaded(text)
    if cls is None:
        return
    reader = EnvSettingsSource(cls)
    facts = joined(source, {"generated.py": text})["S"]
    environ = {
        name: f"marked {number}"
        for number, field in enumerate(facts.fields)
        for name in field.names[:1]
        if "." in field.name and not field.models
    }
    with mock.patch.dict(os.environ, environ, clear=True):
        missing = absent(cls)
        for loc in missing:
            head, *rest = loc.split(".")
            if rest[-1:] in (["inner"], ["In"]):  # a model, which JSON fills
                continue
            for name in next(f.names for f in facts.fields if f.name == head or head in f.aliases) if rest else ():
                delimiter = reader.env_nested_delimiter or "__"
                with mock.patch.dict(os.environ, {delimiter.join((name, *rest)): "marked"}):
                    assert absent(cls) & {loc, "unparsed"}


def absent(cls: type[BaseSettings]) -> set[str]:
    """The dotted places of everything that pydantic misses; `unparsed` when a text stands for a model."""
    try:
        cls()
    except SettingsError:
        return {"unparsed"}
    except ValidationError as error:
        return {".".join(map(str, one["loc"])) for one in error.errors() if one["type"] == "missing"}
    return set()


def test_a_prefix_that_a_base_takes_from_the_class_is_the_prefix(source: Make) -> None:
    text = (
        f"{HEAD}from typing import ClassVar\nclass Base(BaseSettings):\n    env_prefix: ClassVar[str] = ''\n"
        "    def __new__(cls, *args, **given):\n        cls.model_config.update(env_prefix=cls.env_prefix)\n"
        "        return super().__new__(cls)\n"
        "class Shop(Base):\n    env_prefix: ClassVar[str] = 'SHOP_'\n    url: str\n"
    )
    assert names(joined(source, {"shop/config.py": text})["Shop"]) == {"url": ("SHOP_URL",)}


def test_below_a_union_is_needed_what_each_member_needs(source: Make) -> None:
    text = HEAD + (
        "class Cache(BaseModel):\n    host: str\n    port: int = 1\n"
        "class Disk(BaseModel):\n    host: str\n    path: str\n"
        'class Settings(BaseSettings, env_nested_delimiter="__"):\n'
        "    store: Cache | Disk\n    spare: Cache | Disk | None = None\n"
    )
    fields = joined(source, {"config.py": text})["Settings"].fields
    assert {field.names for field in fields if field.required and not field.nested} == {("STORE__HOST",)}
