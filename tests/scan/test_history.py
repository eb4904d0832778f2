"""What was committed once is in `.git`, and is found there: as git writes it first, and as it packs it later."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from relcheck.cli import main

VALUE = "pWx7Rq2nLk9sTz4vBm1c"


def git(repository: Path, *arguments: str) -> None:
    who = ["-c", "user.name=you", "-c", "user.email=you@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *arguments], cwd=repository, check=True, capture_output=True)


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_a_secret_that_was_committed_and_deleted_is_found_in_the_image(
    packed: bool,
    tmp_path: Path,
    tar_of: Callable[[Mapping[str, bytes]], bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repository = tmp_path / "shop"
    repository.mkdir()
    git(repository, "init", "-q")
    (repository / "settings.env").write_text(f"PORT=80\nAPI_TOKEN={VALUE}\n")
    git(repository, "add", "-f", "settings.env")
    git(repository, "commit", "-qm", "begin")
    git(repository, "rm", "-q", "settings.env")
    git(repository, "commit", "-qm", "take it out again")
    if packed:
        git(repository, "gc", "-q")
    files = {f"app/{path.relative_to(repository).as_posix()}": path.read_bytes()
             for path in repository.rglob("*") if path.is_file()}  # fmt: skip
    (tmp_path / "layer.tar").write_bytes(tar_of(files))
    monkeypatch.setenv("API_TOKEN", VALUE)
    assert main(["scan", str(tmp_path / "layer.tar"), "--secret", "API_TOKEN", "--isolated"]) == 1
    out = capsys.readouterr().out
    assert f"the value of `API_TOKEN` is in `{tmp_path}/layer.tar!/app/.git/objects/" in out
    assert (".pack`" in out) is packed
    assert VALUE not in out
