"""Which files are read: what ruff would read, wherever it is asked."""

import os
import subprocess
from pathlib import Path

import pytest

from relcheck.errors import UsageError
from relcheck.repo.discover import Files, begin, discover
from relcheck.repo.readers import READERS, classify
from relcheck.ruff import binary


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")


def tree(root: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    touch(
        root,
        "app/main.py", "app/stub.pyi", "app/book.ipynb", "app/.hidden.py", ".dot/inside.py", "setup.py",
        "ignored/x.py", "app/local.py", "node_modules/p/setup.py", ".venv/lib/y.py", "generated/a.py", "extra/z.py",
        "member/pyproject.toml", "member/src/ok.py", "member/src/skip.py", "member/docs/conf.py", "readme.md",
    )  # fmt: skip
    (root / ".gitignore").write_text("ignored/\n")
    (root / "app/.gitignore").write_text("local.py\n")
    (root / "pyproject.toml").write_text('[tool.ruff]\nextend-exclude = ["generated"]\n')
    (root / "extra/ruff.toml").write_text('exclude = ["z.py"]\n')
    (root / "member/pyproject.toml").write_text('[tool.ruff]\nexclude = ["skip.py", "docs"]\n')
    return root


def python(files: Files) -> list[str]:
    return [path for path in files.readers if path.endswith((".py", ".ipynb"))]


def test_discovery_agrees_with_ruff(tmp_path: Path) -> None:
    root = tree(tmp_path)
    shown = subprocess.run(
        [binary.find(), "check", "--show-files", str(root)], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    expected = [os.path.relpath(path, root) for path in shown if path.endswith((".py", ".ipynb"))]
    assert python(discover(str(root), [str(root)])) == sorted(expected)
    assert sorted(expected) == [
        ".dot/inside.py", "app/.hidden.py", "app/book.ipynb", "app/main.py", "member/src/ok.py", "setup.py",
    ]  # fmt: skip


def test_the_project_s_own_includes_still_count(tmp_path: Path) -> None:
    touch(tmp_path, "tool.script", "a.py", "b.py")
    (tmp_path / "ruff.toml").write_text('include = ["a.py"]\nextend-include = ["*.script"]\n')
    assert python(discover(str(tmp_path), [str(tmp_path)])) == ["a.py"]


def test_other_readers_files_obey_the_same_excludes(tmp_path: Path) -> None:
    root = tree(tmp_path)
    found = discover(str(root), [str(root)]).readers
    assert "member/pyproject.toml" in found
    assert "readme.md" not in found


def test_a_named_file_is_read_whatever_excludes_say_and_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree(tmp_path)
    monkeypatch.setattr(binary, "start", None)
    monkeypatch.setattr(binary, "run", None)
    named = [str(root / "ignored/x.py"), str(root / "generated/a.py"), str(root / "app/stub.pyi")]
    assert list(discover(str(root), named).readers) == ["generated/a.py", "ignored/x.py"]


def test_force_exclude_excludes_named_files_too(tmp_path: Path) -> None:
    root = tree(tmp_path)
    named = [str(root / "app/main.py"), str(root / "generated/a.py")]
    assert list(discover(str(root), named, force_exclude=True).readers) == ["app/main.py"]


def test_a_script_without_a_suffix_is_python_by_its_first_line(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("#!/usr/bin/env python3\n")
    (tmp_path / "sh").write_text("#!/bin/sh\n")
    named = [str(tmp_path / "run"), str(tmp_path / "sh")]
    assert list(discover(str(tmp_path), named).readers) == ["run"]


def test_a_missing_path_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^no such file or directory: .*nope.py$"):
        begin(str(tmp_path), [str(tmp_path / "nope.py")])


def test_a_configuration_that_ruff_refuses_costs_only_its_excludes(tmp_path: Path) -> None:
    root = tree(tmp_path)
    (root / "ruff.toml").write_text('extend = "gone.toml"\n')
    files = discover(str(root), [str(root)])
    assert "generated/a.py" in files.readers
    assert "ignored/x.py" not in files.readers
    assert "ruff cannot read its configuration" in files.notes[0]
    assert "gone.toml" in files.notes[0]


def test_without_ruff_git_lists_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(tmp_path)
    find = binary.find
    monkeypatch.setattr(binary, "find", lambda name="ruff": "" if name == "ruff" else find(name))
    files = discover(str(root), [str(root)])
    assert python(files) == [
        ".dot/inside.py", "app/.hidden.py", "app/book.ipynb", "app/main.py", "extra/z.py", "generated/a.py",
        "member/docs/conf.py", "member/src/ok.py", "member/src/skip.py", "setup.py",
    ]  # fmt: skip
    assert "ruff is not installed" in files.notes[0]


def test_without_ruff_and_git_a_walk_lists_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a.py", "b/c.py", ".venv/d.py", "node_modules/e.py")
    os.symlink(tmp_path, tmp_path / "b" / "loop", target_is_directory=True)
    monkeypatch.setattr(binary, "find", lambda name="ruff": "")
    assert python(discover(str(tmp_path), [str(tmp_path)])) == ["a.py", "b/c.py"]


def test_a_link_that_leads_in_a_circle_ends_nothing(tmp_path: Path) -> None:
    touch(tmp_path, "a.py", "b/c.py")
    os.symlink(tmp_path, tmp_path / "b" / "loop", target_is_directory=True)
    os.symlink(tmp_path / "self.py", tmp_path / "self.py")
    files = discover(str(tmp_path), [str(tmp_path)])
    assert {"a.py", "b/c.py"} <= set(files.readers)
    assert not any("loop" in path for path in files.readers)


def test_every_reader_is_reached_by_a_name_of_its_own() -> None:
    for reader in READERS:
        for glob in reader.files:
            assert classify("some/where/" + glob.replace("*", "x")) is not None


def test_where_we_stand_excludes_nothing_of_another_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "here/a.py", "there/fixtures/b.py")
    (tmp_path / "here" / "ruff.toml").write_text('extend-exclude = ["fixtures"]\n')
    monkeypatch.chdir(tmp_path / "here")
    there = str(tmp_path / "there")
    assert python(discover(there, [there])) == ["fixtures/b.py"]
