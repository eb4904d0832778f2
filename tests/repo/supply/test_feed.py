"""Which workload fills which class, with what, and which literals do not fit."""

from typing import Any

import pytest

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Feed, Provided, Supply, Workload
from relcheck.facts.python import Access, Field, Instance, SettingsClass
from relcheck.repo.docker import read as dockerfile
from relcheck.repo.supply import compose, dotenv, fly, kubernetes
from relcheck.repo.supply.feed import Manifests, feeds
from relcheck.repo.supply.fit import misfits, refused


def field(name: str, kind: str = "str", **more: Any) -> Field:
    return Field(Span("app/config.py", 5, 5, 5, 20), name, (name.upper(),), kind, **more)


def settings(path: str = "app/config.py", name: str = "Settings", *fields: Field) -> SettingsClass:
    fields = fields or (field("database_url"), field("port", "int"))
    return SettingsClass(Span(path, 4, 1, 9, 1), name, "pydantic-settings", ("pydantic_settings.BaseSettings",), fields)


def manifests(*files: tuple[Any, str, str]) -> Manifests:
    facts = [fact for reader, text, path in files for fact in reader.read(text.encode(), path)]
    return Manifests(
        tuple(fact for fact in facts if isinstance(fact, Workload)),
        tuple(fact for fact in facts if isinstance(fact, Supply)),
        tuple(fact for fact in facts if isinstance(fact, Provided)),
    )


def fed(*files: tuple[Any, str, str], classes: tuple[SettingsClass, ...] = (settings(),), **more: Any) -> list[Feed]:
    made = [Instance(Span("app/config.py", 12, 1, 12, 9), "Settings", "import")]
    return list(feeds(manifests(*files), [*classes, *made], **more))


COMPOSE = """
services:
  web:
    build: .
    env_file: .env
    environment: {PORT: "8000"}
  worker: {image: shop, build: .}
  other: {image: shop}
  db: {image: postgres, environment: {POSTGRES_DB: shop}}
"""


def test_a_service_that_is_built_here_fills_the_class_and_a_database_does_not() -> None:
    found = fed((compose, COMPOSE, "compose.yaml"))
    assert [feed.workload.name for feed in found] == ["web", "worker", "other"]


def test_an_env_file_of_the_repository_is_a_lower_layer() -> None:
    (web, *_) = fed((compose, COMPOSE, "compose.yaml"), (dotenv, "PORT=1\nDATABASE_URL=x\n", ".env"))
    given = web.given()
    assert (given["PORT"].layer, given["DATABASE_URL"].layer) == ("environment", "env_file")
    assert web.opaque == ()


def test_an_env_file_that_is_not_in_the_repository_may_hold_anything() -> None:
    (web, *_) = fed((compose, COMPOSE, "compose.yaml"))
    assert web.opaque == (".env",)


def test_the_service_of_another_folder_fills_its_own_class() -> None:
    text = "services: {web: {build: shop}, mail: {build: mail}}"
    classes = (settings("shop/config.py"), settings("mail/config.py"))
    found = fed((compose, text, "compose.yaml"), classes=classes)
    assert [(feed.workload.name, feed.classes[0].span.path) for feed in found] == [
        ("web", "shop/config.py"),
        ("mail", "mail/config.py"),
    ]


def test_an_extended_service_gives_what_it_has() -> None:
    text = """
services:
  base: {build: ., environment: {PORT: "1", DATABASE_URL: x}}
  web: {build: ., extends: base, environment: {PORT: "2"}}
"""
    web = fed((compose, text, "compose.yaml"))[1]
    assert {name: supply.span.line for name, supply in web.given().items()} == {"DATABASE_URL": 3, "PORT": 4}


DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec: {template: {spec: {containers: [{name: web, image: "ghcr.io/acme/shop:1", envFrom: [configMapRef: {name: c}]}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {PORT: "8000"}
"""


def test_a_whole_config_map_is_expanded() -> None:
    (web,) = fed((kubernetes, DEPLOYMENT, "k8s.yaml"), name="shop")
    assert list(web.given()) == ["PORT"]
    assert web.opaque == ()


def test_an_image_of_another_name_feeds_nothing() -> None:
    assert fed((kubernetes, DEPLOYMENT, "k8s.yaml"), name="warehouse") == []


def test_the_configuration_has_the_last_word() -> None:
    (web,) = fed((kubernetes, DEPLOYMENT, "k8s.yaml"), name="x", configured={"shop/web": "app.config:Settings"})
    assert web.reason == "configured"


def test_a_misfit_is_found_and_its_value_forgotten() -> None:
    text = 'services:\n  web:\n    build: .\n    environment:\n      PORT: "eighty"\n'
    (found,) = misfits(fed((compose, text, "compose.yaml")), {"compose.yaml": text}.get)
    assert (found.variable, found.expected, found.span.line) == ("PORT", "a whole number", 5)
    assert "eighty" not in repr(found)


@pytest.mark.parametrize(
    ("value", "kind", "limits", "fits"),
    [
        ("8000", "int", (), True),
        ("8000.0", "int", (), True),
        ("80_00", "int", (), True),
        ("eight", "int", (), False),
        ("0", "int", (("ge", "1"),), False),
        ("9", "int | None", (("lt", "9"),), False),
        ("9", "Optional[int]", (("le", "9"),), True),
        ("maybe", "bool", (), False),
        ("Off", "bool", (), True),
        ("1e3", "float", (), True),
        ("shop.example", "HttpUrl", (), False),
        ("postgres://db", "PostgresDsn", (), True),
        ("trace", 'Literal["debug", "info"]', (("choice", "debug"), ("choice", "info")), False),
        ("anything", "Custom", (), True),
        ("anything", "list[str]", (), True),
    ],
)
def test_a_literal_fits_where_pydantic_might_take_it(
    value: str, kind: str, limits: tuple[tuple[str, str], ...], fits: bool
) -> None:
    assert (refused(value, field("x", kind, constraints=limits)) == "") is fits


@pytest.mark.parametrize("value", ['"8000"', "8000", "'8000'"])
def test_a_number_in_toml_fits_with_and_without_quotes(value: str) -> None:
    text = f'app = "shop"\n[env]\nPORT = {value}  # a "comment"\n'
    assert not list(misfits(fed((fly, text, "fly.toml")), {"fly.toml": text}.get))


def test_what_cannot_be_read_again_fits() -> None:
    text = 'app = "shop"\n[env]\nPORT = "\\u0038"\n'
    assert not list(misfits(fed((fly, text, "fly.toml")), {"fly.toml": text}.get))


POD = """
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - name: web
      image: shop
      env: [{name: PORT, valueFrom: {configMapKeyRef: {name: shop, key: port}}}]
      envFrom: [{configMapRef: {name: shop}}]
"""
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata:\n  port: many\n  DATABASE_URL: x\n"


def test_what_a_config_map_says_is_as_good_as_a_literal() -> None:
    files = {"pod.yaml": POD, "map.yaml": CONFIG_MAP}
    found = fed(*((kubernetes, text, path) for path, text in files.items()), name="shop")
    assert [(one.span.path, one.field.name) for one in misfits(found, files.get)] == [("pod.yaml", "port")]
    given = found[0].given()
    assert {name: one.state for name, one in given.items()} == {
        "PORT": "literal",
        "port": "literal",
        "DATABASE_URL": "literal",
    }


MOUNTED = """
services:
  web: {build: ., secrets: [database_url, {source: other, target: PORT}, unrelated]}
"""


def test_a_file_of_a_secret_fills_a_class_that_reads_the_directory() -> None:
    cls = settings()._replace(secrets_dirs=("/run/secrets",))
    (feed,) = fed((compose, MOUNTED, "compose.yaml"), classes=(cls,))
    assert {name: one.state for name, one in feed.given().items()} == {"DATABASE_URL": "reference", "PORT": "reference"}
    (feed,) = fed((compose, MOUNTED, "compose.yaml"))
    assert feed.given() == {}


def test_what_a_platform_mounts_is_not_known() -> None:
    cls = settings()._replace(secrets_dirs=("/run/secrets",))
    (feed,) = fed((kubernetes, POD, "pod.yaml"), classes=(cls,), name="shop")
    assert "the files in /run/secrets" in feed.opaque


def test_what_is_built_on_the_program_of_others_is_that_program() -> None:
    text = "services:\n  proxy: {build: {context: ., dockerfile: Dockerfile.proxy}}\n  web: {build: .}\n"
    made = [Instance(Span("app/config.py", 12, 1, 12, 9), "Settings", "import")]
    images = [
        *dockerfile.read(b"FROM traefik:v3\n", "Dockerfile.proxy"),
        *dockerfile.read(b"FROM python\n", "Dockerfile"),
    ]
    found = feeds(manifests((compose, text, "compose.yaml")), [settings(), *made, *images])
    assert [feed.workload.name for feed in found] == ["web"]


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("environment: {PORT: !reset null}", {"HOST", "MAIL"}),
        ("environment: !override {DEBUG: x}", {"DEBUG", "MAIL"}),
        ("environment: !reset {}", {"MAIL"}),
        ("environment: {DEBUG: x}", {"HOST", "PORT", "DEBUG", "MAIL"}),
    ],
)
def test_an_override_may_take_back_what_the_file_below_gives(change: str, left: set[str]) -> None:
    lower = "services: {web: {build: ., env_file: web.env, environment: {PORT: '1', HOST: a}}}\n"
    upper = f"services:\n  web:\n    {change}\n"
    files = (
        (compose, lower, "compose.yaml"),
        (compose, upper, "compose.override.yaml"),
        (dotenv, "MAIL=x\n", "web.env"),
    )
    (feed,) = fed(*files)
    assert set(feed.given()) == left


@pytest.mark.parametrize(
    ("copies", "filled"),
    [
        ("COPY . .", 1),
        ("COPY bot/ /srv/", 1),
        ("COPY api/ /srv/", 0),
        ("COPY dist/bot.whl api/ /srv/", 1),
        ("COPY requirements.txt /srv/", 1),
        ("RUN pip install bot", 1),
    ],
)
def test_an_image_with_the_code_of_another_program_does_not_fill_the_class(copies: str, filled: int) -> None:
    text = "services:\n  web: {image: shop, build: ., environment: {PORT: '1'}}\n"
    facts = [
        *dockerfile.read(f"FROM python:3.14\n{copies}\n".encode(), "Dockerfile"),
        Access(Span("api/app.py", 1, 1, 1, 2), "get", "read", "call", ("A",)),
        settings("bot/config.py"),
    ]
    assert len(list(feeds(manifests((compose, text, "compose.yaml")), facts))) == filled


@pytest.mark.parametrize(
    ("platform", "name", "found"),
    [
        ("render", "port", True),
        ("render", "database_url", False),
        ("heroku", "dyno", True),
        ("cloud-foundry", "VCAP_SERVICES", True),
        ("fly", "port", False),  # it has to be the `internal_port`, which the program says
        ("compose", "port", False),
    ],
)
def test_what_a_platform_gives_by_itself_is_given(platform: Any, name: str, found: bool) -> None:
    unit = Workload(Span("manifest", 1, 1, 1, 2), platform, "web", context="app")
    (feed,) = feeds(Manifests((unit,)), (settings("app/config.py", "Settings", field(name)),))
    assert [one.state for one in feed.given().values()] == (["platform"] if found else [])
