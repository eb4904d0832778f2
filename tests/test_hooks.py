"""The hooks and CI templates call commands that exist, with options that those take."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from relcheck.cli import COMMANDS
from relcheck.cli.options import parse

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs/ci/README.md").read_text("utf-8")
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


def snippet(name: str) -> Any:
    """A file that the guide shows."""
    match = re.search(rf"```yaml\n# {re.escape(name)}\n(.*?)```", GUIDE, re.DOTALL)
    assert match
    return yaml.safe_load(match[1])


def commands() -> list[str]:
    """Every command of ours that the guide and the template show."""
    hooks = [hook["entry"] for repo in snippet(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    jobs = [job["run"] for job in snippet("lefthook.yml")["pre-commit"]["jobs"]]
    steps = snippet(".github/workflows/relcheck.yml")["jobs"]["relcheck"]["steps"]
    steps += snippet(".github/workflows/relcheck-image.yml")["jobs"]["scan"]["steps"]
    script = yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text("utf-8"))["relcheck"]["script"]
    found = [*hooks, *jobs, *(step["run"] for step in steps if "run" in step), *script]
    return [command for command in found if command.startswith("relcheck ")]


@pytest.mark.parametrize("command", commands())
def test_a_command_in_the_guide_takes_its_options(command: str) -> None:
    _, name, *options = shlex.split(command)
    assert name in dict(COMMANDS)
    if name == "lint":
        parse([*options, "a.py"])


def test_the_action_takes_what_the_guide_gives_it() -> None:
    steps = snippet(".github/workflows/relcheck-action.yml")["jobs"]["relcheck"]["steps"]
    (given,) = [step["with"] for step in steps if step["uses"].startswith("./")]
    assert given.keys() <= yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"].keys()
    parse([*shlex.split(given["options"]), "a.py"])


def test_the_job_on_the_page_is_the_file() -> None:
    assert snippet(".gitlab-ci.yml") == yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text("utf-8"))


def test_nobody_is_sent_to_a_repository_that_is_not_named() -> None:
    assert "OWNER" not in GUIDE
    assert {repo["repo"] for repo in snippet(".pre-commit-config.yaml")["repos"]} == {"local"}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project under git, with this relcheck on PATH."""
    root = tmp_path / "shop"
    root.mkdir()
    (root / "pyproject.toml").write_text('[project]\nname = "shop"\nscripts = {shop = "shop:main"}\n')
    (root / "shop.py").write_text('import os\n\nKEY = os.environ["KEY"]\n')
    (root / "clean.py").write_text("X = 1\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "relcheck").write_text(f'#!/bin/sh\nexec {sys.executable} -P -m relcheck "$@"\n')
    (programs / "relcheck").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{ROOT / 'rules'}")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    git(root, "init", "-q")
    return root


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=n", "-c", "user.email=n@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True)


def run(root: Path, *command: str) -> tuple[int, str]:
    program = shutil.which(command[0])
    assert program, f"{command[0]} is one of the tools of the tests"
    done = subprocess.run([program, *command[1:]], cwd=root, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("source", ["guide", "manifest"])
def test_prek_runs_the_hook_on_what_changed_and_it_knows_the_rest(repository: Path, source: str) -> None:
    """With the hook's own filters and arguments; only the environment is the one that is here."""
    hook = snippet(".pre-commit-config.yaml")["repos"][0]["hooks"][0] if source == "guide" else dict(HOOKS[0])
    hook = {key: value for key, value in hook.items() if key != "additional_dependencies"} | {"language": "system"}
    (repository / "env.py").write_text("import os\n\n\ndef var(name: str) -> str:\n    return os.environ[name]\n")
    (repository / "mail.py").write_text('from env import var\n\nHOST = var("MAIL_HOST")\n')
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": [hook]}]}))
    git(repository, "add", "-A")
    assert run(repository, "prek", "run", "--files", "clean.py")[0] == 0
    status, printed = run(repository, "prek", "run", "--files", "mail.py")
    assert status == 1
    assert "REL102 `MAIL_HOST`" in printed, "the helper is in a file that was not named"
    assert "shop.py" not in printed


def test_lefthook_stops_a_commit_with_a_finding(repository: Path) -> None:
    (repository / "lefthook.yml").write_text(yaml.safe_dump(snippet("lefthook.yml")))
    git(repository, "add", "clean.py")
    assert run(repository, "lefthook", "run", "pre-commit")[0] == 0
    (repository / "with space.py").write_text((repository / "shop.py").read_text())
    git(repository, "add", "-A")
    status, printed = run(repository, "lefthook", "run", "pre-commit")
    assert status == 1
    assert "shop.py:3:7" in printed
    assert "with space.py:3:7" in printed


def test_the_gitlab_template_leaves_a_code_quality_report_and_fails(repository: Path) -> None:
    """Its script, but for the installation."""
    job = yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text("utf-8"))["relcheck"]
    script = [line for line in job["script"] if not line.startswith("pip ")]
    assert run(repository, "sh", "-ec", "\n".join(script))[0] == 1
    report = yaml.safe_load((repository / job["artifacts"]["reports"]["codequality"]).read_text())
    assert [row["check_name"] for row in report] == ["REL102"]
