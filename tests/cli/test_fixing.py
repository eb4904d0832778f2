"""`relcheck lint --fix` and its relatives, as a person meets them."""

from pathlib import Path

import pytest

from relcheck import cli

CONFIG = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    region: str = "eu"


settings = Settings()
"""
BEFORE = b"X = 1  # relcheck: ignore[REL101] -- gone\r\nY = 2\r\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    (tmp_path / "a.py").write_bytes(BEFORE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_fix_writes_the_files_and_reports_what_is_left(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lint", "--fix", "--show-fixes"]) == 0
    assert (project / "a.py").read_bytes() == b"X = 1\r\nY = 2\r\n"
    out = capsys.readouterr().out
    assert "Fixed 1 finding in 1 file." in out
    assert "1 x REL902 (unused-suppression)" in out
    assert cli.main(["lint", "--fix", "--exit-non-zero-on-fix"]) == 0


def test_exit_non_zero_on_fix_fails_a_hook_once(project: Path) -> None:
    assert cli.main(["lint", "--fix", "--exit-non-zero-on-fix"]) == 1
    assert cli.main(["lint", "--fix", "--exit-non-zero-on-fix"]) == 0


def test_diff_shows_the_change_and_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lint", "--diff"]) == 1
    printed = capsys.readouterr()
    assert "-X = 1  # relcheck: ignore[REL101] -- gone\n+X = 1\n" in printed.out
    assert "Would fix 1 finding." in printed.err
    assert (project / "a.py").read_bytes() == BEFORE
    (project / "a.py").write_text("X = 1\n")
    assert cli.main(["lint", "--diff"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("how", ["--diff", "--fix"])
def test_where_every_fix_is_withheld_a_line_says_how_to_learn_why(
    project: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    (project / "config.py").write_text(CONFIG + "import b\n")
    (project / "b.py").write_text('import os\n\n\ndef zone():\n    return os.environ["ZONE"]\n')
    arguments = ["lint", how, "--unsafe-fixes", "--select", "REL1"]
    cli.main(arguments)
    printed = capsys.readouterr()
    assert "No fixes available; --show-fixes says why.\n" in printed.out + printed.err
    cli.main([*arguments, "--show-fixes"])
    printed = capsys.readouterr()
    assert "says why" not in printed.out + printed.err
    assert "b.py:5: REL10" in printed.out + printed.err


def test_an_unsafe_fix_wants_to_be_asked_for(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "a.py").unlink()
    dockerfile = project / "Dockerfile"
    dockerfile.write_text("FROM python:3.12\nENV API_KEY=\nRUN make\n")
    capsys.readouterr()
    cli.main(["lint", "--fix"])
    assert "1 hidden fix can be enabled with the `--unsafe-fixes` option." in capsys.readouterr().out
    assert "ENV API_KEY" in dockerfile.read_text()
    cli.main(["lint", "--fix", "--unsafe-fixes"])
    assert dockerfile.read_text() == "FROM python:3.12\nRUN make\n"


def test_fix_only_is_silent_about_the_rest(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "b.py").write_text("import os\nK = os.environ[name()]\n")
    assert cli.main(["lint", "--fix-only"]) == 0
    assert "REL" not in capsys.readouterr().out


def test_fixes_and_the_writing_of_suppressions_exclude_each_other(project: Path) -> None:
    assert cli.main(["lint", "--fix", "--add-ignore"]) == 2
    assert cli.main(["lint", "--diff", "--update-baseline"]) == 2


def test_a_read_moves_into_the_settings_from_the_command_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "config.py").write_text(CONFIG)
    (project / "main.py").write_text('import os\n\nA = os.getenv("WORKERS", "x")\nB = os.getenv("HOST", default())\n')
    cli.main(["lint", "--fix", "--show-fixes", "main.py"])
    out = capsys.readouterr().out
    assert "main.py:6: REL102: its default is computed" in out
    assert "from config import settings\n\nA = settings.workers\n" in (project / "main.py").read_text()
    assert '    workers: str = "x"\n' in (project / "config.py").read_text()


def test_a_plain_run_marks_what_fix_would_repair(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "a.py").write_text("X = 1\n")
    (project / "config.py").write_text(CONFIG)
    (project / "main.py").write_text('import os\n\nA = os.getenv("WORKERS", "x")\nB = os.getenv("HOST", default())\n')
    for _ in range(2):  # the second run remembers
        assert cli.main(["lint", "--output-format", "concise"]) == 1
        out = capsys.readouterr().out
        assert "main.py:3:5: REL102 [*] `WORKERS`" in out
        assert "main.py:4:5: REL102 `HOST`" in out
        assert "1 fixable with the `--fix` option." in out


WORKERS = """\
import os

WORKERS = int(os.environ.get("WORKERS", "4"))


def name() -> str:
    return os.environ.get("WORKER_NAME", "shop")
"""


@pytest.mark.parametrize("begins", [[], ["--no-cache"]], ids=["with a cache", "without"])
def test_a_fix_of_one_file_is_that_of_all(project: Path, capsys: pytest.CaptureFixture[str], begins: list[str]) -> None:
    """A hook names the changed files; who imports them, and what tests set, stands in files that read nothing."""
    files = {
        "shop/__init__.py": "",
        "shop/config.py": CONFIG,
        "shop/workers.py": WORKERS,
        "shop/uses.py": "from shop.workers import WORKERS\n\n\ndef twice() -> int:\n    return WORKERS * 2\n",
        "tests/test_name.py": "def test_name(monkeypatch):\n    monkeypatch.setenv('WORKER_NAME', 'x')\n",
    }
    for name, text in files.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text)
    (project / "a.py").unlink()
    shown = []
    named = ["shop/workers.py", "shop/config.py"]
    for paths in (["."], named, named):  # the cache is filled, and then read
        cli.main(["lint", "--diff", "--unsafe-fixes", "--show-fixes", *begins, *paths])
        printed = capsys.readouterr()
        shown.append((printed.out, printed.err.partition("Would fix")[2]))
    assert shown[1:] == [shown[0]] * 2
    assert "+    return settings.workers * 2" in shown[0][0]
    assert "REL101: a test sets it" in shown[0][1]
