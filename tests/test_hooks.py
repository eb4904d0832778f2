"""The hooks and CI templates call commands that exist, with options that those take."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from relcheck.cli import COMMANDS
from relcheck.cli.options import parse

ROOT = Path(__file__).parents[1]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_is_a_command_of_ours_with_all_it_needs(hook: dict[str, Any]) -> None:
    program, command, *options = shlex.split(hook["entry"])
    assert program == "relcheck"
    assert command in dict(COMMANDS)
    assert hook["additional_dependencies"] == [".[lint]"]
    if command == "lint":
        parse([*options, "a.py"])


@pytest.mark.parametrize(("source", "status"), [("X = 1\n", 0), ('import os\nK = os.environ["KEY"]\n', 1)])
def test_the_action_annotates_and_writes_sarif(tmp_path: Path, source: str, status: int) -> None:
    """Its shell steps, with a `relcheck` where the action would have installed it."""
    (tmp_path / "shop.py").write_text(source)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n[project.scripts]\nshop = "shop:main"\n')
    program = tmp_path / "temp/relcheck/bin/relcheck"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m relcheck "$@"\n')
    program.chmod(0o755)
    steps = {
        step["id"]: step for step in yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"] if "id" in step
    }
    surroundings = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'rules'}",
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "PATHS": "shop.py",
        "OPTIONS": "--no-cache",
    }
    done = {}
    for name in ("sarif", "lint"):
        done[name] = subprocess.run(
            ["bash", "-e", "-c", steps[name]["run"]], cwd=tmp_path, env=surroundings, capture_output=True, text=True
        )
    assert done["sarif"].returncode == 0, done["sarif"].stderr
    assert (tmp_path / "output").read_text() == f"file={tmp_path}/temp/relcheck.sarif\n"
    assert '"2.1.0"' in (tmp_path / "temp/relcheck.sarif").read_text()
    assert done["lint"].returncode == status, done["lint"].stderr
    assert ("::warning" in done["lint"].stdout) == bool(status)
