"""What a maintainer would be annoyed by in fleets of workers, bots, portals and gateways, or would miss there."""

import importlib
from pathlib import Path

import pytest
from little import SETTINGS, lint, report, said

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
