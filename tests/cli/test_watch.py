"""`relcheck lint --watch`, as the process that it is."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import relcheck_rules

import relcheck
from relcheck.cli import main
from relcheck.cli.watch import concerns

HOMES = {str(Path(module.__file__ or "").parents[1]) for module in (relcheck, relcheck_rules)}
READ = 'import os\n\nKEY = os.environ["KEY"]\n'


class Watched:
    """A run that goes on, and what it has printed so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", output: Path) -> None:
        self.process = process
        self.output = output

    def until(self, text: str, times: int = 1) -> str:
        """All that was printed, once a text is in it this many times."""
        end = time.monotonic() + 60
        while (printed := self.output.read_text()).count(text) < times:
            assert time.monotonic() < end, printed
            assert self.process.poll() is None, printed
            time.sleep(0.05)
        return printed


@contextmanager
def watching(root: Path, *options: str) -> Iterator[Watched]:
    output = root.parent / "printed.txt"
    command = [sys.executable, "-P", "-m", "relcheck", "lint", "--watch", "--output-format", "concise", *options]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(HOMES)}
    with output.open("wb") as file:
        process = subprocess.Popen(command, cwd=root, stdout=file, stderr=file, env=surroundings)
        try:
            yield Watched(process, output)
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "dist" / "shop"  # a project may lie in a directory that it would itself leave out
    root.mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "shop"\nscripts = {shop = "shop:main"}\n')
    (root / "shop.py").write_text(READ)
    return root


def test_it_runs_again_after_each_change_and_survives_bad_input(shop: Path) -> None:
    with watching(shop) as run:
        assert "shop.py:3:7: REL102" in run.until("REL102")
        (shop / "shop.py").write_text("\n" + READ)
        run.until("shop.py:4:7: REL102")
        (shop / "shop.py").write_text(READ + "print(")
        run.until("REL901")
        (shop / "relcheck.toml").write_text('slect = ["REL1"]\n')
        run.until("did you mean `select`")
        (shop / "relcheck.toml").write_text("")
        (shop / "shop.py").write_text("")
        run.until("All checks passed")
        (shop / "new").mkdir()
        (shop / "new/mail.py").write_text(READ)
        run.until("new/mail.py:3:7: REL102")
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(30) == 130
        assert "Traceback" not in run.output.read_text()


def test_what_it_writes_itself_is_no_change(shop: Path) -> None:
    with watching(shop, "--fix", "-o", "report.json") as run:
        run.until("Found 1 warning")
        (shop / "shop.py").write_text(READ + "\n")
        run.until("A file changed")
        time.sleep(1)
        assert run.output.read_text().count("A file changed") <= 2


def test_a_terminal_is_cleared_before_each_run(shop: Path) -> None:
    controller, terminal = pty.openpty()
    command = [sys.executable, "-P", "-m", "relcheck", "lint", "--watch"]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(HOMES)}
    process = subprocess.Popen(command, cwd=shop, stdout=terminal, stderr=terminal, stdin=terminal, env=surroundings)
    printed = b""
    try:
        while b"REL102" not in printed:
            printed += os.read(controller, 4096)
        assert printed.startswith(b"\x1b[2J")
    finally:
        process.kill()
        process.wait()
        os.close(controller)
        os.close(terminal)


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("shop.py", True),
        ("deploy/compose.yaml", True),
        ("Dockerfile", True),
        ("ruff.toml", True),
        (".gitignore", True),
        ("notes.txt", False),
        ("../other/shop.py", False),
        (".relcheck_cache/facts", False),
        (".venv/lib/site.py", False),
        ("shop/__pycache__/shop.pyc", False),
    ],
)
def test_only_files_that_a_run_looks_at_matter(path: str, matters: bool, tmp_path: Path) -> None:
    assert concerns(os.path.normpath(tmp_path / path), str(tmp_path)) == matters


@pytest.mark.parametrize("options", [["-"], ["--update-baseline"], ["--add-ignore", "known"]])
def test_it_goes_with_no_other_writer(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--watch", *options]) == 2
    assert "--watch" in capsys.readouterr().err


def test_it_says_how_to_get_what_it_lacks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert main(["lint", "--watch"]) == 2
    wanted = "relcheck: relcheck lint --watch needs the extra `watch`: pip install 'relcheck-config[watch]'\n"
    assert capsys.readouterr().err == wanted
