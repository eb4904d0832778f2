"""What a maintainer would be annoyed by in fleets of workers, bots, portals and gateways, or would miss there."""

from pathlib import Path

from little import SETTINGS, said

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
