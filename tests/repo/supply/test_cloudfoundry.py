"""Manifests of Cloud Foundry: what its apps are given, by themselves and with the files around them."""

from pathlib import Path
from typing import Any

import pytest

from relcheck import api
from relcheck.config import Config, Selection
from relcheck.facts.deployment import Feed, Misplaced, Supply, Workload
from relcheck.project import Project
from relcheck.repo.supply import manifest

APPS = """\
---
applications:
  - name: shop-((env))
    buildpack: python_buildpack
    path: ../src
    services:
      - shop-rds-((env))
      - {name: shop-mail, parameters: {hook: "https://((route))/mail"}}
    processes:
      - {type: worker, instances: 1, command: celery -A shop worker}
      - {type: web, instances: 4, command: gunicorn --workers 3 shop.wsgi}
    env:
      LOG_LEVEL: info
      DEBUG: False
      BASE_URL: https://((route))
      KEYS: '{"admin": ["((ADMIN_KEY))"]}'
      TABLE: {a: 1}
      GONE:
"""


def told(text: str, path: str = "ops/manifest-staging.yml") -> tuple[list[Workload], dict[str, tuple[str, str]]]:
    """The apps, and the state and referent of each variable."""
    facts = manifest.read(text.encode(), path)
    supplies = {fact.name: (fact.state, fact.refers) for fact in facts if isinstance(fact, Supply)}
    return [fact for fact in facts if isinstance(fact, Workload)], supplies


def test_an_app_with_processes_services_and_variables_to_be_filled_in() -> None:
    (app,), supplies = told(APPS)
    assert (app.name, app.context, app.replicas, app.environment) == ("shop-((env))", "src", 4, "staging")
    assert app.command == ("gunicorn", "--workers", "3", "shop.wsgi", "celery", "-A", "shop", "worker")
    assert app.opaque == ("cf set-env",)
    assert supplies == {
        "DATABASE_URL": ("platform", ""),
        "LOG_LEVEL": ("literal", ""),
        "DEBUG": ("literal", ""),
        "BASE_URL": ("promised", "variable:route"),
        "KEYS": ("promised", "variable:ADMIN_KEY"),
        "TABLE": ("reference", ""),
    }


@pytest.mark.parametrize(
    "text",
    [
        "applications:\n- name: ((app))-web\n  env: {A: b}\n",  # the name of the file is enough
        "applications:\n- {name: web, docker: {image: shop/web}, env: {A: b}}\n",
        "inherit: base.yml\napplications:\n- &a\n  name: web\n  memory: 1G\n  env: {A: b}\n- <<: *a\n  name: next\n",
        "buildpack: python_buildpack\nenv: {A: b}\napplications:\n- name: web\n",  # until version 6 of the command
    ],
)
def test_manifests_as_they_are_written(text: str) -> None:
    apps, supplies = told(text)
    assert apps
    assert supplies == {"A": ("literal", "")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "serve/manifest.yml",
            "applications:\n- name: llm\n  import_path: serve:app\n  runtime_env: {env_vars: {A: b}}\n",
        ),
        ("bundle.yaml", "applications:\n  postgresql:\n    charm: postgresql\n    options: {A: b}\n"),
        ("catalog.yml", "applications:\n- name: billing\n  owner: team-a\n  env: {A: b}\n"),
        ("manifest.yml", "name: web\ntype: Load Balanced Web Service\nmemory: 512\nvariables: {A: b}\n"),
        ("manifest.yml", "stack: a\nextensions: [{name: B, env: {A: b}}]\n"),
        ("ops/manifest.yml", "applications:\n- {buildpack: python_buildpack}\n- web\n"),
    ],
)
def test_other_files_of_that_name_or_shape_are_none(path: str, text: str) -> None:
    assert told(text, path) == ([], {})


def test_an_app_of_another_language_is_no_workload_and_its_secrets_count() -> None:
    text = "applications:\n- {name: proxy, buildpacks: [nginx_buildpack], env: {TOKEN: a}}\n"
    assert told(text) == ([], {"TOKEN": ("literal", "")})
    for packs in ("nodejs_buildpack, python_buildpack", "'https://git.internal/django-buildpack.git'"):
        assert len(told(text.replace("nginx_buildpack", packs))[0]) == 1


def test_a_template_is_told_as_such() -> None:
    facts = manifest.read(b"applications:\n- name: {{ app }}-web\n  memory: 1G\n", "manifest.yml")
    assert [fact.platform for fact in facts if isinstance(fact, Misplaced)] == ["cloud-foundry"]


SETTINGS = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    mail_host: str
    session_key: str
"""
LITERAL = "q8ZyQ1tVw5mB3xKj7Rc0pLs9"


def project(root: Path, **files: str) -> Project:
    for name, text in {"app__config.py": SETTINGS, **files}.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return api.project([str(root)])


def test_a_base_gives_to_those_who_inherit_from_it(tmp_path: Path) -> None:
    base = "buildpack: python_buildpack\nenv: {MAIL_HOST: base, SESSION_KEY: base}\n"
    own = "inherit: manifest-base.yml\napplications:\n- name: web\n  env: {MAIL_HOST: own}\n"
    found = project(tmp_path, **{"manifest-base.yml": base, "manifest-dev.yml": own})
    (feed,) = found.all(Feed)
    given = {name: supply.span.path for name, supply in feed.given().items()}
    assert given == {"MAIL_HOST": "manifest-dev.yml", "SESSION_KEY": "manifest-base.yml"}


MANIFEST = "applications:\n- name: web\n  memory: 1G\n  env:\n    SESSION_KEY: ((key))\n    MAIL_HOST: ((host))\n"


@pytest.mark.parametrize("path", ["vars.production.yml", "deploy__production.yml"])
def test_a_file_of_variables_is_known_by_what_the_manifest_asks_for(tmp_path: Path, path: str) -> None:
    filled = project(tmp_path, **{"manifest.yml": MANIFEST, path: f"key: {LITERAL}\nhost: mail.shop.net\n"})
    found = [supply for supply in filled.all(Supply) if supply.layer == "vars"]
    assert [(one.name, one.span.path, one.looks) for one in found] == [
        ("SESSION_KEY", path.replace("__", "/"), "token"),
        ("MAIL_HOST", path.replace("__", "/"), "word"),
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("playbook__vars__main.yml", f"key: {LITERAL}\n"),  # of another tool, elsewhere
        ("values.yml", f"key: {LITERAL}\na: b\nc: d\n"),  # most of it is for somebody else
        ("other.yml", f"key: {LITERAL}\nnested: {{a: b}}\n"),
        ("vars.yml", f"another_key: {LITERAL}\n"),
    ],
)
def test_another_file_fills_nothing(tmp_path: Path, path: str, text: str) -> None:
    found = project(tmp_path, **{"manifest.yml": MANIFEST, path: text})
    assert not [supply for supply in found.all(Supply) if supply.layer == "vars"]


def codes(root: Path, **more: Any) -> list[str]:
    config = Config(root=str(root), **more)
    report = api.lint([str(root)], config, selection=Selection(select=("REL44",)), options=api.Options(cache=False))
    return sorted(f"{one.span.path}:{one.span.line} {one.code}" for one in report.diagnostics)


def test_secrets_are_found_in_the_manifest_and_in_the_files_that_fill_it(tmp_path: Path) -> None:
    project(tmp_path, **{"manifest.yml": MANIFEST.replace("((host))", "x"), "vars.production.yml": f"key: {LITERAL}\n"})
    assert codes(tmp_path) == ["vars.production.yml:1 REL443"]
    project(tmp_path, **{"manifest.yml": MANIFEST.replace("((key))", LITERAL), "vars.production.yml": ""})
    assert codes(tmp_path) == ["manifest.yml:5 REL443"]


def test_what_is_missing_is_known_with_a_list_of_what_the_platform_has(tmp_path: Path) -> None:
    project(tmp_path, **{"manifest.yml": MANIFEST.replace("    MAIL_HOST: ((host))\n", "")})
    assert codes(tmp_path) == []
    (tmp_path / "cf.json").write_text('{"environment_variables": {"DATABASE_URL": "x"}}')
    assert codes(tmp_path, given=("cf.json",)) == ["manifest.yml:2 REL440"]


def test_a_literal_that_the_class_refuses_and_a_name_that_nobody_reads(tmp_path: Path) -> None:
    settings = SETTINGS + "    workers: int = 1\n"
    text = MANIFEST.replace("MAIL_HOST:", "MAIL_HOTS:") + "    WORKERS: many\n"
    project(tmp_path, **{"app__config.py": settings, "manifest.yml": text})
    assert codes(tmp_path) == ["manifest.yml:6 REL441", "manifest.yml:7 REL442"]


def test_a_variable_that_the_platform_named_is_not_misspelt(tmp_path: Path) -> None:
    text = "applications:\n- {name: web, memory: 1G, services: [shop-db]}\n"
    project(tmp_path, **{"app__config.py": SETTINGS.replace("database_url", "database_urls"), "manifest.yml": text})
    assert codes(tmp_path) == []
