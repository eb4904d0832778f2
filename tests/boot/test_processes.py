"""`relcheck verify-env` as a real process: the command takes its place, in every kind of container."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Start = Callable[..., "subprocess.Popen[str]"]

SETTINGS = """\
import os
from pydantic_settings import BaseSettings

os.environ["CHANGED"] = "by the module"
os.chdir("/")


class Settings(BaseSettings):
    port: int


print("from the module")
"""
SHOW = """\
import json, os
print(json.dumps({"pid": os.getpid(), "environ": dict(os.environ), "cwd": os.getcwd()}))
"""


@pytest.fixture(autouse=True)
def application(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text(SETTINGS, encoding="utf-8")


def test_the_command_has_the_pid_the_directory_and_the_environment(start: Start, tmp_path: Path) -> None:
    process = start("config:Settings", "--", sys.executable, "-c", SHOW, PORT="80", LC_ALL="C.UTF-8")
    out, err = process.communicate(timeout=60)
    shown = json.loads(out)
    assert shown["pid"] == process.pid
    assert shown["cwd"] == str(tmp_path)
    assert "CHANGED" not in shown["environ"]
    assert shown["environ"]["PORT"] == "80"
    assert err == "from the module\n"


def test_python_s_own_locale_variable_is_not_handed_on(start: Start) -> None:
    process = start("config:Settings", "--", "env", PORT="80")
    names = {line.partition("=")[0] for line in process.communicate(timeout=60)[0].splitlines()}
    assert names == {"PATH", "PYTHONPATH", "PORT"}


def test_the_exit_status_is_the_command_s_own(start: Start) -> None:
    process = start("config:Settings", "--", "sh", "-c", "exit 42", PORT="80")
    process.communicate(timeout=60)
    assert process.returncode == 42


def test_signals_reach_the_command_and_pipes_break_as_usual(start: Start) -> None:
    process = start("config:Settings", "--", "sh", "-c", "grep SigIgn /proc/self/status; exec sleep 60", PORT="80")
    assert process.stdout is not None
    ignored = int(process.stdout.readline().split()[1], 16)
    assert not ignored & (1 << (signal.SIGPIPE - 1))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGTERM


@pytest.mark.parametrize(("command", "status"), [("no-such-command", 127), ("./config.py", 126)])
def test_a_command_that_cannot_start_ends_as_a_shell_would(start: Start, command: str, status: int) -> None:
    process = start("config:Settings", "--", command, PORT="80")
    _, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert err.splitlines()[-1].startswith(f"relcheck: cannot start `{command}`: ")


def test_a_module_that_breaks_is_reported_by_place_and_type(start: Start, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("import os\n\n1 / len(os.environ['EMPTY'])\n", encoding="utf-8")
    process = start("config:Settings", "--", "true", EMPTY="")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err == (
        "relcheck: config.py:3: importing `config:Settings` raises ZeroDivisionError;"
        " `python -c 'import config'` shows its message\n"
    )


def test_nothing_of_the_lint_extra_is_imported(start: Start, tmp_path: Path) -> None:
    """The container has neither; importing one of them would end the check."""
    for name in ("libcst", "ruff", "rich", "yaml", "tomlkit"):
        (tmp_path / "stop" / name).mkdir(parents=True)
        (tmp_path / "stop" / name / "__init__.py").write_text("raise SystemExit(99)", encoding="utf-8")
    path = f"{tmp_path / 'stop'}:{os.pathsep.join(sys.path)}"
    process = start("config:Settings", "--", "true", PORT="80", PYTHONPATH=path)
    assert (process.communicate(timeout=60)[0], process.returncode) == ("", 0)
    for form in ("text", "json", "github", "sarif"):
        process = start("config:Settings", "--output-format", form, PORT="many", PYTHONPATH=path)
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "REL403" in out


NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
          "--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search")  # fmt: skip
"""A user without a home who may read everything, so that it does not matter where the tests lie, and write nowhere."""


def test_it_runs_on_a_read_only_file_system_without_a_home(start: Start, tmp_path: Path) -> None:
    root = os.getuid() == 0
    tmp_path.chmod(0o555)
    process = start("config:Settings", "--", "id", "-u", before=NOBODY if root else (), PORT="80")
    out, err = process.communicate(timeout=60)
    tmp_path.chmod(0o755)
    assert (process.returncode, out.strip()) == (0, "65534" if root else str(os.getuid())), err
    assert not (tmp_path / "__pycache__").exists()


def namespace() -> tuple[str, ...]:
    """A new PID namespace: root may make one, others together with a user namespace."""
    return (
        ("unshare", "--fork", "--pid")
        if os.getuid() == 0
        else ("unshare", "--user", "--map-root-user", "--fork", "--pid")
    )


def can_unshare() -> bool:
    return subprocess.run([*namespace(), "true"], capture_output=True, check=False).returncode == 0


def test_it_is_pid_1_and_so_is_the_command(start: Start) -> None:
    """Where the kernel grants no namespace, what counts is shown all the same: the PID stays what it was."""
    before = namespace() if can_unshare() else ()
    process = start("config:Settings", "--", "sh", "-c", "echo $$", before=before, PORT="80")
    out, err = process.communicate(timeout=60)
    assert out.strip() == ("1" if before else str(process.pid)), err


def test_sigterm_ends_the_check_even_for_pid_1(start: Start, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text(
        "import sys, time\nprint('slow', flush=True)\ntime.sleep(60)\n", encoding="utf-8"
    )
    process = start("config:Settings", "--", "true")
    assert process.stderr is not None
    assert process.stderr.readline() == "slow\n"
    process.send_signal(signal.SIGTERM)
    begin = time.monotonic()
    process.communicate(timeout=60)
    assert process.returncode == 143
    assert time.monotonic() - begin < 30


def test_warn_only_starts_the_command_even_where_nothing_could_be_verified(start: Start, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("1 / 0\n", encoding="utf-8")
    process = start("config:Settings", "--warn-only", "--", "echo", "started")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "started\n")
    assert err == (
        "relcheck: config.py:1: importing `config:Settings` raises ZeroDivisionError;"
        " `python -c 'import config'` shows its message\n"
    )


def test_a_terminal_has_colours_and_a_log_has_none(environ: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "relcheck", "verify-env", "config:Settings"]

    def seen(**variables: str) -> str:
        ours, theirs = os.openpty()
        with os.fdopen(ours, "rb") as screen:
            run = subprocess.run(command, cwd=tmp_path, env=environ | variables, stdout=theirs, check=False)
            os.close(theirs)
            assert run.returncode == 1
            return os.read(screen.fileno(), 65536).decode()

    plain = seen(TERM="dumb")
    assert plain.startswith("error: `PORT` is not set [REL401]")
    assert "\x1b[" not in plain
    has_rich = importlib.util.find_spec("rich") is not None
    assert ("\x1b[" in seen(TERM="xterm")) is has_rich


def test_a_python_program_may_run_inside_the_same_process(start: Start, tmp_path: Path) -> None:
    program = """\
import atexit, json, os, sys
assert "config" not in sys.modules
import config
atexit.register(print, "the end")
print(json.dumps([os.getpid(), sys.argv, __name__, "relcheck" in sys.modules, config.Settings().port]))
sys.exit(7)
"""
    (tmp_path / "main.py").write_text(program, encoding="utf-8")
    for command in (("python", "main.py", "--flag"), ("python", "-m", "main", "--flag")):
        process = start("config:Settings", "--in-process", "--", *command, PORT="80")
        out, err = process.communicate(timeout=60)
        assert process.returncode == 7, err
        lines = [line for line in out.splitlines() if line != "from the module"]
        pid, argv, name, inside, port = json.loads(lines[0])
        assert (pid, argv[1:], name, inside, port) == (process.pid, ["--flag"], "__main__", True, 80)
        assert lines[1] == "the end"


def test_what_is_no_python_program_is_started_as_ever(start: Start) -> None:
    process = start("config:Settings", "--in-process", "--", "sh", "-c", "exit 9", PORT="80")
    process.communicate(timeout=60)
    assert process.returncode == 9


@pytest.mark.parametrize("log", ["2>/dev/full", "2>&-"])
def test_a_log_that_takes_nothing_keeps_no_command_from_starting(start: Start, log: str, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text(SETTINGS.replace('print("from the module")', ""), encoding="utf-8")
    process = start("config:Settings", "--warn-only", "--", "echo", "on", before=("sh", "-c", f'exec "$@" {log}', "sh"))
    assert (process.communicate(timeout=60)[0], process.returncode) == ("on\n", 0)
    process = start("config:Settings", "--", "echo", "on", before=("sh", "-c", f'exec "$@" {log}', "sh"))
    assert (process.communicate(timeout=60)[0], process.returncode) == ("", 1)


def test_an_assignment_before_the_command_is_not_repeated(start: Start) -> None:
    """As in `docker run IMAGE KEY=value uvicorn`, which no exec understands."""
    for given in ({"PORT": "80"}, {}):
        process = start("config:Settings", "--", "API_KEY=marked-value", "uvicorn", **given)
        out, err = process.communicate(timeout=60)
        assert process.returncode == (127 if given else 1)
        assert "marked" not in out + err
        assert "`API_KEY=...`" in err
