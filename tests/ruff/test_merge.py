"""ruff's findings beside ours: each place once, and no word about what only ruff does not know."""

from pathlib import Path

import pytest

from relcheck import cli
from relcheck.errors import RelcheckError
from relcheck.ruff import binary
from relcheck.ruff.merge import neighbours

SOURCE = """\
import os

PASSWORD = "abcdefgh"
KEY = os.environ["STRIPE_KEY"]
OTHER = os.environ["OTHER_KEY"]  # relcheck: ignore[REL101, REL102] -- a test
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n[project.scripts]\nshop = "shop:main"\n')
    (tmp_path / "shop.py").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    capsys.readouterr()
    cli.main(["lint", "-q", "--output-format", "concise", "--with-ruff", *options])
    return [line.split()[1] for line in capsys.readouterr().out.splitlines()]


def test_a_ban_that_is_our_finding_is_shown_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["ruff", "sync"])
    told = [one.code for one in neighbours(["."], ".")]
    assert told.count("TID251") == 2
    assert codes(capsys) == ["S105", "REL102"]


def test_somebodys_own_ban_is_told_by_our_finding(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / "pyproject.toml").open("a") as file:
        file.write('[tool.ruff.lint]\nselect = ["TID251"]\n')
        file.write('[tool.ruff.lint.flake8-tidy-imports.banned-api]\n"os.environ".msg = "ask the settings"\n')
    assert codes(capsys) == ["S105", "REL102", "TID251"]


def test_without_ruff_a_line_says_so(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binary, "find", lambda name="ruff": "")
    assert cli.main(["lint", "--with-ruff", "--output-format", "concise"]) == 1
    assert "ruff's findings are not shown" in capsys.readouterr().err


def test_a_ruff_that_cannot_work_is_one_line(project: Path) -> None:
    (project / "ruff.toml").write_text("line-length = 'x'\n")
    with pytest.raises(RelcheckError, match="ruff cannot check this"):
        neighbours(["."], ".")
