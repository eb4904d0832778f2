"""The command line as a whole: what it teaches, what it answers to mistakes, and what it imports."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from relcheck import __main__ as started
from relcheck import __version__, cli
from relcheck.errors import RelcheckError


def test_help_groups_every_command_and_says_where_to_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    text = capsys.readouterr().out
    assert "Start here:" in text
    for name, summary in cli.COMMANDS:
        assert f"  {name}" in text
        assert summary in text


def test_no_arguments_are_a_question_for_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert "Usage: relcheck COMMAND" in capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name, _ in cli.COMMANDS])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["help", name]) == 0
    assert name in capsys.readouterr().out


def test_an_old_python_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit) as stop:
        started.run()
    assert stop.value.code == 2
    assert capsys.readouterr().err == "relcheck: this is Python 3.10, and 3.11 or newer is needed\n"


def test_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"relcheck {__version__}\n"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["lnt"], "did you mean `relcheck lint`?"),
        (["check"], "did you mean `relcheck lint`?"),
        (["fix"], "did you mean `relcheck lint --fix`?"),
        (["verify"], "did you mean `relcheck verify-env`?"),
        (["tests"], "run `relcheck lint tests`"),
        (["--select", "REL1"], "`relcheck lint --select`"),
        (["zzz"], "`relcheck --help` lists them all"),
    ],
)
def test_an_unknown_command_is_one_line_with_a_way_on(
    argv: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.path.exists", lambda path: path == "tests")
    assert cli.main(argv) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def failing(error: BaseException) -> ModuleType:
    """A command that raises."""
    module = ModuleType("relcheck.cli.lint")

    def run(argv: list[str]) -> int:
        raise error

    module.run = run  # type: ignore[attr-defined]
    return module


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RelcheckError("no such thing"), 2),
        (KeyboardInterrupt(), 130),
        (SystemExit(2), 2),
        (ValueError("hunter22"), 3),
        (BaseException("hunter22"), 3),
        (MemoryError(), 2),
        (OSError(errno.EMFILE, "too many"), 2),
        (OSError(errno.EBADF, "bad"), 2),
    ],
)
def test_every_end_has_its_status(
    error: BaseException, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "relcheck.cli.lint", failing(error))
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    assert cli.main(["lint"]) == status
    assert not {"Traceback", "hunter22"} & set(re.findall(r"\w+", capsys.readouterr().err))


def test_a_bug_is_told_with_versions_and_places_and_without_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "relcheck.cli.lint", failing(KeyError("hunter22")))
    cli.main(["lint"])
    text = capsys.readouterr().err
    assert "hunter22" not in text
    assert f"relcheck {__version__}, Python {sys.version_info[0]}." in text
    assert "test_main.py:" in text
    assert "builtins.KeyError" in text


@pytest.mark.parametrize("argv", [["--version"], ["rules"], ["lint", "--show-files", "."]])
def test_an_output_that_cannot_be_written_is_said_in_one_line(argv: list[str]) -> None:
    if not os.path.exists("/dev/full"):
        assert sys.platform != "linux"
        return
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "relcheck", *argv], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "relcheck: the output cannot be written: No space left on device\n"


def test_closed_streams_are_no_error() -> None:
    for arguments in ("--version", "lint --isolated -"):
        command = f'"{sys.executable}" -m relcheck {arguments} <&- >&- 2>&-'
        assert subprocess.run(["sh", "-c", command], check=False).returncode == 0


def test_what_was_printed_arrives_although_the_process_ends_at_once() -> None:
    done = subprocess.run([sys.executable, "-m", "relcheck", "rules"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.count("\nREL") > 50


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m relcheck rules | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] in ("0", "141")


@pytest.mark.parametrize("argv", [["--version"], ["--help"]])
def test_starting_imports_nothing_heavy(argv: list[str]) -> None:
    done = subprocess.run([sys.executable, "-X", "importtime", "-m", "relcheck", *argv], capture_output=True, text=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    heavy = {
        "libcst",
        "rich",
        "pydantic",
        "argparse",
        "yaml",
        "dataclasses",
        "importlib.metadata",
        "subprocess",
        "json",
    }
    assert loaded & heavy == set()


def test_a_run_that_finds_nothing_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    program = "import sys; from relcheck.cli import main; main(['lint', 'a.py']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "All checks passed! 1 file checked.\n"
    heavy = {"libcst", "rich", "pydantic", "yaml", "dataclasses", "importlib.metadata", "subprocess", "json", "tomllib"}
    assert set(done.stderr.split()) & (heavy | {"relcheck.excerpt", "relcheck.directives", "shtab"}) == set()
