"""What a maintainer would be annoyed by in fleets of workers, bots, portals and gateways, or would miss there."""

from pathlib import Path

from little import SETTINGS, lint, said

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
