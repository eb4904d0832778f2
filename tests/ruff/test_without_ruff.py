"""Without ruff everything else works, and one line says what is missing where it matters."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import relcheck

CONFIG = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    key: str


settings = Settings()
"""
READ = 'import os\n\n\ndef key() -> str:\n    return os.environ["KEY"]\n'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\nscripts = {shop = "shop.main:main"}\n')
    (tmp_path / "shop").mkdir()
    for name, text in (("__init__", ""), ("config", CONFIG), ("billing", READ)):
        (tmp_path / f"shop/{name}.py").write_text(text)
    return tmp_path


def run(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """relcheck by an interpreter that has no ruff beside it, on a PATH without one."""
    plain = root / ".venv/bin/python"  # a link that leads to the interpreter, and to nothing else beside it
    plain.parent.mkdir(parents=True, exist_ok=True)
    if not plain.exists():
        plain.symlink_to(sys.executable)
    home = Path(relcheck.__file__).parents[1]
    paths = [str(home), str(home / "rules"), *(path for path in sys.path if "site-packages" in path)]
    surroundings = {"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join(paths), "KEY": "x", "HOME": str(root)}
    command = [str(plain), "-P", "-m", "relcheck", *arguments]
    return subprocess.run(command, cwd=root, env=surroundings, capture_output=True, text=True)


def test_lint_finds_the_same_and_says_whose_excludes_it_lacks(shop: Path) -> None:
    done = run(shop, "lint", "--output-format", "concise")
    assert done.returncode == 1
    assert "shop/billing.py:5:12: REL101" in done.stdout
    assert done.stderr.count("ruff is not installed") == 1
    assert "'relcheck-config[lint]'" in done.stderr


def test_a_merge_with_ruff_shows_what_is_ours(shop: Path) -> None:
    done = run(shop, "lint", "--with-ruff", "--output-format", "concise")
    assert done.returncode == 1
    assert "REL101" in done.stdout
    assert "ruff's findings are not shown" in done.stderr


def test_ruffs_configuration_is_written_all_the_same(shop: Path) -> None:
    done = run(shop, "ruff", "sync")
    assert done.returncode == 0
    assert "ruff is not installed here, so whether the configuration is in force was not checked" in done.stderr
    assert "TID251" in (shop / "pyproject.toml").read_text()
    assert run(shop, "ruff", "sync", "--check").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "--fix"],
        ["facts"],
        ["map"],
        ["contract", "shop.config:Settings"],
        ["verify-env", "shop.config:Settings"],
        ["explain", "REL101"],
        ["rules"],
        ["config"],
        ["deployments"],
    ],
    ids=" ".join,
)
def test_everything_else_works(shop: Path, arguments: list[str]) -> None:
    done = run(shop, *arguments)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("ruff") <= 1
