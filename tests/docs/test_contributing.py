"""The steps of CONTRIBUTING.md make a rule that works: in a copy of the project, word for word."""

import os
import shutil
import sys
from pathlib import Path

import relcheck_rules

import relcheck

sys.path.insert(0, str(Path(__file__).parent))
from test_run_pages import surroundings
from walk import ROOT, disagreements, run


def test_a_rule_is_made_by_following_the_page(tmp_path: Path) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns(".relcheck_cache")  # what is compiled stays: it is much of the time
    shutil.copytree(Path(relcheck.__file__).parent, copy / "relcheck", ignore=ignored)
    shutil.copytree(Path(relcheck_rules.__file__).parent, copy / "rules/relcheck_rules", ignore=ignored)
    for name in ("tests/rules", "tests/conftest.py", "CHANGELOG.md", "pyproject.toml", "rules/README.md"):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, copy / name)
    environment = surroundings(tmp_path)
    environment["PYTHONPATH"] = os.pathsep.join([str(copy), str(copy / "rules"), environment["PYTHONPATH"]])
    done = run(page, copy, environment)
    assert list(disagreements(page, done, copy)) == []
    tests = done[-1].output
    assert "passed" in tests
    assert "failed" not in tests
    assert "# env-read-and-removed (REL198)" in tests
