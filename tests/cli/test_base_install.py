"""The base install, with no extra: what a container needs works, and the rest says in one line what to install."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from relcheck.cli import COMMANDS

BASE = ("relcheck", "relcheck_rules", "pydantic", "pydantic_core", "pydantic_settings", "dotenv", "annotated_types",
        "typing_extensions", "typing_inspection")  # fmt: skip
SETTINGS = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    workers: int = 4\n"
WORK = {
    "secret": [[]],
    "verify-env": [["shop.config:Settings", *more] for more in ([], ["--probe"], ["--output-format", "sarif"])],
    "run": [["--schema", "shop.config:Settings", "shop.release:migrate"]],
    "contract": [["--import", "shop.config:Settings", "--output-format", form] for form in ("table", "dotenv", "json")],
    "scan": [["."]],
    "explain": [["REL101"]],
    "rules": [[]],
    "config": [[]],
    "schema": [["config"]],
}
SOURCE = "relcheck: reading source code needs the extra `lint`: pip install 'relcheck-config[lint]'"
MISSING = {
    "init": SOURCE,
    "lint": SOURCE,
    "deployments": SOURCE,
    "map": SOURCE,
    "facts": SOURCE,
    "contract": f"{SOURCE}; or use --import",
    "dependencies": SOURCE,
    "ruff": "relcheck: `relcheck ruff sync` needs the extra `lint`: pip install 'relcheck-config[lint]'",
    "server": "relcheck: relcheck server needs the extra `server`: pip install 'relcheck-config[server]'",
    "completion": "relcheck: relcheck completion needs the extra `lint`: pip install 'relcheck-config[lint]'",
}
GIVEN = {"ruff": ["sync"], "completion": ["bash"], "dependencies": ["--python", sys.executable]}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, and beside it an environment that holds the base install alone."""
    root = tmp_path_factory.mktemp("base")
    (root / "site").mkdir()
    for name in BASE:
        found = importlib.util.find_spec(name)
        assert found is not None
        assert found.origin is not None
        origin = Path(found.origin).parent if found.submodule_search_locations else Path(found.origin)
        (root / "site" / origin.name).symlink_to(origin)
    (root / "shop/shop").mkdir(parents=True)
    (root / "shop/shop/config.py").write_text(SETTINGS, "utf-8")
    (root / "shop/shop/release.py").write_text("def migrate() -> None:\n    pass\n", "utf-8")
    return root / "shop"


def relcheck(shop: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environ = {"PATH": os.defpath, "PYTHONPATH": str(shop.parent / "site"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-S", "-m", "relcheck", *arguments]
    return subprocess.run(command, cwd=shop, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("name", "arguments"), [(name, given) for name, all_of in WORK.items() for given in all_of])
def test_what_needs_no_extra_works(shop: Path, name: str, arguments: list[str]) -> None:
    done = relcheck(shop, name, *arguments)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", MISSING)
def test_what_needs_one_says_which(shop: Path, name: str) -> None:
    done = relcheck(shop, name, *GIVEN.get(name, []))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{MISSING[name]}\n")


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_help_is_always_there(shop: Path, name: str) -> None:
    done = relcheck(shop, name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert name in WORK or name in MISSING
