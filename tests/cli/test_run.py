"""`relcheck run`: verified first, then the function, and its result is the exit status."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcheck.cli import main
from relcheck.cli.run import parser, split
from relcheck.errors import UsageError

Run = Callable[..., tuple[int, str, str]]
CONFIG = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
"""
RELEASE = """\
import os
import sys

from config import Settings

loaded = sys.modules.get("loaded", 0)


def nothing():
    print("migrated", Settings().database_url == os.environ["DATABASE_URL"])


def number(text):
    return int(text)


def truth(text):
    return text == "yes"


def minimal():
    return int(os.environ.get("RELCHECK_MINIMAL", "0")) + 2 * (os.environ.get("OTEL_SDK_DISABLED") == "true")


async def later():
    return 5


def leave():
    sys.exit("no database here")


def fail():
    try:
        connect(Settings().database_url)
    except ConnectionError as error:
        raise RuntimeError(f"cannot reach {Settings().database_url}") from error


def connect(url):
    raise ConnectionError(url)


def rollback(revision, step="1"):
    print(revision, step)


class Jobs:
    @staticmethod
    def each(*names):
        print(len(names))
"""
URL = {"DATABASE_URL": "postgresql://shop:w7Kq2p@db/shop"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in an application with a settings class and a release module."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "config.py").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "release.py").write_text(RELEASE, encoding="utf-8")
    (tmp_path / "relcheck.toml").write_text('schema = "config:Settings"\n', encoding="utf-8")

    def ran(*arguments: str, **environ: str) -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("DATABASE_URL", raising=False)
            patch.delenv("RELCHECK_MINIMAL", raising=False)
            patch.delenv("OTEL_SDK_DISABLED", raising=False)
            for name, value in environ.items():
                patch.setenv(name, value)
            before = dict(os.environ)
            try:
                status = main(["run", *arguments])
            finally:
                for name in ("config", "release"):
                    sys.modules.pop(name, None)
                for name in set(os.environ) - set(before):
                    del os.environ[name]
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return ran


def test_nothing_is_called_while_a_variable_is_missing(run: Run) -> None:
    status, out, err = run("release:nothing")
    assert (status, out) == (1, "")
    assert "`DATABASE_URL` is not set [REL401]" in err
    assert "`release:nothing` was not started" in err


def test_a_function_that_returns_nothing_ends_well(run: Run) -> None:
    assert run("release:nothing", **URL) == (0, "migrated True\n", "")


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (("release:number", "0"), 0),
        (("release:number", "42"), 42),
        (("release:number", "300"), 44),
        (("release:truth", "yes"), 0),
        (("release:truth", "no"), 1),
        (("release:later",), 5),
        (("release:minimal",), 0),
        (("--minimal", "release:minimal"), 3),
    ],
)
def test_the_result_is_the_exit_status(run: Run, call: tuple[str, ...], status: int) -> None:
    assert run(*call, **URL)[0] == status


def test_what_follows_the_function_is_its_own(run: Run) -> None:
    assert run("release:rollback", "ae10", "--quiet", **URL) == (0, "ae10 --quiet\n", "")
    assert run("release:Jobs.each", "a", "--", "c", **URL) == (0, "3\n", "")


def test_arguments_that_do_not_fit_are_told_with_those_that_do(run: Run) -> None:
    assert run("release:rollback", **URL) == (
        2, "", "relcheck: `release:rollback` is called with REVISION [STEP]\n"
    )  # fmt: skip
    assert run("release:nothing", "x", **URL)[2] == "relcheck: `release:nothing` is called with no arguments\n"


def test_a_function_may_leave_with_its_own_words(run: Run) -> None:
    assert run("release:leave", **URL) == (1, "", "no database here\n")


def test_an_exception_is_told_by_place_and_type_without_its_text(run: Run) -> None:
    status, out, err = run("release:fail", **URL)
    assert (status, out) == (1, "")
    lines = err.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert "ConnectionError was raised, and then" in lines
    assert "RuntimeError" in lines
    assert any(line.endswith('release.py", line 37, in fail') for line in lines), err
    assert "    connect(Settings().database_url)" in lines
    assert lines[-1].startswith("relcheck: `release:fail` failed; its text is left out")
    assert "w7Kq2p" not in err
    assert "boot/call.py" not in err


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=3, max_size=12).map(lambda text: f"zq{text}qz"))
def test_no_failure_shows_a_value(run: Run, value: str) -> None:
    _, out, err = run("release:fail", DATABASE_URL=value)
    assert value not in out + err


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("release", "`release` is not a function: write package.module:function"),
        ("release:", "`release:` is not a function: write package.module:function"),
        ("relaese:nothing", "there is no module `relaese`: did you mean `release:nothing`?"),
        ("release:nothin", "`release` has no `nothin`; did you mean `nothing`?"),
        ("release:loaded", "`release:loaded` cannot be called: it is not a function"),
    ],
)
def test_a_function_that_is_not_there_is_one_line(run: Run, target: str, said: str) -> None:
    assert run(target, **URL) == (2, "", f"relcheck: {said}\n")


def test_no_function_and_unknown_options_are_one_line(run: Run) -> None:
    assert run()[2].startswith("relcheck: no function is named")
    assert run("--migrate")[2] == "relcheck: unknown option `--migrate`; see `relcheck run --help`\n"


def test_warn_only_goes_on(run: Run) -> None:
    status, out, err = run("--warn-only", "release:minimal")
    assert (status, out) == (0, "")
    assert "REL401" in err


def test_options_come_before_the_function() -> None:
    assert split(["--schema", "a:B", "--fail-on=info", "m:f", "--schema", "x"]) == (
        ["--schema", "a:B", "--fail-on=info"], "m:f", ["--schema", "x"]
    )  # fmt: skip
    assert split(["--", "m:f"]) == ([], "m:f", [])
    with pytest.raises(UsageError):
        split(["--wrong", "m:f"])


def test_completion_knows_the_options() -> None:
    said = {option for action in parser()._actions for option in action.option_strings}
    assert {"--minimal", "--schema", "--app-dir", "--quiet"} <= said


def test_what_the_application_left_for_the_end_is_done(tmp_path: Path) -> None:
    """Exporters flush in threads and at exit; a release command must not cut them off."""
    code = (
        "import atexit, threading, time\n"
        "atexit.register(print, 'at exit')\n"
        "def go():\n"
        "    threading.Thread(target=lambda: (time.sleep(0.2), print('in a thread'))).start()\n"
        "    return 3\n"
    )
    (tmp_path / "work.py").write_text(code, encoding="utf-8")
    (tmp_path / "config.py").write_text(CONFIG, encoding="utf-8")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "relcheck", "run", "--schema", "config:Settings", "work:go"],
        cwd=tmp_path,
        env={"DATABASE_URL": "sqlite://", "PYTHONPATH": f"{root}{os.pathsep}{root / 'rules'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "in a thread\nat exit\n", "")
