"""The repositories under fixtures/ have transcripts, and running the commands again gives the same text.

A transcript is a text file: a line `$ relcheck ...`, what the command prints, and `[exit N]`. Lines that it
prints to standard error begin with `! `. After an intended change, write them anew and read the diff:

    pytest tests/test_fixtures.py --update-transcripts
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TRANSCRIPTS = sorted((ROOT / "fixtures").glob("*/transcript.txt"))


def replay(command: str, directory: Path) -> str:
    """What a command prints in a copy of the fixture, in an environment that says nothing."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "HOME": str(directory.parent),
    }
    name, *arguments = shlex.split(command)
    assert name == "relcheck"
    done = subprocess.run(
        [sys.executable, "-m", "relcheck", *arguments],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    errors = "".join(f"! {line}\n" for line in done.stderr.splitlines())
    return f"$ {command}\n{done.stdout}{errors}[exit {done.returncode}]\n"


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.parent.name)
def test_a_transcript_is_what_relcheck_prints(transcript: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    copy = tmp_path / transcript.parent.name
    shutil.copytree(transcript.parent, copy, ignore=shutil.ignore_patterns("transcript.txt", ".relcheck_cache"))
    expected = transcript.read_text("utf-8")
    commands = [line[2:] for line in expected.splitlines() if line.startswith("$ ")]
    assert commands
    actual = "\n".join(replay(command, copy) for command in commands)
    if request.config.getoption("--update-transcripts"):
        transcript.write_text(actual, "utf-8")
    else:
        assert actual == expected


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.parent.name)
def test_a_transcript_holds_no_traceback(transcript: Path) -> None:
    assert "Traceback" not in transcript.read_text("utf-8")


def test_every_fixture_has_a_transcript() -> None:
    directories = (path for path in (ROOT / "fixtures").iterdir() if path.is_dir())
    fixtures = {path for path in directories if not path.name.startswith((".", "_"))}
    assert {path.parent for path in TRANSCRIPTS} == fixtures
