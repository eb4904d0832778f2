"""What a run says about Python files that it does not look at."""

import os
import subprocess
from pathlib import Path

import pytest

from relcheck.repo import leftout
from relcheck.repo.discover import discover


def project(root: Path, configuration: str, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    (root / "ruff.toml").write_text(configuration)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "-A"], check=True)
    return root


def notes(root: Path) -> tuple[str, ...]:
    return discover(str(root), [str(root)]).notes


def test_excludes_that_leave_out_all_code_are_told(tmp_path: Path) -> None:
    root = project(tmp_path, 'exclude = ["shop"]\n', "shop/a.py", "shop/b.py", "shop/deep/c.py")
    assert notes(root) == (
        "ruff's configuration leaves out 3 of 3 Python files, and relcheck with it: "
        "`relcheck lint --show-files` lists the others",
    )


def test_excludes_that_leave_out_a_part_are_nobodys_business(tmp_path: Path) -> None:
    root = project(tmp_path, 'exclude = ["old"]\n', "shop/a.py", "shop/b.py", "old/c.py", "old/d.py", "old/e.py")
    assert notes(root) == ()


def test_of_a_part_of_the_repository_its_own_files_count(tmp_path: Path) -> None:
    root = project(tmp_path, 'exclude = ["shop"]\n', "shop/a.py", "shop/b.py", "tools/c.py")
    assert discover(str(root), [str(root / "tools")]).notes == ()
    assert discover(str(root), [str(root / "shop")]).notes == ()  # ruff reads what it is told by name


def test_files_that_are_gone_are_not_left_out(tmp_path: Path) -> None:
    root = project(tmp_path, "", "shop/a.py", "shop/b.py", "shop/c.py", "d.py")
    for name in ("a", "b", "c"):
        (root / f"shop/{name}.py").unlink()
    assert notes(root) == ()


@pytest.mark.parametrize("known", [True, False])
def test_a_directory_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    root = project(tmp_path, "", "shop/a.py", "shop/deep/b.py")
    if not known:
        (root / ".git/index").unlink()
    closed = str(root / ("shop/deep" if known else "shop"))
    monkeypatch.setattr(os, "access", lambda path, mode: path != closed)
    found = list(leftout.notes(str(root), str(root), {}))
    assert found == [f"{os.path.relpath(closed, root)} cannot be looked into (permission denied), and is left out"] + (
        ["ruff's configuration leaves out 1 of 1 Python files, and relcheck with it: "
         "`relcheck lint --show-files` lists the others"] if known else []
    )  # fmt: skip


def test_a_file_whose_name_is_no_utf_8_is_told(tmp_path: Path) -> None:
    root = project(tmp_path, "", "shop/a.py", "shop/\ufffd.py")
    Path(os.fsdecode(os.fsencode(root) + b"/shop/n\xffme.py")).write_text("")
    assert notes(root) == ("left out, because ruff cannot list a name that is not UTF-8: shop/n\ufffdme.py",)
