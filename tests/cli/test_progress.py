"""The line that says how far a run is: on terminals that can take it back, and only where it takes long."""

import pytest

from relcheck.cli.progress import Progress


def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock is a second later than the one before, and standard error is a terminal."""
    clock = iter(range(100))
    monkeypatch.setattr("relcheck.cli.progress.time.monotonic", lambda: next(clock))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")


def test_what_was_shown_is_taken_away_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    slow(monkeypatch)
    progress = Progress()
    progress.tell("1 of 2 files")
    progress.clear()
    progress.clear()
    assert capsys.readouterr().err == "\r\x1b[K1 of 2 files\r\x1b[K"


def test_a_dumb_terminal_and_a_quiet_run_are_told_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(monkeypatch)
    Progress(quiet=True).tell("1 of 2 files")
    monkeypatch.setenv("TERM", "dumb")
    Progress().tell("1 of 2 files")
    assert capsys.readouterr().err == ""


def test_a_short_run_writes_no_escape(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    progress = Progress()
    progress.tell("1 of 2 files")
    progress.clear()
    assert capsys.readouterr().err == ""
