"""The image that `relcheck init` describes, really built: it refuses, serves, migrates, ends; and holds no secret."""

import glob
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from image import Builder, Image, answer, building, closure, free, on, serve_and_end
from projects import make

from relcheck.cli import main

pytestmark = pytest.mark.servers
PASSWORD = "vT8rXq3zLm6WbK1cYh9G"
GIVEN = {"PAYMENT_API_KEY": "pWx7Rq2nLk9sTz4vBm1c", "MAIL_HOST": "mail.example"}
NEEDS = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "psycopg[binary]", "pydantic-settings", "relcheck-config",
         "django", "gunicorn")  # fmt: skip


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    with building(closure(*NEEDS)) as made:
        yield made


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL on loopback, which asks for a password and runs as a user of its own."""
    home = Path(tempfile.mkdtemp(prefix="init-"))
    home.chmod(0o755)
    data = home / "data"
    data.mkdir()
    user = "postgres" if os.geteuid() == 0 else ""
    (home / "password").write_text(PASSWORD, encoding="ascii")
    if user:
        shutil.chown(data, user)
    port = free()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {data} -c fsync=off"
    call("initdb", "-D", str(data), "-U", "shop", "--auth=scram-sha-256", f"--pwfile={home / 'password'}",
         "--no-sync", "--locale=C.UTF-8", user=user)  # fmt: skip
    call("pg_ctl", "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start", user=user)
    yield f"postgresql+psycopg://shop:{PASSWORD}@127.0.0.1:{port}/postgres"
    call("pg_ctl", "-D", str(data), "-m", "immediate", "stop", user=user)
    shutil.rmtree(home, ignore_errors=True)


def call(name: str, *arguments: str, user: str = "") -> None:
    """A program of PostgreSQL, which Debian keeps beside the path."""
    program = next(iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))), shutil.which(name) or "")
    assert program, f"{name} is not installed: sh .ci/image-tools"
    own = ["runuser", "-u", user, "--"] if user else []
    done = subprocess.run([*own, program, *arguments], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def it_runs_as_nobody_and_needs_no_shell(shop: Image) -> None:
    assert shop.entry == ["relcheck", "verify-env", "--"]
    assert shop.command == ["uvicorn", "--host", "0.0.0.0", "--port", "8000", "shop.main:app"]
    assert shop.user == 10001
    assert not (shop.root / "app/.env").exists()
    (shop.root / "bin/sh").unlink()
    (shop.root / "bin/busybox").unlink()
    assert shop.run("python", "-c", "import os; print(os.getuid())", DATABASE_URL="sqlite:////tmp/a", **GIVEN) == (
        0, "10001\n", ""
    )  # fmt: skip


def without_a_variable_it_refuses_and_says_which(shop: Image) -> None:
    status, out, err = shop.run(MAIL_HOST="marked-value")
    assert (status, out) == (1, "")
    assert "`PAYMENT_API_KEY` is not set [REL401]" in err
    assert "`DATABASE_URL` is not set [REL401]" in err
    assert "`uvicorn` was not started" in err
    assert "marked" not in err


def with_all_it_serves_and_sigterm_ends_it(shop: Image) -> None:
    serve_and_end(shop, '{"mail":"mail.example","workers":"4"}', DATABASE_URL="sqlite:////tmp/a", **GIVEN)


def it_migrates_sqlite_there_and_back(shop: Image) -> None:
    given = {"DATABASE_URL": "sqlite:////tmp/shop.sqlite3", **GIVEN}
    status, _, err = shop.run("relcheck", "run", "shop.release:migrate", **given)
    assert status == 0, err
    with closing(sqlite3.connect(shop.root / "tmp/shop.sqlite3")) as line:
        assert ("shelf",) in line.execute("select name from sqlite_master").fetchall()
    assert shop.run("relcheck", "run", "shop.release:rollback", "base", **given)[0] == 0
    with closing(sqlite3.connect(shop.root / "tmp/shop.sqlite3")) as line:
        assert ("shelf",) not in line.execute("select name from sqlite_master").fetchall()


def it_migrates_postgresql(shop: Image, postgresql: str) -> None:
    import psycopg

    given = {"DATABASE_URL": postgresql, **GIVEN}
    status, out, err = shop.run("relcheck", "run", "shop.release:migrate", **given)
    assert status == 0, err
    assert PASSWORD not in out + err
    with psycopg.connect(postgresql.replace("+psycopg", "")) as line:
        assert line.execute("select to_regclass('shelf')").fetchall() == [("shelf",)]


def a_migration_that_fails_tells_no_password(shop: Image, postgresql: str) -> None:
    wrong = postgresql.replace("/postgres", "/nowhere")
    status, out, err = shop.run("relcheck", "run", "shop.release:migrate", DATABASE_URL=wrong, **GIVEN)
    assert status == 1
    assert "sqlalchemy.exc.OperationalError" in err
    assert PASSWORD not in out + err
    assert "nowhere" not in out + err


def a_scan_finds_nothing_in_it(builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENT_API_KEY", GIVEN["PAYMENT_API_KEY"])
    monkeypatch.setenv("MAIL_HOST", "mail.example")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://shop:{PASSWORD}@db/shop")
    assert main(["scan", str(builder.saved("shop")), "--isolated"]) == 0


def test_the_image_of_a_service_does_what_it_should(
    builder: Builder, tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test, since parallel workers would each build the image."""
    root = make(tmp_path, "fastapi", "pip")
    (root / "requirements.txt").write_text("\n".join(NEEDS[:-2]) + "\n", encoding="ascii")
    (root / ".env").write_text(f"PAYMENT_API_KEY={GIVEN['PAYMENT_API_KEY']}\n", encoding="ascii")
    assert main(["init", str(root), "--docker", "--quiet"]) == 0
    shop = builder.build(root, "shop")
    it_runs_as_nobody_and_needs_no_shell(shop)
    without_a_variable_it_refuses_and_says_which(shop)
    with_all_it_serves_and_sigterm_ends_it(shop)
    it_migrates_sqlite_there_and_back(shop)
    it_migrates_postgresql(shop, postgresql)
    a_migration_that_fails_tells_no_password(shop, postgresql)
    a_scan_finds_nothing_in_it(builder, monkeypatch)


def test_a_django_site_collects_serves_and_migrates_without_a_key_in_the_image(
    builder: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make(tmp_path, "django", "pip")
    (root / "shop/static").mkdir()
    (root / "shop/static/shop.css").write_text("body {}\n", encoding="ascii")
    settings = (root / "shop/settings.py").read_text("utf-8")
    dirs = 'STATICFILES_DIRS = [BASE_DIR / "shop/static"]\n'
    (root / "shop/settings.py").write_text(settings + dirs, encoding="utf-8")
    assert main(["init", str(root), "--docker", "--quiet"]) == 0
    site = builder.build(root, "site")
    assert (site.root / "app/static/shop.css").read_text("ascii") == "body {}\n"
    assert "SECRET_KEY" not in site.environ
    status, _, err = site.run()
    assert status == 1
    assert "`SECRET_KEY` is not set [REL401]" in err
    given = {"SECRET_KEY": PASSWORD * 3, "ALLOWED_HOSTS": '["127.0.0.1"]'}
    status, _, err = site.run("relcheck", "run", "--minimal", "shop.release:migrate", **given)
    assert status == 0, err
    assert (site.root / "tmp/shop.sqlite3").exists()
    port = free()
    process = site.start(*on(port, site.command), **given)
    try:
        with pytest.raises(AssertionError, match="404"):  # it has no pages, and says so
            answer(f"http://127.0.0.1:{port}/", process)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()
    monkeypatch.setenv("SECRET_KEY", PASSWORD * 3)
    assert main(["scan", str(builder.saved("site")), "--isolated"]) == 0, capsys.readouterr().out
