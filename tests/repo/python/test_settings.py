"""What a settings class says in one file."""

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]
HEAD = (
    "from pydantic import *\nfrom pydantic import Field, SecretStr, AliasChoices, AliasPath, BaseModel\n"
    "from pydantic_settings import BaseSettings, SettingsConfigDict\n"
)


def fields(cls: Any) -> dict[str, Any]:
    return {field.name: field for field in cls.fields}


def test_a_settings_class_is_known_by_its_base_and_not_by_its_name(source: Make) -> None:
    text = HEAD + "class Settings:\n    a: int\nclass Conf(BaseSettings):\n    a: int\n"
    assert [cls.name for cls in source(text).classes()] == ["Conf"]


def test_a_module_of_the_project_may_have_all_of_pydantic_1(source: Make) -> None:
    text = (
        "from shop.pydantic_v1 import BaseModel, BaseSettings, Field\nclass Queue(BaseModel):\n    size: int\n"
        "class Conf(BaseSettings):\n    queue: Queue\n    url: str = Field(env='SHOP_URL')\n"
    )
    found = {cls.name: cls for cls in source(text).classes()}
    assert found["Conf"].library == "pydantic-v1"
    assert fields(found["Conf"])["url"].names == ("SHOP_URL",)


def test_names_are_spelled_as_one_writes_them_into_a_deployment(source: Make) -> None:
    text = HEAD + (
        "class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='shop_')\n    api_key: SecretStr\n"
        "class T(BaseSettings, case_sensitive=True, env_prefix='Shop_'):\n    apiKey: str = ''\n"
    )
    loose, strict = source(text).classes()
    assert fields(loose)["api_key"].names == ("SHOP_API_KEY",)
    assert fields(strict)["apiKey"].names == ("Shop_apiKey",)
    assert strict.case_sensitive
    assert strict.prefix == "Shop_"


def test_the_class_statement_wins_over_its_body(source: Make) -> None:
    text = HEAD + "class S(BaseSettings, env_prefix='B_'):\n    model_config = {'env_prefix': 'A_'}\n    x: int\n"
    assert source(text).classes()[0].fields[0].names == ("B_X",)


@pytest.mark.parametrize(
    ("spelling", "names"),
    [
        ("x: int = Field(alias='PORT')", ("PORT",)),
        ("x: int = Field(1, validation_alias='PORT')", ("PORT",)),
        ("x: int = Field(validation_alias=AliasChoices('A', 'B'))", ("A", "B")),
        ("x: int = Field(validation_alias=AliasChoices('A', AliasPath('B', 0)))", ("A", "B")),
        ("x: int = Field(validation_alias=AliasPath('B', 'c', 0))", ("B",)),
        ("x: Annotated[int, Field(alias='PORT')] = 3", ("PORT",)),
        ("x: 'Annotated[int, Field(alias=\"PORT\")]'", ("PORT",)),
        ("x: int = Field(alias='A', validation_alias='B')", ("B",)),
        ("x: int = Field(alias=None)", ("SHOP_X",)),
        ("x: int = Field(env='IGNORED_BY_VERSION_2')", ("SHOP_X",)),
    ],
)
def test_an_alias_replaces_prefix_and_name(source: Make, spelling: str, names: tuple[str, ...]) -> None:
    text = HEAD + f"from typing import Annotated\nclass S(BaseSettings, env_prefix='SHOP_'):\n    {spelling}\n"
    assert source(text).classes()[0].fields[0].names == names


def test_what_makes_no_field_is_no_field(source: Make) -> None:
    text = HEAD + (
        "from typing import ClassVar, Final\n"
        "class S(BaseSettings):\n    _secret: str = 'x'\n    limit: ClassVar[int] = 3\n"
        "    plain = 4\n    model_config = {}\n    x: Final[int] = 5\n"
        "    @computed_field\n    def url(self) -> str: ...\n    y: int = 1\n"
    )
    assert [field.name for field in source(text).classes()[0].fields] == ["y"]


def test_a_field_under_a_condition_is_a_field(source: Make) -> None:
    text = HEAD + (
        "import sys\nclass S(BaseSettings):\n"
        "    if sys.platform == 'win32':\n        a: int = 1\n    else:\n        b: int = 2\n"
    )
    assert [field.names for field in source(text).classes()[0].fields] == [("A",), ("B",)]


@pytest.mark.parametrize(
    ("spelling", "required", "form", "looks"),
    [
        ("x: str", True, None, None),
        ("x: str = ...", True, None, None),
        ("x: str = Field(...)", True, None, None),
        ("x: str = Field(description='d')", True, None, None),
        ("x: str | None = None", False, "none", "empty"),
        ("x: str = ''", False, "empty", "empty"),
        ("x: str = 'changeme'", False, "literal", "placeholder"),
        ("x: int = -5", False, "literal", "number"),
        ("x: SecretStr = SecretStr('postgres://a:b@db/x')", False, "literal", "credentials"),
        ("x: SecretStr = Field(default=SecretStr('changeme'))", False, "literal", "placeholder"),
        ("x: str = Field('a', min_length=1)", False, "literal", "word"),
        ("x: str = Field(default_factory=lambda: 'changeme')", False, "factory", "placeholder"),
        ("x: str = Field(default_factory=make)", False, "factory", "text"),
        ("x: str = make()", False, "expression", "text"),
        ("x: list[str] = ['redis://:pw@h']", False, "literal", "credentials"),
        ("x: list[str] = []", False, "empty", "empty"),
    ],
)
def test_a_default_is_remembered_by_its_look(
    source: Make, spelling: str, required: bool, form: str, looks: str
) -> None:
    field = source(HEAD + f"class S(BaseSettings):\n    {spelling}\n").classes()[0].fields[0]
    assert field.required is required
    assert (field.default and (field.default.form, field.default.looks)) == (form and (form, looks))


def test_no_default_value_is_part_of_a_fact(source: Make) -> None:
    text = HEAD + (
        "from typing import Annotated\nclass S(BaseSettings):\n    a: SecretStr = SecretStr('hunter-marked')\n"
        "    b: Annotated[str, Field(default='hunter-marked')]\n"
        "    c: str = Field(default_factory=lambda: 'hunter-marked')\n"
        "    d: dict = {'k': 'hunter-marked'}\n"
    )
    assert "hunter" not in repr(source(text).classes())


def test_a_random_default_differs_between_replicas(source: Make) -> None:
    text = HEAD + (
        "import secrets, uuid\nclass S(BaseSettings):\n    a: str = secrets.token_urlsafe(32)\n"
        "    b: str = Field(default_factory=lambda: secrets.token_hex())\n"
        "    c: str = Field(default_factory=uuid.uuid4)\n"
        "    d: str = str(uuid.uuid4())\n    e: str = 'fixed'\n"
    )
    assert [field.random for field in source(text).classes()[0].fields] == [True, True, True, True, False]


def test_type_secret_constraints_and_description_are_read(source: Make) -> None:
    text = HEAD + (
        "from typing import Annotated, Literal\nfrom annotated_types import Ge\nclass S(BaseSettings):\n"
        "    a: Annotated[int, Ge(1), Field(le=9)] = Field(2, description='How many')\n"
        "    b: Literal['x', 'y'] = 'x'\n    '''Which one.'''\n    c: 'SecretStr | None' = None\n"
        "    d: Annotated[str, StringConstraints(min_length=3, pattern='^a')] = 'abc'\n"
    )
    a, b, c, d = source(text).classes()[0].fields
    assert (a.type, a.description) == ("int", "How many")
    assert a.constraints == (("ge", "1"), ("le", "9"))
    assert b.constraints == (("choice", "x"), ("choice", "y"))
    assert b.description == "Which one."
    assert c.secret
    assert c.type == "SecretStr | None"
    assert d.constraints == (("min_length", "3"), ("pattern", "^a"))


def test_where_files_and_sources_come_from_is_read(source: Make) -> None:
    text = HEAD + (
        "from pathlib import Path\n"
        "class S(BaseSettings):\n"
        "    model_config = SettingsConfigDict(env_file=('.env', '.env.prod'),"
        " secrets_dir='/run/secrets', extra='ignore')\n"
        "    @classmethod\n"
        "    def settings_customise_sources(cls, *a, **k): ...\n"
        "class T(BaseSettings):\n    model_config = SettingsConfigDict(env_file=Path(__file__).parent / '.env')\n"
        "class U(BaseSettings):\n    model_config = SettingsConfigDict(env_file=None)\n"
    )
    s, t, u = source(text).classes()
    assert s.env_files == (".env", ".env.prod")
    assert s.secrets_dirs == ("/run/secrets",)
    assert s.extra == "ignore"
    assert s.customised_sources
    assert t.env_files == ("*/.env",)
    assert u.env_files == ()


@pytest.mark.parametrize(
    "config",
    [
        "make()",
        "SettingsConfigDict(env_prefix=PREFIX + name)",
        "SettingsConfigDict(alias_generator=to_env)",
        "{**other}",
    ],
)
def test_a_computed_configuration_makes_the_class_dynamic(source: Make, config: str) -> None:
    text = HEAD + f"class S(BaseSettings):\n    model_config = {config}\n    x: int\n"
    assert source(text).classes()[0].dynamic


def test_version_1_reads_env_and_config_and_fields_without_annotation(source: Make) -> None:
    text = (
        "from pydantic import BaseSettings, Field\n"
        "from typing import Optional\n"
        "class S(BaseSettings):\n"
        "    a: str = Field(..., env='X')\n"
        "    b: str = Field('d', env=['Y', 'Z'])\n    c: int = 3\n    d = 'text'\n    e: str\n    f: Optional[str]\n"
        "    class Config:\n"
        "        env_prefix = 'app_'\n"
        "        fields = {'e': {'env': 'EE'}}\n"
        "        env_file = '.env'\n"
    )
    cls = source(text).classes()[0]
    assert cls.library == "pydantic-v1"
    assert {name: field.names for name, field in fields(cls).items()} == {
        "a": ("X",), "b": ("Y", "Z"), "c": ("APP_C",), "d": ("APP_D",), "e": ("EE",), "f": ("APP_F",),
    }  # fmt: skip
    assert not fields(cls)["f"].required
    assert cls.env_files == (".env",)


def test_models_are_facts_only_when_a_settings_class_nests_them(source: Make) -> None:
    text = HEAD + (
        "from dataclasses import dataclass\n"
        "class Unrelated(BaseModel):\n"
        "    z: int\n"
        "class Base(BaseModel):\n"
        "    host: str\n"
        "@dataclass\nclass Pool:\n    size: int = 5\nclass Redis(Base):\n    pool: Pool\n"
        "class S(BaseSettings):\n    redis: Redis | None = None\n"
    )
    classes = source(text).classes()
    assert [(cls.name, cls.library) for cls in classes] == [
        ("Base", "model"), ("Pool", "model"), ("Redis", "model"), ("S", "pydantic-settings"),
    ]  # fmt: skip
    assert classes[-1].fields[0].models == ("Redis",)


def test_a_subclass_of_a_known_class_elsewhere_is_a_settings_class(source: Make) -> None:
    text = "from .base import Common\nclass S(Common):\n    x: int\n"
    assert source(text).classes() == ()
    (cls,) = source(text).classes(known={".base.Common": ""})
    assert (cls.bases, cls.library) == ((".base:Common",), "")


def test_environ_config_joins_prefix_group_and_name(source: Make) -> None:
    text = (
        "import environ\n"
        "@environ.config(prefix='SHOP')\n"
        "class S:\n"
        "    @environ.config\n"
        "    class Db:\n"
        "        url = environ.var()\n"
        "    db = environ.group(Db)\n"
        "    debug = environ.bool_var(False)\n"
        "    key = environ.var(name='RAW_KEY', help='The key')\n"
        "@environ.config\nclass T:\n    x = environ.var()\n"
    )
    shop, *_, other = source(text).classes()
    assert [(field.name, field.names, field.required) for field in shop.fields] == [
        ("db.url", ("SHOP_DB_URL",), True), ("debug", ("SHOP_DEBUG",), False), ("key", ("RAW_KEY",), True),
    ]  # fmt: skip
    assert other.fields[0].names == ("APP_X",)


def test_a_class_stands_where_it_is_written_behind_one_that_ends_in_a_method(source: Make) -> None:
    text = (
        "from pydantic_settings import BaseSettings\n"
        "class First(BaseSettings):\n    a: int\n\n    def check(self):\n        if self.a:\n            return 1\n\n\n"
        "class Second(BaseSettings):\n    b: int\n\n    def check(self):\n        return 1\n\n"
        "class Third(BaseSettings):\n    c: int\n"
    )
    found = source(text).classes()
    assert [(cls.name, cls.span.line, cls.fields[0].span.line) for cls in found] == [
        ("First", 2, 3),
        ("Second", 10, 11),
        ("Third", 16, 17),
    ]
