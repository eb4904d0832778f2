"""A pydantic that cannot be loaded: the image was put together wrongly, and one line says how."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPILED = f"_pydantic_core{EXTENSION_SUFFIXES[0]}"
SETTINGS = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    shop_port: int\n"


def _renamed(core: Path) -> None:
    (core / COMPILED).rename(core / "_pydantic_core.cpython-399-mips-linux-musl.so")


def _without(core: Path) -> None:
    (core / COMPILED).unlink()


def _cut(core: Path) -> None:
    (core / COMPILED).write_bytes((core / COMPILED).read_bytes()[:100])


def _other_processor(core: Path) -> None:
    content = bytearray((core / COMPILED).read_bytes())
    content[18:20] = b"\x08\x00" if sys.byteorder == "little" else b"\x00\x08"  # MIPS
    (core / COMPILED).write_bytes(content)


def _other_version(core: Path) -> None:
    core.joinpath("__init__.py").write_text("raise SystemError('as pydantic does from 2.11 on')\n", "utf-8")


def _without_dotenv(core: Path) -> None:
    shutil.rmtree(core)
    (core.parent / "dotenv").mkdir()
    (core.parent / "dotenv/__init__.py").write_text("import surely_not_installed\n", "utf-8")


def _raises(core: Path) -> None:
    core.joinpath("__init__.py").write_text("raise ValueError('qqmarkedqq')\n", "utf-8")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (_renamed, f"looks for `{COMPILED}`, and there is `_pydantic_core.cpython-399-mips-linux-musl.so`"),
        (_without, f"looks for `{COMPILED}`, and there is none"),
        (_cut, f"`{COMPILED}` is there, and no file that this system can load"),
        (_other_processor, f"`{COMPILED}` is there, and no file that this system can load"),
        (_other_version, "versions that do not go together: pip install --force-reinstall pydantic"),
        (_without_dotenv, "(ModuleNotFoundError for `surely_not_installed`)"),
        (_raises, "pydantic-settings cannot be imported (ValueError)"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.parametrize("command", [["verify-env"], ["run", "--schema", "config:Settings"], ["contract", "--import"]])
def test_a_pydantic_that_cannot_be_loaded_is_one_line(
    tmp_path: Path, command: list[str], broken: Callable[[Path], None], says: str
) -> None:
    spec = find_spec("pydantic_core")
    assert spec
    assert spec.origin
    core = tmp_path / "site/pydantic_core"
    shutil.copytree(Path(spec.origin).parent, core, ignore=shutil.ignore_patterns("__pycache__"))
    broken(core)
    (tmp_path / "config.py").write_text(SETTINGS, "utf-8")
    path = ":".join([str(tmp_path / "site"), str(ROOT), str(ROOT / "rules")])
    done = subprocess.run(
        [sys.executable, "-m", "relcheck", *command, "config:Settings"],
        cwd=tmp_path,
        env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert done.stderr.startswith("relcheck: pydantic")
    assert says in done.stderr
    assert "qqmarkedqq" not in done.stderr
