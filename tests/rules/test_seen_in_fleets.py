"""What a maintainer would be annoyed by in fleets of workers, bots, portals and gateways, or would miss there."""

import importlib
from pathlib import Path

import pytest
from little import SETTINGS, lint, reads, report, said

TOKEN = "bi5FDwhZGKfc4urLJ_ChGtIAaOPgxd3RDOhnvct10mw="
COMPOSE = "services:\n  web:\n    build: .\n    environment:\n"
WEB = {"shop/config.py": SETTINGS, "Dockerfile": "FROM python:3.14\nCOPY shop shop\nCMD python -m shop\n"}


def test_what_a_cookie_is_called_is_no_secret(tmp_path: Path) -> None:
    files = {
        **WEB,
        "shop/config.py": SETTINGS + '    session_cookie: str = "shop_session"\n',
        "Dockerfile": "FROM python:3.14\nENV SESSION_COOKIE=shop_session\nCOPY shop shop\nCMD python -m shop\n",
        "compose.prod.yaml": f"{COMPOSE}      SESSION_COOKIE: shop_session\n",
    }
    assert said(tmp_path, files, "REL20", "REL443", "REL501", "REL502") == []


def test_what_a_cookie_holds_is_one(tmp_path: Path) -> None:
    files = {
        **WEB,
        "shop/config.py": SETTINGS + "    session_cookie: str\n",
        "Dockerfile": f"FROM python:3.14\nENV SESSION_COOKIE={TOKEN}\nCOPY shop shop\nCMD python -m shop\n",
    }
    assert said(tmp_path, files, "REL20", "REL501") == [("REL201", "Dockerfile"), ("REL501", "shop/config.py")]


def test_a_service_that_is_given_nothing_is_told_once_with_all_that_it_needs(tmp_path: Path) -> None:
    names = ("dsn", "mail_host", "mail_port", "queue", "region_id", "zone")
    text = SETTINGS + "".join(f"    {name}: str\n" for name in names)
    manifest = "services:\n  web:\n    build: .\n"
    (found,) = lint(tmp_path, {**WEB, "shop/config.py": text, "compose.yaml": manifest}, "REL440")
    assert found.message == (
        "`web` is given none of what `Settings` requires: `DSN`, `MAIL_HOST`, `MAIL_PORT`, `QUEUE` and 2 more"
    )
    assert [one.message for one in found.related] == [f"`{name.upper()}` is required here" for name in names]
    given = "    environment:\n      ZONE: a\n      QUEUE: b\n      DSN: c\n"
    some = lint(tmp_path, {"compose.yaml": manifest + given}, "REL440")
    assert [one.variable for one in some] == ["MAIL_HOST", "MAIL_PORT", "REGION_ID"]


@pytest.mark.parametrize("output", ["full", "json", "sarif", "concise"])
def test_a_private_key_over_several_lines_in_an_env_file_is_seen_and_not_shown(tmp_path: Path, output: str) -> None:
    body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7vbqajDw4o6gJ"
    key = f'"-----BEGIN PRIVATE KEY-----\n{body}\n{body[::-1]}\n-----END PRIVATE KEY-----"'
    made = report(tmp_path, {**WEB, ".env": f"LEVEL=info\nJWT_PRIVATE_KEY={key}\nREGION=eu\n"}, "REL443")
    (found,) = made.diagnostics
    assert (found.variable, found.severity, found.span.line) == ("JWT_PRIVATE_KEY", "error", 2)
    module = importlib.import_module(f"relcheck.render.{output}")
    assert body not in module.render(made, lambda path: (tmp_path / path).read_text())


def test_one_value_in_manifests_of_several_platforms_is_told_once(tmp_path: Path) -> None:
    files = {
        "compose.yaml": f"{COMPOSE}      SHOP_TOKEN: {TOKEN}\n",
        "fly.toml": f"app = 'shop'\n[env]\nSHOP_TOKEN = '{TOKEN}'\n",
        "render.yaml": f"services:\n- {{type: web, name: a, envVars: [{{key: SHOP_TOKEN, value: b{TOKEN}}}]}}\n",
    }
    (one, other) = lint(tmp_path, files, "REL443")
    assert [one.span.path, *(again.span.path for again in one.related)] == ["compose.yaml", "fly.toml"]
    assert (other.span.path, other.related) == ("render.yaml", ())


COMMON = "x-common: &common\n  build: .\n  environment:\n    QUEUE_URL: redis://queue\nservices:\n"
FLEET = f"{COMMON}  web:\n    <<: *common\n  worker:\n    <<: *common\n"


def test_a_class_that_nothing_instantiates_by_name_reads_its_variables_all_the_same(tmp_path: Path) -> None:
    queue = "class QueueSettings(BaseSettings):\n    queue_url: str\n\nclass PageSettings(BaseSettings):\n"
    text = SETTINGS + f"\n{queue}    quote_url: str = ''\n\npages = PageSettings()\n"
    assert said(tmp_path, {**WEB, "shop/config.py": text, "compose.yaml": FLEET}, "REL441") == []


def test_a_misspelt_line_that_is_given_to_many_services_is_told_once(tmp_path: Path) -> None:
    text = SETTINGS + "    queue_uri: str = ''\n"
    files = {**WEB, "shop/config.py": text, "compose.yaml": FLEET.replace("QUEUE_URL", "QUUEE_URI")}
    assert said(tmp_path, files, "REL441") == [("REL441", "compose.yaml")]


def test_two_wrong_letters_of_a_short_word_are_another_word(tmp_path: Path) -> None:
    text = SETTINGS + "    media_url: str = ''\n"
    files = {**WEB, "shop/config.py": text, "compose.yaml": FLEET.replace("QUEUE_URL", "REDIS_URL")}
    assert said(tmp_path, files, "REL441") == []


def test_a_field_that_takes_no_prefix_is_shown_where_a_manifest_gives_one(tmp_path: Path) -> None:
    text = SETTINGS.replace("import BaseSettings", "import BaseSettings, SettingsConfigDict")
    text += "    model_config = SettingsConfigDict(env_prefix='SHOP_')\n"
    text += "    stock_url: str = Field('', validation_alias='STOCK_URL')\n"
    text = "from pydantic import Field\n" + text
    files = {**WEB, "shop/config.py": text, "compose.yaml": f"{COMPOSE}      SHOP_STOCK_URL: http://stock\n"}
    (found,) = lint(tmp_path, files, "REL458")
    assert [one.message for one in found.related] == ["`stock_url` is read from `STOCK_URL`"]


@pytest.mark.parametrize("value", ["ollama", "EMPTY", "no-key-required", "fake-api-key"])
def test_what_is_shown_to_a_server_that_asks_for_no_key_is_no_secret(tmp_path: Path, value: str) -> None:
    text = SETTINGS + f"    llm_api_key: str = '{value}'\n"
    assert said(tmp_path, {**WEB, "shop/config.py": text}, "REL502") == []
    signing = text.replace("llm_api_key", "secret_key")
    assert said(tmp_path, {"shop/config.py": signing}, "REL502") == [("REL502", "shop/config.py")]


def test_a_word_for_nothing_is_no_secret(tmp_path: Path) -> None:
    text = SETTINGS + "    private_key: str = 'NONE'\n"
    assert said(tmp_path, {**WEB, "shop/config.py": text}, "REL502") == []


def test_a_demonstration_may_have_a_key_that_everybody_knows(tmp_path: Path) -> None:
    text = "import os\n\ndef token() -> str:\n    return os.environ.get('TEAM_TOKEN', 'team-token')\n"
    assert said(tmp_path, {**WEB, "shop/_demo_gate.py": text}, "REL502") == []
    assert said(tmp_path, {**WEB, "shop/gate.py": text}, "REL502") == [("REL502", "shop/gate.py")]


def test_settings_for_a_desk_that_the_settings_take_over_at_the_end_are_settings(tmp_path: Path) -> None:
    files = {
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_.settings')\n",
        "site_/__init__.py": "",
        "site_/settings.py": "import os\nHOST = os.environ['HOST_NAME']\ntry:\n    from .local_settings import *\n"
        "except ImportError:\n    pass\n",
        "site_/local_settings.py": reads("DB_HOST"),
    }
    assert said(tmp_path, files, "REL10") == []


@pytest.mark.parametrize("path", ["load_testing/people.py", "perf/locust.py", "evals/run.py"])
def test_what_measures_an_application_is_started_by_hand(tmp_path: Path, path: str) -> None:
    assert said(tmp_path, {**WEB, path: reads("SHOP_PEOPLE")}, "REL10") == []


def test_a_token_that_home_assistant_gives_its_add_ons_is_everybodys(tmp_path: Path) -> None:
    assert said(tmp_path, {**WEB, "shop/home.py": reads("SUPERVISOR_TOKEN")}, "REL10") == []


def test_what_a_copied_ignore_file_names_is_not_there(tmp_path: Path) -> None:
    files = {**WEB, "Dockerfile": "FROM python:3.14\nCOPY . .\n", ".gitignore": "# PyPI\n.pypirc\n"}
    assert said(tmp_path, files, "REL211") == []


def test_the_key_of_a_test_server_opens_nothing(tmp_path: Path) -> None:
    key = f"-----BEGIN PRIVATE KEY-----\n{TOKEN}\n-----END PRIVATE KEY-----\n"
    files = {**WEB, "Dockerfile": "FROM python:3.14\nCOPY . .\n", "nginx/test.key": key}
    assert said(tmp_path, files, "REL211") == []
    assert said(tmp_path, {"nginx/server.key": key}, "REL211") == [("REL211", "Dockerfile")]


@pytest.mark.parametrize(("value", "said_of_it"), [("postgres", True), ("changeme", False), ("<password>", False)])
def test_a_server_in_a_cluster_is_started_with_a_password_that_everybody_tries(
    tmp_path: Path, value: str, said_of_it: bool
) -> None:
    container = f"      - name: db\n        env:\n        - {{name: POSTGRES_PASSWORD, value: {value}}}\n"
    text = f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n{container}"
    found = said(tmp_path, {"k8s/base/db.yaml": text}, "REL443")
    assert found == ([("REL443", "k8s/base/db.yaml")] if said_of_it else [])
    assert said(tmp_path, {"k8s/dev/db.yaml": text}, "REL443") == found
    (tmp_path / "k8s/base/db.yaml").unlink()
    assert said(tmp_path, {}, "REL443") == []


def test_a_plain_password_in_a_compose_file_for_production_is_no_password_of_a_desk(tmp_path: Path) -> None:
    text = "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: shop_live\n"
    files = {"compose.prod.yaml": text, "compose.yaml": text.replace("_live", ""), "compose.product.yaml": text}
    assert said(tmp_path, files, "REL443") == [("REL443", "compose.prod.yaml")]


def test_branches_of_one_decision_have_a_default_each(tmp_path: Path) -> None:
    branches = "if LIVE:\n    DEPTH = os.environ.get('DEPTH', '1')\nelse:\n    DEPTH = os.environ.get('DEPTH', '2')\n"
    text = "import os\nLIVE = os.environ.get('LIVE') == '1'\n"
    assert said(tmp_path, {**WEB, "shop/config.py": text + branches}, "REL106") == []
    other = "WIDTH = os.environ.get('DEPTH', '1')\nDEPTH = os.environ.get('DEPTH', '2')\n"
    (found,) = lint(tmp_path, {"shop/config.py": text + other}, "REL106")
    assert found.help == "read it once, in shop/config.py, with one default"


def test_a_public_default_that_is_copied_from_module_to_module_is_told_once(tmp_path: Path) -> None:
    text = "import os\n\ndef key() -> str:\n    return os.environ.get('SHOP_SECRET_KEY', 'changeme')\n"
    files = {**WEB, "shop/a.py": text, "shop/b.py": text, "shop/c.py": text.replace("changeme", "changeit")}
    one, other = lint(tmp_path, files, "REL502")
    assert ([place.path for place in one.places], other.span.path) == (["shop/a.py", "shop/b.py"], "shop/c.py")


def test_a_variable_that_no_class_reads_is_told_once_for_all_manifests(tmp_path: Path) -> None:
    text = SETTINGS.replace("import BaseSettings", "import BaseSettings, SettingsConfigDict")
    text += "    model_config = SettingsConfigDict(env_prefix='SHOP_')\n"
    manifest = f"{COMPOSE}      SHOP_WORKERS: 4\n"
    files = {**WEB, "shop/config.py": text, "compose.yaml": manifest, "compose.prod.yaml": manifest}
    (found,) = lint(tmp_path, files, "REL458")
    assert [place.path for place in found.places] == ["compose.prod.yaml", "compose.yaml"]
    assert "all fields are here" in [one.message for one in found.related]


def test_a_level_of_logging_is_the_same_in_small_letters(tmp_path: Path) -> None:
    text = "import os\n\ndef level() -> str:\n    return os.environ.get('LOG_LEVEL', 'info')\n"
    files = {**WEB, "shop/a.py": text, "shop/b.py": text.replace("'info'", "'INFO'")}
    assert said(tmp_path, files, "REL106") == []
    assert said(tmp_path, {"shop/b.py": text.replace("'info'", "'DEBUG'")}, "REL106") == [("REL106", "shop/b.py")]


ADDON = "name: Shop\nversion: 1.2.3\nslug: {}\narch: [amd64]\n"


def test_a_secret_that_an_add_on_ships_is_the_same_in_every_house(tmp_path: Path) -> None:
    options = f"environment:\n  SHOP_MODE: live\noptions:\n  JWT_SECRET: {TOKEN}\n  DB_PASSWORD: homeassistant\n"
    files = {f"{slug}/config.yaml": ADDON.format(slug) + options for slug in ("shop", "shop_beta")}
    (found,) = lint(tmp_path, files, "REL443")
    assert (found.variable, [place.path for place in found.places]) == ("JWT_SECRET", sorted(files))


def test_a_configuration_that_is_no_add_on_is_not_read_as_one(tmp_path: Path) -> None:
    text = f"slug: shop\nversion: 1\nmonarch: [a]\nenvironment:\n  SHOP_SECRET: {TOKEN}\n"
    assert said(tmp_path, {"shop/config.yaml": text}, "REL443", "REL9") == []


@pytest.mark.parametrize(("name", "severity"), [("Dockerfile", "warning"), ("Dockerfile.dev", "info")])
def test_an_env_file_in_the_image_of_a_desk_is_a_note(tmp_path: Path, name: str, severity: str) -> None:
    (found,) = lint(tmp_path, {name: "FROM python:3.14\nCOPY . .\n", ".gitignore": ".env\n"}, "REL211")
    assert found.severity == severity
