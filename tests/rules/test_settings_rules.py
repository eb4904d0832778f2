"""What the rules about settings classes and secrets say, judged over facts made by hand."""

from typing import Any

import pytest

from relcheck.diagnostic import Span
from relcheck.engine import judge
from relcheck.facts.python import Access, Default, Field, SettingsClass
from relcheck.project import Project
from relcheck.registry import catalogue

RULES = {rule.code: rule for rule in catalogue()}


def field(name: str, *names: str, line: int = 9, **values: Any) -> Field:
    span = Span("shop/config.py", line, 5, line, 20)
    return Field(span, name, names or (name.upper(),), **{"type": "str", **values})


def settings(*fields: Field, line: int = 1, library: str = "pydantic-settings", **values: Any) -> SettingsClass:
    return SettingsClass(Span("shop/config.py", line, 7, line, 15), f"Settings{line}", library, fields=fields, **values)


def said(code: str, *facts: Any, roles: Any = None) -> list[str]:
    return [found.message for found in judge([RULES[code]], Project(facts, roles=roles))]


@pytest.mark.parametrize("kind", ["str", "str | None", "Optional[str]", "bytes", "list[str]", "PostgresDsn"])
def test_a_secret_in_a_plain_type(kind: str) -> None:
    assert said("REL501", settings(field("api_key", type=kind))) == [f"`api_key` holds a secret and is typed `{kind}`"]


@pytest.mark.parametrize("kind", ["SecretStr", "Secret[str]", "SecretBytes | None", "bool", "int", "Path"])
def test_a_type_that_says_it_or_holds_no_text(kind: str) -> None:
    assert said("REL501", settings(field("api_key", type=kind, secret="Secret" in kind))) == []


def test_a_type_is_never_quoted_where_it_could_hold_a_value() -> None:
    kind = 'Annotated[str, Field(default="hunter2")]'
    assert said("REL501", settings(field("api_key", type=kind))) == ["`api_key` holds a secret and is typed `str`"]


def test_a_dataclass_of_another_library_has_no_secret_type() -> None:
    assert said("REL501", settings(field("api_key"), library="environ-config")) == []


def test_a_field_of_a_base_is_reported_where_it_is_written_and_once() -> None:
    one = field("api_key")
    assert len(said("REL501", settings(one), settings(one, line=30))) == 1
    nested = one._replace(name="mail.api_key", names=("MAIL__API_KEY",))
    assert said("REL501", settings(one, library="model"), settings(nested, line=30)) == [
        "`mail.api_key` holds a secret and is typed `str`"
    ]


@pytest.mark.parametrize(
    ("looks", "message"),
    [
        ("placeholder", "without `API_KEY` the program boots with a public secret"),
        ("word", "without `API_KEY` the program boots with a public secret"),
        ("token", "the default of `API_KEY` looks like a real credential"),
        ("credentials", "the default of `API_KEY` contains a password"),
    ],
)
def test_a_default_that_ships(looks: Any, message: str) -> None:
    default = Default("literal", looks)
    assert said("REL502", settings(field("api_key", default=default))) == [message]
    read = Access(Span("shop/a.py", 1, 1, 1, 9), "getenv", "read", "call", ("API_KEY",), default=default)
    assert said("REL502", read) == [message]
    assert said("REL502", read, roles={"shop/a.py": "test"}) == []


@pytest.mark.parametrize("looks", ["empty", "boolean", "path", "url", "reference", "publishable"])
def test_a_default_that_is_no_secret(looks: Any) -> None:
    assert said("REL502", settings(field("api_key", default=Default("literal", looks)))) == []


@pytest.mark.parametrize("path", ["shop/settings/test.py", "shop/settings/local.py", "shop/settings/Dev.py"])
def test_settings_for_a_laptop_may_have_any_default(path: str) -> None:
    default = Default("literal", "placeholder")
    read = Access(Span(path, 1, 1, 1, 9), "getenv", "read", "call", ("API_KEY",), default=default)
    assert said("REL502", read) == []
    cls = settings(field("api_key", default=default))
    assert said("REL502", cls._replace(name="LocalSettings"), cls._replace(name="TestAppSettings")) == []


def test_an_address_without_a_password_is_no_secret() -> None:
    assert said("REL502", settings(field("mongo_uri", default=Default("literal", "word")))) == []
    assert said("REL502", settings(field("mongo_uri", default=Default("literal", "placeholder"))))


def test_a_default_of_no_secret_may_be_anything() -> None:
    assert said("REL502", settings(field("token_ttl", default=Default("literal", "token")))) == []


@pytest.mark.parametrize("form", ["none", "empty", "expression"])
def test_only_a_literal_ships(form: Any) -> None:
    assert said("REL502", settings(field("api_key", default=Default(form, "word")))) == []


def test_two_fields_of_one_variable() -> None:
    one, two = field("cache_url", "REDIS_URL"), field("queue_url", "QUEUE_URL", "redis_url", line=10)
    assert said("REL503", settings(one, two)) == ["`queue_url` is filled by `redis_url`, and so is `cache_url`"]
    assert said("REL503", settings(one, two, case_sensitive=True)) == []
    assert said("REL503", settings(one), settings(two, line=30)) == []


@pytest.mark.parametrize("file", ["/app/.env", "prod.env", ".env.production", "config/.env.prod"])
def test_an_env_file_that_ships(file: str) -> None:
    assert said("REL506", settings(env_files=(file,)))


@pytest.mark.parametrize("file", [".env", ".env.local", "../.env", "/run/secrets/shop.env", "product.env"])
def test_an_env_file_of_a_developer_or_a_mount(file: str) -> None:
    assert said("REL506", settings(env_files=(file,))) == []


def test_a_secret_drawn_at_start() -> None:
    assert said("REL507", settings(field("secret_key", random=True)))
    assert said("REL507", settings(field("request_id", random=True))) == []
