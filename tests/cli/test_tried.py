"""`relcheck deployments --import`: the class itself says what it takes."""

import sys
from pathlib import Path

import pytest

from relcheck.cli import main

CLASS = """\
from enum import Enum

from pydantic import field_validator
from pydantic_settings import BaseSettings


class Level(str, Enum):
    low = "low"


class Settings(BaseSettings):
    level: Level
    even: int
    origins: list[str] = []

    @field_validator("even")
    @classmethod
    def is_even(cls, value: int) -> int:
        assert value % 2 == 0
        return value
"""
COMPOSE = (
    "services:\n  web:\n    build: %s\n    environment:\n      LEVEL: %s\n      EVEN: '%s'\n      TOKEN: ${TOKEN}\n"
)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "config.py").write_text(CLASS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_literal_is_judged_by_the_type_and_the_validators_of_the_class(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "compose.yaml").write_text(COMPOSE % (".", "high", "3"))
    assert main(["deployments", "--import"]) == 1
    said = [line for line in capsys.readouterr().err.splitlines() if "refuses" in line]
    words = sorted(line.partition(": Settings refuses ")[2].partition(",")[0] for line in said)
    assert words == ["`EVEN` of web: assertion_error", "`LEVEL` of web: enum"]
    assert "compose.yaml:5:7" in " ".join(said)
    assert "high" not in " ".join(said)
    assert "shop.config" not in sys.modules


def test_what_the_class_takes_is_not_reported(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "compose.yaml").write_text(COMPOSE % (".", "low", "4"))
    assert main(["deployments", "--import"]) == 0
    assert "refuses" not in capsys.readouterr().err


def test_a_class_that_cannot_be_imported_is_named(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop" / "config.py").write_text("import nothing_of_that_name\n" + CLASS)
    (shop / "compose.yaml").write_text(COMPOSE % (".", "high", "3"))
    assert main(["deployments", "--import"]) in (0, 1)
    assert "Traceback" not in capsys.readouterr().err


def test_without_the_option_no_code_runs(shop: Path) -> None:
    (shop / "shop" / "config.py").write_text("raise SystemExit(7)\n" + CLASS)
    (shop / "compose.yaml").write_text(COMPOSE % (".", "high", "3"))
    assert main(["deployments"]) == 0
