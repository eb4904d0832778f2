"""What a maintainer would be annoyed by, in manifests and Dockerfiles of services that nobody tuned a rule on."""

from base64 import b64encode
from pathlib import Path

import pytest
from little import SETTINGS, lint, reads, report, said

TOKEN = "bi5FDwhZGKfc4urLJ_ChGtIAaOPgxd3RDOhnvct10mw="
PEM = "'-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7vbqajDw4o6gJy8UtmIbkcpnk'"
COMPOSE = "services:\n  web:\n    build: .\n    environment:\n"
WEB = {"shop/config.py": SETTINGS, "Dockerfile": "FROM python:3.14\nCOPY shop shop\nCMD python -m shop\n"}


def object_of(kind: str, key: str, value: str) -> str:
    return f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: shop\ndata:\n  {key}: {value}\n"


def test_a_comment_inside_a_value_is_no_mark_of_a_rendered_chart(tmp_path: Path) -> None:
    text = object_of("ConfigMap", "run.sh", "|-\n    # Source: somebody's wiki\n    true")
    assert said(tmp_path, {"k8s/run.yaml": text}, "REL9") == []


def test_definitions_of_resources_are_not_read_and_the_lines_after_them_are(tmp_path: Path) -> None:
    schema = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  a: [1,\n---\n"
    found = lint(tmp_path, {"k8s/all.yaml": schema + object_of("ConfigMap", "SHOP_SECRET_KEY", TOKEN)})
    assert [(one.code, one.span.line) for one in found] == [("REL451", 11)]


@pytest.mark.parametrize("name", ["SHOP_SSL", "SHOP_HOST"])
def test_another_word_is_no_spelling_mistake(tmp_path: Path, name: str) -> None:
    text = SETTINGS + "    shop_url: str = ''\n    shop_port: int = 1\n"
    files = {**WEB, "shop/config.py": text, "compose.yaml": f"{COMPOSE}      {name}: a\n"}
    assert said(tmp_path, files, "REL441") == []
    (tmp_path / "compose.yaml").write_text(f"{COMPOSE}      SHOP_PROT: 2\n")
    assert said(tmp_path, {}, "REL441") == [("REL441", "compose.yaml")]


def test_a_traced_step_prints_a_secret_once(tmp_path: Path) -> None:
    step = (
        "RUN --mount=type=secret,id=key,required=true set -x; K=$(cat /run/secrets/key); use $(cat /run/secrets/key)\n"
    )
    assert said(tmp_path, {"Dockerfile": "FROM a\n" + step}, "REL213") == [("REL213", "Dockerfile")]


def test_what_takes_a_secret_out_of_a_file_does_not_keep_it(tmp_path: Path) -> None:
    git = 'git config --system {} url."https://x:$(cat /run/secrets/key)@git.example/"'
    step = "RUN --mount=type=secret,id=key,required=true " + git.format("--remove-section")
    assert said(tmp_path, {"Dockerfile": f"FROM a\n{step}\n"}, "REL207") == []
    (tmp_path / "Dockerfile").write_text("FROM a\n" + step.replace("--remove-section", "") + ".insteadOf a\n")
    assert said(tmp_path, {}, "REL207") == [("REL207", "Dockerfile")]


def test_stray_lines_of_a_dockerfile_are_one_finding(tmp_path: Path) -> None:
    text = "FROM a\nENV A=1 \\\\\n    B=2 \\\\\n    C=3\nRUN true\n"
    assert [(one.code, one.span.line) for one in lint(tmp_path, {"Dockerfile": text}, "REL901")] == [("REL901", 3)]


def test_a_manifest_to_fill_in_is_only_noted(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: {username}/shop\n"
    files = {"docs/samples/shop.yaml": text, "k8s/shop.yaml": text}
    found = {one.span.path: one.severity for one in lint(tmp_path, files, "REL901")}
    assert found == {"docs/samples/shop.yaml": "info", "k8s/shop.yaml": "error"}


def test_what_lets_others_only_send_is_a_note(tmp_path: Path) -> None:
    text = "FROM a\nARG {0}\nENV {0}=${0}\n"
    grave = {name: [] for name in ("SENTRY_DSN", "SHOP_TOKEN")}
    for name, found in grave.items():
        found += [one.severity for one in lint(tmp_path, {"Dockerfile": text.format(name)}, "REL2")]
    assert grave == {"SENTRY_DSN": ["info"], "SHOP_TOKEN": ["error"]}
    assert said(tmp_path, {"Dockerfile": "FROM a\n", "config.py": SETTINGS + "    sentry_dsn: str\n"}, "REL501") == []


def test_a_document_of_names_in_a_config_map_is_no_secret(tmp_path: Path) -> None:
    text = '|-\n    {\n      "s3": {"accessKeyName": "ACCESS_KEY"}\n    }'
    assert said(tmp_path, {"k8s/a.yaml": object_of("ConfigMap", "credentials", text)}, "REL451") == []


def test_a_secret_that_is_copied_from_manifest_to_manifest_is_one_finding(tmp_path: Path) -> None:
    clear, coded = object_of("ConfigMap", "SHOP_PASSWORD", "shop-pw"), b64encode(TOKEN.encode()).decode()
    files = {f"k8s/{name}/config.yaml": clear for name in "abc"}
    files |= {f"k8s/{name}/secret.yaml": object_of("Secret", "SHOP_SECRET_KEY", coded) for name in "abc"}
    found = lint(tmp_path, files, "REL443", "REL451")
    assert [(one.code, len(one.related)) for one in found] == [("REL451", 2), ("REL443", 2)]


def test_a_secret_in_a_sample_is_a_warning(tmp_path: Path) -> None:
    text = object_of("Secret", "SHOP_SECRET_KEY", b64encode(TOKEN.encode()).decode())
    assert [one.severity for one in lint(tmp_path, {"docs/samples/a.yaml": text}, "REL443")] == ["warning"]


def test_an_address_without_a_password_is_no_secret(tmp_path: Path) -> None:
    app = "name: shop\nservices:\n- name: web\n  envs:\n  - key: REDIS_URL\n    value: shop-redis:6379\n"
    files = {".do/app.yaml": app, "k8s/a.yaml": object_of("ConfigMap", "REDIS_URL", "shop-redis:6379")}
    assert said(tmp_path, files, "REL443", "REL451") == []


def test_templates_outside_of_charts_are_one_note(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Pod\n{{- if .Values.a }}\nspec: {}\n{{- end }}\n"
    found = lint(tmp_path, {f"charts/shop/files/{name}.yaml": text for name in "abc"}, "REL446")
    assert [(one.severity, one.message[:11], len(one.related)) for one in found] == [("info", "3 templates", 2)]


def test_a_choice_among_listed_words_is_no_secret(tmp_path: Path) -> None:
    text = "from typing import Literal\n" + SETTINGS + '    celery_broker: Literal["kafka", "redis"] = "redis"\n'
    assert said(tmp_path, {"config.py": text}, "REL502") == []


def test_a_prefix_that_a_database_shares_is_not_only_the_settings_class(tmp_path: Path) -> None:
    prefixed = (
        "from pydantic_settings import BaseSettings\nclass Db(BaseSettings, env_prefix='DB_'):\n    host: str = ''\n"
    )
    text = (
        "services:\n  web:\n    build: .\n    environment:\n      DB_HOTS: a\n"
        "  backup:\n    build: backup\n    environment:\n      DB_INTERVAL: 5\n    volumes: ['${DB_FOLDER:-.}:/a']\n"
    )
    files = {
        **WEB,
        "shop/config.py": prefixed,
        "backup/Dockerfile": "FROM postgres:18\n",
        "compose.yaml": text,
        ".env.example": "DB_FOLDER=\nDB_OTHER=\n",
    }
    found = [(one.span.path, one.span.line) for one in lint(tmp_path, files, "REL458", "REL441")]
    assert sorted(found) == [(".env.example", 2), ("compose.yaml", 5)]


def test_one_default_that_leads_many_services_to_themselves_is_one_finding(tmp_path: Path) -> None:
    text = "services:\n" + "".join(f"  {name}:\n    build: .\n    command: python -m shop\n" for name in "abc")
    files = {**WEB, "shop/config.py": SETTINGS + "    redis_host: str = 'localhost'\n", "compose.yaml": text}
    assert [len(one.related) for one in lint(tmp_path, files, "REL466")] == [3]


def test_what_an_image_exposes_says_nothing_of_another_command(tmp_path: Path) -> None:
    run = "services:\n  web:\n    build: .\n    command: uvicorn shop.main:app --port 8003\n"
    docker = "FROM python:3.14\nCOPY shop shop\nEXPOSE 8000\nCMD uvicorn shop.main:app --port 8000\n"
    assert said(tmp_path, {**WEB, "Dockerfile": docker, "compose.yaml": run}, "REL456") == []
    (tmp_path / "compose.yaml").write_text(run + "    ports: ['8000:8000']\n")
    assert said(tmp_path, {}, "REL456") == [("REL456", "compose.yaml")]


def test_what_is_printed_for_a_variable_that_is_not_there_is_no_default(tmp_path: Path) -> None:
    text = 'import os\ndef f(): return os.getenv("AI_PORT", "{}")\n'
    files = {"shop/a.py": text.format("8002"), "shop/b.py": text.format("not set")}
    assert said(tmp_path, files, "REL106") == []


def test_the_settings_of_each_environment_have_defaults_of_their_own(tmp_path: Path) -> None:
    text = "import os\ndef {}(): return os.getenv('WORKERS', '{}')\n"
    files = {"config.py": text.format("development", 1) + text.format("production", 8)}
    assert said(tmp_path, files, "REL106") == []
    (tmp_path / "config.py").write_text(text.format("start", 1) + text.format("again", 8))
    assert said(tmp_path, {}, "REL106") == [("REL106", "config.py")]


def test_a_class_of_another_service_demands_nothing_of_a_settings_module(tmp_path: Path) -> None:
    files = {
        "site/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n',
        "site/site/settings.py": reads("SITE_NAME"),
        "api/config.py": SETTINGS,
    }
    assert said(tmp_path, files, "REL105") == []


def test_a_project_without_a_runtime_config_module_is_not_told_of_one(tmp_path: Path) -> None:
    texts = {name: f"import os\ndef f(): return os.environ['SHOP_{name}']\n" for name in "AB"}
    files = {f"shop/{name.lower()}.py": text for name, text in texts.items()} | {"Dockerfile": "FROM a\n"}
    found = report(tmp_path, files, "REL101").diagnostics
    assert {one.message.partition(" ")[2] for one in found} == {
        "is read here, and the project has no runtime config module"
    }
    assert all("relcheck init" in one.help for one in found)


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        (".env.production", TOKEN, ["warning"]),
        (".env.example", TOKEN, []),
        (".env.dev", TOKEN, []),
        (".env.example", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", ["error"]),
        ("tests/.env", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", []),
        (".env.production", "shop-pw", []),
        (".env.ignored", TOKEN, []),
        (".env.sample", PEM, []),
        (".env.production", PEM, ["error"]),
    ],
)
def test_a_token_in_an_env_file_that_git_takes_along_is_in_clear_text(
    tmp_path: Path, path: str, value: str, found: list[str]
) -> None:
    name = "SHOP_PRIVATE_KEY" if value == PEM else "SHOP_API_KEY"
    files = {path: f"{name}={value}\n", ".gitignore": "*.ignored\n"}
    assert [one.severity for one in lint(tmp_path, files, "REL443")] == found


def test_a_function_that_fills_the_settings_class_by_hand_is_one_finding(tmp_path: Path) -> None:
    lines = "".join(f'        region=os.getenv("SHOP_{letter}"),\n' for letter in "ABCDE")
    text = f"import os\n{SETTINGS}\ndef settings():\n    return Settings(\n{lines}    )\n"
    found = lint(tmp_path, {"config.py": text}, "REL108")
    assert [one.message.partition(" is ")[0] for one in found] == ["`SHOP_A` (and 4 more)"]
    (tmp_path / "config.py").write_text(text.replace(', "SHOP_C"', "").replace(lines, lines[: len(lines) // 5 * 3]))
    assert len(lint(tmp_path, {}, "REL108")) == 3


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("redis_url: str = ''", ["info"]),
        ("redis_url: str = 'redis://shop:yTzK2b6Vq@cache/0'", ["warning"]),
        ("api_key: str = ''", ["warning"]),
    ],
)
def test_an_address_that_may_hold_a_password_is_a_note(tmp_path: Path, field: str, found: list[str]) -> None:
    files = {"config.py": f"{SETTINGS}    {field}\n"}
    assert [one.severity for one in lint(tmp_path, files, "REL501")] == found
