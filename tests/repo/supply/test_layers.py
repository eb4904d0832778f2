"""Layers below and above a manifest: ENV of the image, compose files that are merged."""

from pathlib import Path

import pytest

from relcheck import api
from relcheck.facts.deployment import Feed, Misfit

SETTINGS = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    port: int = 1


settings = Settings()
"""


def feeds(root: Path, **files: str) -> dict[str, Feed]:
    """The feeds by the place of their workload; a file's name is written with `_` for `.`."""
    for name, text in {"config_py": SETTINGS, **files}.items():
        (root / name.replace("_", ".")).write_text(text, "utf-8")
    found = api.project([str(root)]).all(Feed)
    return {f"{feed.span.path}:{feed.workload.name}": feed for feed in found}


def lines(feed: Feed) -> dict[str, tuple[str, int]]:
    """Where the supply is that wins for each variable."""
    return {name: (supply.span.path, supply.span.line) for name, supply in sorted(feed.given().items())}


DOCKERFILE = """\
FROM python:3.13 AS tools
ENV TOOL=1
FROM python:3.13 AS base
ENV PORT=80 DATABASE_URL=
FROM base AS web
COPY --from=tools /x /x
ENV PORT=8000
FROM base AS worker
ENV QUEUE=mail
"""


@pytest.mark.parametrize(
    ("target", "given"),
    [
        ("web", {"DATABASE_URL": ("Dockerfile", 4), "PORT": ("Dockerfile", 7)}),
        ("worker", {"DATABASE_URL": ("Dockerfile", 4), "PORT": ("Dockerfile", 4), "QUEUE": ("Dockerfile", 9)}),
    ],
)
def test_env_of_the_target_and_of_what_it_is_built_from_is_given(
    tmp_path: Path, target: str, given: dict[str, tuple[str, int]]
) -> None:
    text = f"services: {{web: {{build: {{context: ., target: {target}}}}}}}\n"
    (feed,) = feeds(tmp_path, Dockerfile=DOCKERFILE, compose_yaml=text).values()
    assert lines(feed) == given


def test_a_manifest_is_above_the_image(tmp_path: Path) -> None:
    text = "services: {web: {build: ., environment: {PORT: '1'}}}\n"
    (feed,) = feeds(tmp_path, Dockerfile="FROM python\nENV PORT=2 A=$B\n", compose_yaml=text).values()
    assert lines(feed) == {"A": ("Dockerfile", 2), "PORT": ("compose.yaml", 1)}
    assert feed.given()["A"].state == "promised"


BASE = """\
services:
  web:
    build: .
    env_file: a.env
    environment: {PORT: "1", DATABASE_URL: x}
"""


def test_an_override_is_merged_by_itself(tmp_path: Path) -> None:
    override = 'services:\n  web:\n    env_file: b.env\n    environment: {PORT: "2"}\n  other: {build: .}\n'
    env = {"a_env": "A=1\nB=1\nPORT=9\n", "b_env": "B=2\nPORT=9\n"}
    found = feeds(tmp_path, compose_yaml=BASE, compose_override_yaml=override, **env)
    assert set(found) == {"compose.yaml:web", "compose.override.yaml:other"}
    assert lines(found["compose.yaml:web"]) == {
        "A": ("a.env", 1),
        "B": ("b.env", 1),
        "DATABASE_URL": ("compose.yaml", 5),
        "PORT": ("compose.override.yaml", 4),
    }
    assert found["compose.yaml:web"].opaque == ()


def test_the_file_of_an_environment_lies_above_the_plain_one(tmp_path: Path) -> None:
    production = 'services:\n  web:\n    environment: {PORT: "3"}\n'
    found = feeds(tmp_path, compose_yaml=BASE, compose_production_yaml=production, a_env="")
    assert lines(found["compose.production.yaml:web"])["PORT"] == ("compose.production.yaml", 3)
    assert lines(found["compose.production.yaml:web"])["DATABASE_URL"] == ("compose.yaml", 5)
    assert found["compose.production.yaml:web"].workload.environment == "production"
    assert found["compose.yaml:web"].opaque == ("compose.production.yaml",)


def test_a_file_with_an_image_of_its_own_stands_alone(tmp_path: Path) -> None:
    text = "services: {web: {build: ., environment: {A: '1'}}}\n"
    found = feeds(tmp_path, compose_yaml=BASE, compose_test_yaml=text, a_env="")
    assert lines(found["compose.test.yaml:web"]) == {"A": ("compose.test.yaml", 1)}
    assert found["compose.yaml:web"].opaque == ()


def test_a_file_that_is_included_or_extended_may_have_any_name(tmp_path: Path) -> None:
    common = "services:\n  base:\n    build: .\n    environment: {PORT: '1'}\n"
    text = "include: [common.yaml]\nservices: {web: {build: ., extends: {file: common.yaml, service: base}}}\n"
    found = feeds(tmp_path, compose_yaml=text, common_yaml=common)
    assert lines(found["compose.yaml:web"]) == {"PORT": ("common.yaml", 4)}
    assert "common.yaml:base" in found


def test_services_of_two_files_with_one_name_do_not_mix(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "compose.yaml").write_text("services: {web: {build: .., environment: {B: '1'}}}\n")
    found = feeds(tmp_path, compose_yaml=BASE, a_env="")
    assert sorted(lines(found["dev/compose.yaml:web"])) == ["B"]


def test_the_path_of_an_env_file_may_have_a_default(tmp_path: Path) -> None:
    text = "services: {web: {build: ., env_file: '${FILE:-./a.env}'}}\n"
    (feed,) = feeds(tmp_path, compose_yaml=text, a_env="PORT=1\n").values()
    assert lines(feed) == {"PORT": ("a.env", 1)}


def test_a_drop_in_belongs_to_its_unit(tmp_path: Path) -> None:
    (tmp_path / "shop.service.d").mkdir()
    (tmp_path / "other.service.d").mkdir()
    (tmp_path / "shop.service.d" / "a.conf").write_text("[Service]\nEnvironment=PORT=2\nEnvironmentFile=/etc/x\n")
    (tmp_path / "other.service.d" / "a.conf").write_text("[Service]\nEnvironment=PORT=3\n")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.relcheck.deployments]\n"shop.service" = "config:Settings"\n"other.service" = "config:Settings"\n'
    )
    (tmp_path / "config.py").write_text(SETTINGS)
    (tmp_path / "shop.service").write_text("[Service]\nEnvironment=PORT=1\n")
    shop, other = sorted(api.project([str(tmp_path)]).all(Feed), key=lambda feed: feed.workload.name, reverse=True)
    assert (lines(shop), shop.opaque) == ({"PORT": ("shop.service.d/a.conf", 2)}, ("the host's /etc/x",))
    assert (lines(other), other.opaque) == ({"PORT": ("other.service.d/a.conf", 2)}, ("the unit other.service",))


def test_another_manifest_beside_a_compose_file_is_no_part_of_it(tmp_path: Path) -> None:
    found = feeds(tmp_path, compose_yaml=BASE, a_env="", pyproject_toml=PYPROJECT, Procfile="web: python -m app\n")
    assert lines(found["Procfile:web"]) == {"PORT": ("Procfile", 1)}  # which Heroku gives


PYPROJECT = '[tool.relcheck.deployments]\nweb = "config:Settings"\n'


@pytest.mark.parametrize(("form", "misfits"), [("", 0), ("format: raw", 2)])
def test_quotes_and_comments_of_an_env_file_that_is_read_as_it_is_are_part_of_the_value(
    tmp_path: Path, form: str, misfits: int
) -> None:
    (tmp_path / "config.py").write_text(
        SETTINGS.replace("port: int = 1", "port: int = 1\n    workers: int = 1"), "utf-8"
    )
    (tmp_path / "web.env").write_text("PORT='8000'\nWORKERS=4 # two a core\nDATABASE_URL=x\n", "utf-8")
    (tmp_path / "compose.yaml").write_text(
        f"services: {{web: {{build: ., env_file: [{{path: web.env, {form}}}]}}}}\n".replace(", }", "}"), "utf-8"
    )
    (tmp_path / "Dockerfile").write_text("FROM python\nCOPY . .\n", "utf-8")
    found = [one.field.name for one in api.project([str(tmp_path)]).all(Misfit)]
    assert len(found) == misfits
