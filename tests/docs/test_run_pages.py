"""Every command on the pages is run, and prints what the page shows; see walk.py for the rules."""

import os
import re
import sys
from pathlib import Path
from typing import Final

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from walk import ROOT, blocks, disagreements, rewritten, run

PAGES: Final = [
    path
    for path in sorted((ROOT / "docs").rglob("*.md"))
    if path.name != "tutorial.md" and ("how-to" in path.parts or "```sh\n" in path.read_text("utf-8"))
]
"""The guides, and all other pages that have commands to run; the tutorial has a test of its own."""


def surroundings(home: Path) -> dict[str, str]:
    """An environment that says nothing, with the relcheck that is under test in front."""
    programs = home / "programs"
    programs.mkdir()
    (programs / "relcheck").write_text(f'#!/bin/sh\nexec {sys.executable} -m relcheck "$@"\n')
    (programs / "python").symlink_to(sys.executable)
    for program in programs.iterdir():
        program.chmod(0o755)
    return {
        "PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "HOME": str(home),
        "GIT_AUTHOR_NAME": "you",
        "GIT_AUTHOR_EMAIL": "you@example.org",
        "GIT_COMMITTER_NAME": "you",
        "GIT_COMMITTER_EMAIL": "you@example.org",
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_commands_of_a_page_do_what_it_shows(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    page = path.read_text("utf-8")
    directory = tmp_path / "shop"
    directory.mkdir()
    done = run(page, directory, surroundings(tmp_path))
    if request.config.getoption("--update-transcripts"):
        path.write_text(rewritten(page, done, directory), "utf-8")
        page = path.read_text("utf-8")
    assert list(disagreements(page, done, directory)) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_runs_its_commands_or_says_what_they_need(path: Path) -> None:
    page = path.read_text("utf-8")
    assert path.stem == "index" or any(block.language == "sh" and not block.needs for block in blocks(page))


def test_no_page_shows_a_command_in_a_block_that_is_not_run() -> None:
    pages = [
        path for path in (ROOT / "docs").rglob("*.md") if re.search(r"```(console|bash|shell)", path.read_text("utf-8"))
    ]
    assert pages == []
