"""What real projects taught the deployment rules: places that look wrong and are right."""

from pathlib import Path

import pytest

from relcheck import api
from relcheck.config import Selection
from relcheck.diagnostic import Diagnostic

SETTINGS = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n"


def found(root: Path, **files: str) -> list[Diagnostic]:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_yaml", ".yaml").replace("_py", ".py").replace("dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    report = api.lint([str(root)], selection=Selection(select=("REL44", "REL45")), options=api.Options(cache=False))
    return list(report.diagnostics)


def test_a_variable_that_a_configuration_file_asks_for_is_read(tmp_path: Path) -> None:
    assert not found(
        tmp_path,
        app__config_py=SETTINGS + "    app__group_id: str = 'main'\n",
        config_yaml="group: ${APP_GROUP_ID:main}\n",
        compose_yaml="services: {web: {build: ., environment: {APP_GROUP_ID: x}}}\n",
    )


def test_a_class_that_is_given_values_by_hand_may_have_them_from_anywhere(tmp_path: Path) -> None:
    text = SETTINGS + "    secret: str\n\n\ndef load(**made: str) -> Settings:\n    return Settings(**made)\n"
    assert not found(tmp_path, app__config_py=text, compose_yaml="services: {web: {build: .}}\n")


def test_the_password_of_a_test_database_is_no_secret(tmp_path: Path) -> None:
    text = "services: {db: {image: postgres, environment: {POSTGRES_PASSWORD: shop}}}\n"
    assert not found(tmp_path, compose_yaml=text)


@pytest.mark.parametrize("source", ["env_file: .env", "volumes: ['.:/app']"])
def test_what_no_file_shows_is_not_missing(tmp_path: Path, source: str) -> None:
    text = SETTINGS + "    model_config = {'env_file': '.env'}\n    database_url: str\n"
    manifest = f"services:\n  web:\n    build: .\n    {source}\n"
    assert not found(tmp_path, app__config_py=text, compose_yaml=manifest)


def test_a_whole_chart_is_told_once_that_it_must_be_rendered(tmp_path: Path) -> None:
    template = "apiVersion: v1\nkind: Pod\nname: {{ .Release.Name }}\nspec: {containers: []}\n"
    files = {f"chart__templates__{name}_yaml": template for name in "abc"}
    assert [one.code for one in found(tmp_path, **files)] == ["REL446"]


POD = """\
apiVersion: v1
kind: Service
metadata: {name: redis%s}
---
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec: {containers: [{name: web, image: "registry.example/shop:1"%s}]}
"""
REDIS = SETTINGS + "    redis_port: %s = 6379\n"


@pytest.mark.parametrize(
    ("kind", "service", "container", "codes"),
    [
        ("int", "", "", ["REL457"]),
        ("str", "", "", []),
        ("int", ", namespace: other", "", []),
        ("int", "", ", env: [{name: REDIS_PORT, value: '1'}]", []),
        ("int", "", ", envFrom: [secretRef: {name: elsewhere}]", []),
    ],
)
def test_a_service_link_hurts_a_number_that_nobody_gives(
    tmp_path: Path, kind: str, service: str, container: str, codes: list[str]
) -> None:
    made = found(
        tmp_path,
        app__config_py=REDIS % kind,
        k8s_yaml=POD % (service, container),
        **{"pyproject.toml": 'project.name = "shop"\n'},
    )
    assert [one.code for one in made] == codes


@pytest.mark.parametrize("ignored", ["shop.env\n", "*.env\n"])
def test_an_env_file_that_git_ignores_is_made_by_hand(tmp_path: Path, ignored: str) -> None:
    text = SETTINGS + "    database_url: str\n"
    files = {"app__config_py": text, "compose_yaml": "services: {web: {build: ., env_file: shop.env}}\n"}
    assert [one.code for one in found(tmp_path, **files)] == ["REL452"]
    assert not found(tmp_path, dot_gitignore=ignored, **files)


@pytest.mark.parametrize("command", ["uvicorn app:app --port 80", "gunicorn -b :80 app"])
def test_a_command_that_names_its_port_has_the_last_word(tmp_path: Path, command: str) -> None:
    text = f"services: {{web: {{build: ., command: {command!r}, ports: ['80:80'], environment: {{PORT: '8000'}}}}}}\n"
    assert not found(tmp_path, app__config_py=SETTINGS + "    port: int = 80\n", compose_yaml=text)


def test_a_port_is_a_port_whatever_the_class_says(tmp_path: Path) -> None:
    text = "services: {web: {build: ., environment: {REDIS_PORT: '65536'}}}\n"
    made = found(tmp_path, app__config_py=SETTINGS + "    redis_port: int = 80\n", compose_yaml=text)
    assert [one.message for one in made] == ["`REDIS_PORT` should be a whole number, at most 65535"]


def test_what_an_image_sets_for_its_own_scripts_is_not_misspelt(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM python:3.13\nENV APP_PORT=9000\nEXPOSE $APP_PORT\n"}
    text = SETTINGS + "    api_port: int = 9000\n"
    assert not found(tmp_path, app__config_py=text, compose_yaml="services: {web: {build: .}}\n", **files)


NESTED = """\
from pydantic import BaseModel
from pydantic_settings import BaseSettings, SettingsConfigDict


class Table(BaseModel):
    name: str = ""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_nested_delimiter="__"%s)

    table: Table = Table()
    labels: dict[str, str] = {}
"""


@pytest.mark.parametrize(
    ("name", "more", "codes"),
    [
        ("SHOP_TABLE__KEY", "", ["REL458"]),
        ("SHOP_TABLE__NAME", "", []),
        ("SHOP_LABELS__COLOUR", "", []),
        ("SHOPPING", "", []),
        ("SHOP_TABLE__KEY", ', extra="allow"', []),
    ],
)
def test_a_name_with_the_prefix_is_one_of_its_class(tmp_path: Path, name: str, more: str, codes: list[str]) -> None:
    text = f"services: {{web: {{build: ., environment: {{{name}: x}}}}}}\n"
    made = found(tmp_path, app__config_py=NESTED % more, compose_yaml=text)
    assert [one.code for one in made if one.code == "REL458"] == codes


def test_a_prefix_that_another_program_asks_for_as_well_is_left_alone(tmp_path: Path) -> None:
    files = {"config_yaml": "size: ${SHOP_SIZE}\n", "dot_env.example": "SHOP_SIZE=1\nSHOP_TABLE__NAME=\n"}
    assert not [one for one in found(tmp_path, app__config_py=NESTED % "", **files) if one.code == "REL458"]


@pytest.mark.parametrize(
    "script", ["export WORKERS\n", 'export A="1 2" WORKERS="${WORKERS:-2}"\n', "  export WORKERS=2 # two\n"]
)
@pytest.mark.parametrize("given", ["{}", "{WORKERS: '${WORKERS:-}'}"])
def test_what_a_script_exports_it_may_have_mended(tmp_path: Path, script: str, given: str) -> None:
    text = f"services: {{web: {{build: ., environment: {given}}}}}\n"
    files = {"app__config_py": SETTINGS + "    workers: int\n", "compose_yaml": text}
    assert found(tmp_path, **files)
    assert not found(tmp_path, **{"entrypoint.sh": f"#!/bin/sh\n{script}exec python -m app\n"}, **files)


def test_a_word_in_a_value_is_not_exported(tmp_path: Path) -> None:
    text = "services: {web: {build: ., environment: {WORKERS: '${WORKERS:-}'}}}\n"
    files = {"app__config_py": SETTINGS + "    workers: int\n", "compose_yaml": text}
    assert found(tmp_path, **{"start.sh": "export A='has WORKERS in it' # WORKERS\necho export WORKERS\n"}, **files)


def test_an_env_file_whose_path_is_computed_may_be_in_a_folder_of_the_host(tmp_path: Path) -> None:
    manifest = "services:\n  web:\n    build: .\n    volumes: ['.:/app']\n"
    text = "from pathlib import Path\n\n" + SETTINGS + "    database_url: str\n\n    class Config:\n"
    text += "        env_file = f'{Path(__file__).parent}/.env'\n"
    assert not found(tmp_path, app__config_py=text, compose_yaml=manifest)


def test_a_folder_of_the_host_gives_nothing_to_code_that_reads_no_env_file(tmp_path: Path) -> None:
    manifest = "services:\n  web:\n    build: .\n    volumes: ['.:/app']\n"
    text = SETTINGS + "    database_url: str\n"
    assert [one.code for one in found(tmp_path, app__config_py=text, compose_yaml=manifest)] == ["REL440"]


def test_an_env_file_may_have_any_name(tmp_path: Path) -> None:
    manifest = "services:\n  web:\n    build: .\n    env_file: settings/web.conf\n"
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "web.conf").write_text("DATABASE_URL=x\nPORT=many\n")
    text = SETTINGS + "    database_url: str\n    port: int\n    host: str\n"
    reports = found(tmp_path, app__config_py=text, compose_yaml=manifest)
    assert [(one.code, one.variable, one.span.path) for one in reports] == [
        ("REL440", "HOST", "compose.yaml"),
        ("REL442", "PORT", "settings/web.conf"),
    ]


def test_which_of_several_programs_a_container_runs_is_not_guessed(tmp_path: Path) -> None:
    text = SETTINGS + "    database_url: str\n"
    manifest = "services:\n  web: {build: .}\n"
    assert not found(
        tmp_path, web__config_py=text, jobs__config_py=text.replace("Settings(", "Jobs("), compose_yaml=manifest
    )


def test_a_service_that_is_only_built_is_given_its_variables_elsewhere(tmp_path: Path) -> None:
    text = SETTINGS + "    database_url: str\n"
    manifest = "services:\n  web:\n    image: shop\n    build: .\n"
    (tmp_path / "compose-build.yaml").write_text(manifest)
    (tmp_path / "compose-prod.yaml").write_text(manifest.replace("build: .", "environment: [DATABASE_URL]"))
    assert not found(tmp_path, app__config_py=text)
    assert [one.code for one in found(tmp_path, app__config_py=text, compose_yaml=manifest)] == ["REL440"]


@pytest.mark.parametrize("path", ["k8s__test__db_yaml", "examples__db_yaml"])
def test_the_password_of_a_test_manifest_is_no_secret(tmp_path: Path, path: str) -> None:
    pod = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, env: [{name: DB_PASSWORD, value: minio123}]}]}"
    assert not found(tmp_path, **{path: pod})


def test_the_credentials_of_a_development_container_are_no_secret(tmp_path: Path) -> None:
    text = "services: {a: {image: x, environment: {DATABASE_URL: 'postgres://app:s6Vb2mJx0Tz@db/a'}}}\n"
    assert not found(tmp_path, dot_devcontainer__compose_yaml=text)
    assert [one.code for one in found(tmp_path, compose_yaml=text)] == ["REL443"]


def test_an_example_may_name_what_compose_puts_into_its_file(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("TAG=1\nHOST_PORT=80\nGONE=1\n")
    (tmp_path / "config.py").write_text(SETTINGS + "    port: int = 80\n")
    (tmp_path / "compose.yaml").write_text("services: {web: {image: 'shop:${TAG}', ports: ['$HOST_PORT:80']}}\n")
    report = api.lint([str(tmp_path)], selection=Selection(select=("REL455",)), options=api.Options(cache=False))
    assert [one.variable for one in report.diagnostics] == ["GONE"]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ("data: {KEY: cThaeVExdFZ3NW1CM3hLajdSYzBwTHM5ZEZoMm5HdTQ=}", ["REL443"]),
        ("stringData: {DSN: 'postgres://app:s6Vb2mJx0Tz@db/a'}", ["REL443"]),
        ("stringData: {DB_PASSWORD: minio123}", ["REL443"]),
        ("stringData: {DB_PASSWORD: changeme, HOST: minio, EMPTY: ''}", []),
        ("data: {KEY: 'ENC[AES256_GCM,data:abc]'}\nsops: {version: 3}", []),
    ],
)
def test_base64_hides_no_secret(tmp_path: Path, data: str, codes: list[str]) -> None:
    text = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: shop}}\n{data}\n"
    assert [one.code for one in found(tmp_path, secret_yaml=text)] == codes


def test_the_secrets_of_examples_and_pipelines_open_nothing(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {DSN: 'postgres://app:s6Vb2mJx0Tz@db/a'}\n"
    assert not found(tmp_path, docs__secret_yaml=text, **{"dot_github/resources/secret_yaml": text})
