"""The images of uv's, Poetry's and PDM's projects, really built: against a private index that wants a login."""

import base64
import contextlib
import functools
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from image import Builder, Image, building, closure, serve_and_end
from projects import make

from relcheck.cli import main
from relcheck.init.docker import PINNED, VERSIONS

pytestmark = [pytest.mark.servers, pytest.mark.tutorial]
TOOLS = ("uv", "poetry", "pdm")
NEEDS = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "pydantic-settings", "relcheck-config")
GIVEN = {"DATABASE_URL": "sqlite:////tmp/a", "PAYMENT_API_KEY": "pWx7Rq2nLk9sTz4vBm1c", "MAIL_HOST": "mail.example"}
PASSWORD = "kT5wZq8vRn3xJm7bYc2f"


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


class Index(NamedTuple):
    """An index of packages: its URL, a directory with the `.netrc` that opens it, and the tools, installed."""

    url: str
    home: Path
    tools: Path

    def lock(self, project: Path, tool: str) -> None:
        """Lock a project as its developer does."""
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.home), "PYTHONPATH": str(self.tools)}
        command = [sys.executable, "-m", tool]
        if tool == "uv":
            (uv,) = self.tools.glob("uv-*.data/scripts/uv")
            uv.chmod(0o755)
            command = [str(uv)]
        done = subprocess.run([*command, "lock"], cwd=project, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    pinned = [f"{PINNED.get(tool, tool)}=={VERSIONS[tool]}" for tool in TOOLS]
    loaded = tmp_path_factory.mktemp("loaded")
    with ThreadPoolExecutor(1) as beside:
        loading = beside.submit(pip, "download", "--dest", str(loaded), *pinned, "pdm-backend")
        with building(closure(*NEEDS)) as made:
            loading.result()
            for wheel in loaded.glob("*.whl"):
                if not (made.wheels / wheel.name).exists():
                    shutil.copy(wheel, made.wheels / wheel.name)
            yield made


@pytest.fixture(scope="module")
def index(builder: Builder) -> Iterator[Index]:
    tools = builder.home / "tools"
    for wheel in builder.wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:  # as good as installed, and in a moment
            archive.extractall(tools)
        package = builder.home / "index/nexus/simple" / re.sub("[-_.]+", "-", wheel.name.partition("-")[0]).lower()
        package.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.link(wheel, package / wheel.name)
    (builder.home / ".netrc").write_text(f"machine 127.0.0.1\nlogin reader\npassword {PASSWORD}\n", "ascii")
    (builder.home / ".netrc").chmod(0o600)
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Guarded, directory=str(builder.home / "index"))) as it:
        threading.Thread(target=it.serve_forever, daemon=True).start()
        yield Index(f"http://127.0.0.1:{it.server_port}/nexus/simple/", builder.home, tools)
        it.shutdown()


class Guarded(SimpleHTTPRequestHandler):
    """Lists and gives files to those who know the password."""

    def do_GET(self) -> None:
        known = base64.b64encode(f"reader:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == f"Basic {known}":
            with contextlib.suppress(
                BrokenPipeError, ConnectionResetError
            ):  # who wants a wheel's metadata reads no more
                super().do_GET()
        else:
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Basic")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


SOURCES = {
    "uv": '\n[[tool.uv.index]]\nname = "ours"\nurl = "{}"\ndefault = true\n',
    "pdm": '\n[[tool.pdm.source]]\nname = "pypi"\nurl = "{}"\n',
    "poetry": '\n[[tool.poetry.source]]\nname = "ours"\nurl = "{}"\npriority = "primary"\n',
}


def it_refuses_and_then_serves(shop: Image) -> None:
    status, out, err = shop.run(MAIL_HOST="mail.example")
    assert (status, out) == (1, "")
    assert "`PAYMENT_API_KEY` is not set [REL401]" in err
    serve_and_end(shop, '{"mail":"mail.example","workers":"4"}', **GIVEN)


def test_the_image_of_a_locked_project_serves_and_does_not_hold_the_login_of_its_index(
    builder: Builder, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One test, since parallel workers would each build the base."""
    for name, value in {**GIVEN, "INDEX_PASSWORD": PASSWORD}.items():
        monkeypatch.setenv(name, value)
    for tool in TOOLS:
        root = make(tmp_path / tool, "fastapi", tool)
        (root / f"{tool}.lock").unlink()
        with (root / "pyproject.toml").open("a", encoding="ascii") as file:
            file.write(SOURCES[tool].format(index.url))
        index.lock(root, tool)
        assert main(["init", str(root), "--docker", "--quiet"]) == 0
        assert "\n    --mount=type=secret,id=netrc," in (root / "Dockerfile").read_text("utf-8")
        shop = builder.build(root, tool, "--secret", f"id=netrc,src={builder.home / '.netrc'}")
        assert not list(shop.root.glob(f"opt/venv/lib/*/site-packages/{tool}-*.dist-info"))
        it_refuses_and_then_serves(shop)
        capsys.readouterr()
        assert main(["scan", str(builder.saved(tool)), "--isolated"]) == 0, capsys.readouterr().out
        assert "INDEX_PASSWORD" in capsys.readouterr().err
