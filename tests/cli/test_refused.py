"""What the file system refuses: said in one line, with the path, and never remembered."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOP = {
    "pyproject.toml": '[project]\nname = "shop"\n[tool.relcheck]\nruntime = "shop.config"\n',
    "shop/__init__.py": "",
    "shop/config.py": "from pydantic_settings import BaseSettings\n\n\nclass A(BaseSettings):\n    port: int = 1\n",
    "shop/main.py": 'import os\n\nKEY = os.environ["KEY"]\n',
}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    for name, text in SHOP.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    yield tmp_path
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)


def obedient() -> None:
    """Root reads and writes what it likes; without these two capabilities it does not."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (1, 2):
            libc.prctl(24, capability, 0, 0, 0)


def relcheck(directory: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environ = {"PATH": os.defpath, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'rules'}", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-P", "-m", "relcheck", *arguments],
        cwd=directory, env=environ, capture_output=True, text=True, check=False, preexec_fn=obedient,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["contract", "--write", "notes.md"], "relcheck: notes.md: cannot be read (Permission denied)\n"),
        (["contract", "--check", "notes.md"], "relcheck: notes.md: cannot be read (Permission denied)\n"),
        (
            ["verify-env", "closed:Settings"],
            "relcheck: importing `closed:Settings` raises PermissionError;"
            " `python -c 'import closed'` shows its message\n",
        ),
    ],
)
def test_what_cannot_be_read_is_named(shop: Path, arguments: list[str], said: str) -> None:
    for name in ("notes.md", "closed.py"):
        (shop / name).touch(0o000)
    done = relcheck(shop, *arguments)
    assert (done.returncode, done.stderr) == (2, said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lint", "--add-ignore", "later"], "shop/main.py: cannot be written (Permission denied)"),
        (["lint", "--update-baseline"], "relcheck-baseline.json: cannot be written (Permission denied)"),
        (["lint", "-o", "out.txt"], "out.txt: cannot be written (Permission denied)"),
        (["ruff", "sync"], "pyproject.toml: cannot be written (Permission denied)"),
        (["contract", "--write", ".env.example"], ".env.example: cannot be written (Permission denied)"),
        (["map", "--html", "map.html"], "map.html: cannot be written (Permission denied)"),
    ],
)
def test_what_cannot_be_written_is_named(shop: Path, arguments: list[str], said: str) -> None:
    for path in (*shop.rglob("*"), shop):
        path.chmod(path.stat().st_mode & ~0o222)
    done = relcheck(shop, *arguments)
    assert done.returncode == 2, done.stderr
    assert done.stderr.endswith(f"{said}\n")
    assert "a bug" not in done.stderr


@pytest.mark.parametrize("arguments", [["lint"], ["verify-env", "shop.config:A"], ["config"]])
def test_a_configuration_that_cannot_be_read_is_not_passed_over(shop: Path, arguments: list[str]) -> None:
    (shop / "pyproject.toml").chmod(0)
    done = relcheck(shop, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "relcheck: pyproject.toml: cannot be read (permission denied)\n"


def test_a_file_that_may_be_read_again_is_read_again(shop: Path) -> None:
    (shop / "shop/main.py").chmod(0)
    for _ in range(2):
        done = relcheck(shop, "lint", "--output-format", "concise")
        assert "shop/main.py:1:1: REL901 this file cannot be read: Permission denied" in done.stdout
    (shop / "shop/main.py").chmod(0o644)  # which changes neither time nor size
    done = relcheck(shop, "lint", "--output-format", "concise")
    assert "shop/main.py:3:7: REL102" in done.stdout
    assert "REL901" not in done.stdout


def test_a_directory_that_cannot_be_looked_into_is_not_clean(shop: Path) -> None:
    (shop / "shop").chmod(0)
    done = relcheck(shop, "lint", "shop")
    assert (done.returncode, done.stderr) == (2, "relcheck: cannot be looked into (permission denied): shop\n")


@pytest.mark.parametrize("arguments", [["lint"], ["verify-env", "shop.config:A"], ["rules"]])
def test_a_directory_that_is_gone_is_no_bug(tmp_path: Path, arguments: list[str]) -> None:
    command = f'mkdir gone; cd gone; rmdir ../gone; exec "{sys.executable}" -m relcheck {" ".join(arguments)}'
    environ = {"PATH": os.defpath, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'rules'}"}
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    wanted = "relcheck: the current directory no longer exists: change to another one"
    assert done.stderr.splitlines()[-1] == wanted


def test_a_checkout_that_cannot_be_written_is_judged(shop: Path) -> None:
    shop.chmod(0o555)
    for _ in range(2):
        done = relcheck(shop, "lint", "--output-format", "concise")
        assert (done.returncode, "shop/main.py:3:7: REL102" in done.stdout) == (1, True), done.stderr
    assert not (shop / ".relcheck_cache").exists()


def test_a_directory_further_down_that_cannot_be_looked_into_is_told(shop: Path) -> None:
    (shop / "shop").chmod(0)
    done = relcheck(shop, "lint")
    assert done.stderr == "relcheck: shop cannot be looked into (permission denied), and is left out\n"
