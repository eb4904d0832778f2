"""The tutorial, as a stranger goes through it: an empty directory, an empty virtual environment, the built wheel."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from engine import docker
from walk import ROOT, disagreements, rewritten, run

pytestmark = pytest.mark.tutorial
TUTORIAL = ROOT / "docs/tutorial.md"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """relcheck's wheel, and those of all that the image installs."""
    directory = tmp_path_factory.mktemp("wheels")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(directory), str(ROOT)], check=True)
    (wheel,) = directory.glob("relcheck_config-*.whl")
    wanted = [str(wheel), "fastapi", "uvicorn"]
    subprocess.run([*pip, "download", "--only-binary=:all:", "--dest", str(directory), *wanted], check=True)
    return directory


def free_port() -> int:
    """A port that nobody listens to: the page's own may be taken where the test runs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def test_a_stranger_gets_through_the_tutorial_by_copy_and_paste(
    wheels: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """`docker` is a program that asks buildah (engine.py); ports apart, all is as on the page."""
    page = TUTORIAL.read_text("utf-8")
    port = str(free_port())
    tried = page.replace("localhost:8000", f"localhost:{port}").replace("8000:8000", f"{port}:8000")
    python = Path(sys.base_prefix) / "bin"
    environment = {
        "PATH": os.pathsep.join([str(docker(tmp_path / "engine", wheels)), str(python), "/usr/bin:/bin"]),
        "HOME": str(tmp_path),
        "COLUMNS": "100",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    directory = tmp_path / "you"
    directory.mkdir()
    try:
        done = run(tried, directory, environment)
    finally:
        shutil.rmtree(tmp_path / "engine", ignore_errors=True)
    if request.config.getoption("--update-transcripts"):
        tried = rewritten(tried, done, directory)
        TUTORIAL.write_text(tried.replace(f"localhost:{port}", "localhost:8000").replace(f"{port}:8000", "8000:8000"))
    assert list(disagreements(tried, done, directory)) == []


def test_the_tutorial_tells_nobody_to_install_another_package() -> None:
    assert not re.search(r"pip install [^\n]*\brelcheck\b(?!-config)", TUTORIAL.read_text("utf-8"))
