"""What looks like a secret in the files of real projects, and which of it is one."""

from pathlib import Path

import pytest
from little import SETTINGS, distribution, lint, said

LONG = "fV2pLw93xQ7LmZ4tRw8Yb3Vn6Hc1"  # drawn for these tests


def config_map(kind: str, key: str, value: str) -> str:
    field = "data" if kind == "ConfigMap" else "stringData"
    return f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: shop\n{field}:\n  {key}: {value}\n"


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("k8s/shop.yaml", config_map("ConfigMap", "REDIS_PASSWORD", "decinablesprewad"), ["REL451"]),
        ("development/k8s/shop.yaml", config_map("ConfigMap", "REDIS_PASSWORD", "decinablesprewad"), []),
        ("development/k8s/shop.yaml", config_map("ConfigMap", "REDIS_PASSWORD", LONG), ["REL451"]),
        ("k8s/shop.yaml", config_map("Secret", "stripe-api-key", LONG), ["REL443"]),
        ("k8s/shop.yaml", config_map("Secret", "main.py", f"print('{LONG}')"), []),
        ("k8s/shop.yaml", config_map("Secret", "requirements.txt", LONG), []),
    ],
)
def test_what_an_object_of_kubernetes_holds(tmp_path: Path, path: str, text: str, found: list[str]) -> None:
    assert [code for code, _ in said(tmp_path, {path: text}, "REL4")] == found


@pytest.mark.parametrize(
    ("name", "found"),
    [("Release.key", 0), ("gpg.key", 0), ("server.key", 1), ("apt-private.key", 1), (".env", 1)],
)
def test_the_key_of_an_archive_is_public(tmp_path: Path, name: str, found: int) -> None:
    diagnostics = lint(tmp_path, {"Dockerfile": f"FROM python:3.14\nCOPY {name} /srv/\n"}, "REL210")
    assert len(diagnostics) == found
    assert all(("env_file" in one.help) == (name == ".env") for one in diagnostics)


def test_in_scripts_only_a_real_credential_is_too_much(tmp_path: Path) -> None:
    text = 'import os\nKEY = os.getenv("OPENAI_API_KEY", "{}")\n'
    assert said(tmp_path, {"examples/a.py": text.format("your-key-here")}) == []
    assert said(tmp_path, {"examples/a.py": text.format(LONG)}) == [("REL502", "examples/a.py")]


def test_json_of_nothing_is_no_secret(tmp_path: Path) -> None:
    text = 'import json, os\nSECRETS = json.loads(os.getenv("LOGIN_SECRETS", "{}"))\n'
    assert said(tmp_path, {"shop/config.py": text}) == []


def test_bytes_become_secret_bytes(tmp_path: Path) -> None:
    text = SETTINGS + "    api_token: str = ''\n    encryption_key: bytes = b''\n"
    helps = [one.help for one in lint(tmp_path, {"shop/config.py": text}, "REL501")]
    assert ["SecretStr" in helps[0], "SecretBytes" in helps[1]] == [True, True]


@pytest.mark.parametrize(
    ("path", "name", "value", "found"),
    [
        ("compose.yaml", "DJANGO_SECRET_KEY", "secret", 1),
        ("compose.yaml", "OTHER_SECRET_KEY", "secret", 0),
        ("compose.yaml", "DJANGO_SECRET_KEY", "${KEY}", 0),
        ("compose.dev.yaml", "DJANGO_SECRET_KEY", "secret", 0),
        ("tests/compose.yaml", "DJANGO_SECRET_KEY", "secret", 0),
    ],
)
def test_a_placeholder_for_a_key_that_the_code_asks_for(
    tmp_path: Path, path: str, name: str, value: str, found: int
) -> None:
    manifest = (
        f"x-env: &env\n  {name}: {value}\nservices:\n"
        "  web:\n    image: example.org/shop\n    environment: {<<: *env}\n"
        "  worker:\n    image: example.org/shop\n    environment: {<<: *env}\n"
    )
    files = {path: manifest, "shop/settings.py": 'import os\nKEY = os.environ["DJANGO_SECRET_KEY"]\n'}
    assert len(lint(tmp_path, files, "REL471")) == found


def test_one_line_that_an_ignore_file_lacks_is_one_finding(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "FROM python:3.14\nCOPY . /app\n",
        "docker/web.Dockerfile": "FROM python:3.14\nCOPY . /app\n",
        "compose.yaml": "services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/web.Dockerfile\n",
        ".gitignore": ".env\n",
    }
    (found,) = lint(tmp_path, files, "REL211")
    assert found.message == "`COPY` would take `.env` along, which docker does not ignore"
    assert [one.span.path for one in found.related] == ["docker/web.Dockerfile"]


def test_a_key_of_the_tests_opens_nothing(tmp_path: Path) -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7bq98Q2\n" * 12 + "-----END RSA PRIVATE KEY-----\n"
    files = {"Dockerfile": "FROM python:3.14\nCOPY . /app\n", "tests/fixtures/private_key.pem": key}
    assert said(tmp_path, files, "REL211") == []
    files = {"certs/private_key.pem": key}
    (found,) = lint(tmp_path, files, "REL211")
    assert found.message == "`COPY` takes `certs/private_key.pem` along, which docker does not ignore"


def test_a_number_of_keys_is_no_secret(tmp_path: Path) -> None:
    files = {"config.py": 'import os\nMAX_API_KEYS = int(os.environ.get("MAX_API_KEYS", 30))\n'}
    assert said(tmp_path, files, "REL502") == []


TOKEN = "bi5FDwhZGKfc4urLJ_ChGtIAaOPgxd3RDOhnvct10mw="


CLEAR = """services:
  web:
    build:
      context: .
      dockerfile: {dockerfile}
    environment:
      SECRET_KEY: {token}
      DATABASE_URL: postgresql://shop:sh0pp1ng@{host}/shop
"""


def test_a_key_for_a_desk_is_no_error_and_one_value_one_finding(tmp_path: Path) -> None:
    desk = CLEAR.format(dockerfile="Dockerfile.dev", token=TOKEN, host="db:5432")
    files = {"compose.yaml": desk, "compose.staging.yaml": desk}
    found = lint(tmp_path, files, "REL443")
    assert [(one.variable, one.severity, len(one.related)) for one in found] == [
        ("SECRET_KEY", "warning", 1), ("DATABASE_URL", "info", 1)
    ]  # fmt: skip


def test_a_key_for_a_service_and_an_address_elsewhere_are_errors(tmp_path: Path) -> None:
    files = {"compose.yaml": CLEAR.format(dockerfile="Dockerfile", token=TOKEN, host="db.example.org")}
    assert [one.severity for one in lint(tmp_path, files, "REL443")] == ["error", "error"]


def test_a_throw_away_database_of_the_tests_is_nobody_s_secret(tmp_path: Path) -> None:
    text = CLEAR.format(dockerfile="Dockerfile", token="sk_live_4eC39HqLyjWDarjtT1zdp7dc", host="db")
    files = {"tests/e2e/compose.yaml": text}
    found = lint(tmp_path, files, "REL443")
    assert [(one.variable, one.severity) for one in found] == [("SECRET_KEY", "error")]


def test_a_word_that_a_build_on_a_desk_is_given_is_as_public_as_its_file(tmp_path: Path) -> None:
    text = "services:\n  web:\n    build:\n      context: .\n      args:\n        DB_PASSWORD: {}\n"
    files = {"dev/compose/compose.yaml": text.format("galaxy")}
    assert said(tmp_path, files, "REL214") == []
    files = {"dev/compose/compose.yaml": text.format("${DB_PASSWORD}"), "compose.yaml": text.format("galaxy")}
    assert len(lint(tmp_path, files, "REL214")) == 2


def test_a_database_of_the_developers_has_a_password_that_is_noted(tmp_path: Path) -> None:
    text = "FROM postgres:17\nENV POSTGRES_PASSWORD=postgres\n"
    found = lint(tmp_path, {"dev/Dockerfile": text, "Dockerfile": text}, "REL202")
    assert [(one.span.path, one.severity) for one in found] == [("Dockerfile", "warning"), ("dev/Dockerfile", "info")]


def test_a_placeholder_for_the_key_of_a_service_is_a_note_and_told_once_a_file(tmp_path: Path) -> None:
    one = 'config("OPENAI_API_KEY", default="your-key")'
    files = {
        "flowsettings.py": f"from decouple import config\nA = {one}\nB = {one}\n"
        'C = config("APP_SECRET_KEY", default="your-key")\n'
    }
    found = lint(tmp_path, files, "REL502")
    assert [(one.span.line, one.severity, len(one.related)) for one in found] == [(2, "info", 1), (4, "warning", 0)]
    assert found[0].message == "without `OPENAI_API_KEY` the program boots with a key that its service refuses"


def test_a_message_on_the_terminal_of_a_build_is_in_no_artifact(tmp_path: Path) -> None:
    text = 'import os, sys\nbase = os.environ["BASE"]\nprint(base, file={})\n'
    assert said(tmp_path, {"hatch_build.py": text.format("sys.stderr")}, "REL217") == []
    assert len(lint(tmp_path, {"hatch_build.py": text.format("open('a', 'w')")}, "REL217")) == 1


def test_a_file_at_a_place_that_a_build_was_given_does_not_hold_the_place(tmp_path: Path) -> None:
    text = 'import os\nfrom pathlib import Path\nbase = Path(os.environ["BASE"])\nbase.write_text({})\n'
    assert said(tmp_path, {"hatch_build.py": text.format("base.read_text()")}, "REL217") == []
    assert len(lint(tmp_path, {"hatch_build.py": text.format("str(base)")}, "REL217")) == 1


def test_a_connection_of_airflow_s_is_a_secret_and_a_row_of_x_is_none(tmp_path: Path) -> None:
    dockerfile = "FROM apache/airflow:3.0.0\nENV AIRFLOW_CONN_SHOP=postgres://shop:pg_password@db:5432/shop\n"
    assert said(tmp_path, {"Dockerfile": dockerfile}, "REL2") == [("REL202", "Dockerfile")]
    files = {"Dockerfile": "FROM python:3.14\nENV GOOGLE_API_KEY=AIzaXXXX\n"}
    assert said(tmp_path, files, "REL2") == [("REL202", "Dockerfile")]


def test_an_example_that_becomes_the_env_file_of_an_image_is_told(tmp_path: Path) -> None:
    files = {".env.example": "API_KEY=your-key\n"}
    files["Dockerfile"] = "FROM python:3.14\nCOPY .env.example /app/.env\n"
    assert [(one.message, one.severity) for one in lint(tmp_path, files, "REL210")] == [
        (
            "`.env.example` becomes the env file of the final image, and stands in for what a deployment forgets",
            "warning",
        )
    ]
    files["Dockerfile"] = "FROM python:3.14\nCOPY .env.example /app/\n"
    assert said(tmp_path, files, "REL210") == []


WRITER = 'import os\nkey = os.environ["MAPS_API_KEY"]\nopen("out.py", "w").write(key)\n'


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("docs/conf.py", 1),
        ("setup.py", 1),
        ("docs/apps/a.py", 0),
        ("docs/examples/a.py", 0),
        (".github/a.py", 0),
    ],
)
def test_what_is_written_beside_the_pages_of_a_manual_is_no_artifact(tmp_path: Path, path: str, found: int) -> None:
    assert len(lint(tmp_path, {"pyproject.toml": distribution("shop"), path: WRITER}, "REL217")) == found


def test_an_env_file_that_a_stage_writes_holds_what_the_stage_knows(tmp_path: Path) -> None:
    lines = ["FROM python:3.14 AS version", 'RUN echo "VERSION=1" > /.env.local', "FROM node:22 AS page"]
    lines += ["COPY --from=version /.env.local .", "FROM nginx", "COPY --from=page /app /app"]
    assert said(tmp_path, {"Dockerfile": "\n".join(lines) + "\n"}, "REL210") == []
    lines[1:2] = ["COPY .env.local /.env.local"]
    assert said(tmp_path, {"Dockerfile": "\n".join(lines) + "\n"}, "REL210") == [("REL210", "Dockerfile")]


def test_a_key_that_is_copied_from_manifest_to_manifest_is_told_once(tmp_path: Path) -> None:
    compose = "services:\n  web:\n    build: .\n    environment:\n      SECRET_KEY: {0}\n"
    files = {
        "shop/config.py": 'import os\nKEY = os.environ["SECRET_KEY"]\n',
        "compose.yaml": compose.format("secret"),
        "compose.mac.yaml": compose.format("secret"),
        "compose.stage.yaml": compose.format("changeme"),
    }
    found = lint(tmp_path, files, "REL471")
    assert [(one.span.path, [place.span.path for place in one.related]) for one in found] == [
        ("compose.mac.yaml", ["compose.yaml"]), ("compose.stage.yaml", [])
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "found"), [("ThIsIsASecretKEYforBUILD123", 0), ("q7Vd0pLmZ4tRw8Yb3Vn6Hc1x", 1)])
def test_a_phrase_that_a_build_step_is_given_is_no_key(tmp_path: Path, value: str, found: int) -> None:
    step = f'RUN SECRET_KEY="{value}" python manage.py collectstatic\n'
    assert len(lint(tmp_path, {"Dockerfile": "FROM python:3.14\n" + step}, "REL212")) == found


@pytest.mark.parametrize("value", ["sk_test_<CHANGE_ME>", "sk_live_change-me-to-your-own"])
def test_the_beginning_of_a_key_with_words_behind_it_is_no_key(tmp_path: Path, value: str) -> None:
    code = f'import os\nKEY = os.environ.get("STRIPE_SECRET_KEY", "{value}")\n'
    assert [one.severity for one in lint(tmp_path, {"shop/settings.py": code}, "REL502")] == ["info"]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("PostgresDsn", "Secret[PostgresDsn]"), ("Optional[RedisDsn]", "Secret[RedisDsn] | None"),
        ("AnyUrl | None", "Secret[AnyUrl] | None"), ("str | None", "SecretStr"), ("bytes", "SecretBytes"),
    ],
)  # fmt: skip
def test_a_secret_whose_form_is_checked_stays_checked(tmp_path: Path, kind: str, told: str) -> None:
    lines = f"from typing import Optional\nfrom pydantic import *\n{SETTINGS}    database_url: {kind}\n"
    (found,) = lint(tmp_path, {"shop/config.py": lines}, "REL501")
    assert found.help.startswith(f"type it `{told}`")


@pytest.mark.parametrize(("value", "found"), [("longstring", 1), ("a-very-long-random-string", 1), ("${SECRET:?}", 0)])
def test_words_that_only_ask_for_a_key_are_a_key_that_everybody_knows(tmp_path: Path, value: str, found: int) -> None:
    compose = f"services:\n  shop:\n    image: registry.example/shop\n    environment:\n      - SECRET={value}\n"
    files = {"shop/settings.py": 'import os\nKEY = os.environ["SECRET"]\n', "compose.yaml": compose}
    assert len(lint(tmp_path, files, "REL471")) == found


@pytest.mark.parametrize(("command", "found"), [("python manage.py runserver 0:80", 0), ("gunicorn shop.wsgi", 1)])
def test_a_server_for_developing_needs_no_key_that_is_hard_to_guess(tmp_path: Path, command: str, found: int) -> None:
    service = f"  web:\n    build: .\n    command: {command}\n    environment:\n      SECRET_KEY: foo\n"
    files = {"shop/settings.py": 'import os\nKEY = os.environ["SECRET_KEY"]\n', "compose.yaml": "services:\n" + service}
    assert len(lint(tmp_path, files, "REL471")) == found
