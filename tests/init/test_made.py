"""What `relcheck init` makes: it passes relcheck with every rule on, hadolint, shellcheck, Compose and the schemas."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))
from projects import FILES, TOOLS, make

from relcheck import api
from relcheck.cli import main
from relcheck.config import Selection
from relcheck.init.seen import PLATFORMS
from relcheck.ruff import binary

SERVED = tuple(name for name in FILES if name != "library")
EVERYTHING = [word for name in PLATFORMS for word in ("--platform", name)]


def init(root: Path, *arguments: str) -> None:
    """Run the command, which says nothing and ends well."""
    assert main(["init", str(root), "--quiet", "--yes", *arguments]) == 0


def found(root: Path, *, theirs: frozenset[str]) -> list[str]:
    """What relcheck says about the files that were made, with every rule on; their own reads are theirs."""
    report = api.lint([str(root)], selection=Selection(select=("ALL",)), options=api.Options(cache=False, jobs=1))
    said = [f"{one.span.path}:{one.span.line} {one.code} {one.message}" for one in report.diagnostics]
    return [line for line in said if line.partition(":")[0] not in theirs]


def paths(root: Path) -> frozenset[str]:
    return frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def tool(name: str) -> str:
    """A program that a wheel of the extra `test` brings, or the system."""
    return binary.find(name) or shutil.which(name) or name


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("framework", FILES)
@pytest.mark.parametrize("how", TOOLS)
def test_relcheck_has_nothing_to_say_about_what_it_made(
    how: str, framework: str, platform: str, tmp_path: Path
) -> None:
    root = make(tmp_path.resolve(), framework, how)
    theirs = paths(root) - {"pyproject.toml"}
    init(root, "--docker", "--platform", platform)
    assert found(root, theirs=theirs) == []


@pytest.mark.parametrize("how", TOOLS)
@pytest.mark.parametrize("framework", SERVED)
def test_images_scripts_and_python_pass_the_tools_of_their_kind(framework: str, how: str, tmp_path: Path) -> None:
    root = make(tmp_path.resolve(), framework, how)
    before = paths(root)
    init(root, "--docker", *EVERYTHING)
    done = subprocess.run([tool("hadolint"), "Dockerfile"], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    scripts = sorted(path for path in paths(root) if path.startswith("bin/") and not path.endswith(".bat"))
    assert "bin/server" in scripts
    for script in scripts:
        assert os.access(root / script, os.X_OK)
        subprocess.run(["sh", "-n", script], cwd=root, check=True)
    done = subprocess.run([tool("shellcheck"), *scripts], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    made = sorted(path for path in paths(root) - before if path.endswith(".py"))
    assert made
    for path in made:
        ast.parse((root / path).read_text("utf-8"))
    rules = ("--select", "E,F,I,UP,B,TID251", "--ignore", "E501", "--no-cache")
    done = subprocess.run([tool("ruff"), "check", *rules, *made], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("framework", SERVED)
def test_manifests_are_what_their_platforms_read(framework: str, tmp_path: Path) -> None:
    root = make(tmp_path.resolve(), framework)
    init(root, "--docker", *EVERYTHING)
    environ = {"PATH": os.environ["PATH"]} | dict.fromkeys(names(root), "x")
    done = subprocess.run(
        [tool("docker-compose"), "-f", "compose.yaml", "config", "-q"], cwd=root, env=environ, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert tomllib.loads((root / "fly.toml").read_text("utf-8"))["app"] == "shop"
    assert tomllib.loads((root / "railway.toml").read_text("utf-8"))["build"]["builder"] == "DOCKERFILE"
    assert json.loads((root / "northflank.json").read_text("utf-8"))["spec"]["kind"] == "Workflow"
    assert yaml.safe_load((root / "render.yaml").read_text("utf-8"))["services"][0]["runtime"] == "docker"
    assert yaml.safe_load((root / ".do/app.yaml").read_text("utf-8"))["name"] == "shop"
    kinds = [one["kind"] for one in yaml.safe_load_all((root / "k8s/shop.yaml").read_text("utf-8"))]
    assert "Deployment" in kinds
    jobs = yaml.safe_load((root / ".github/workflows/relcheck.yml").read_text("utf-8"))["jobs"]
    assert set(jobs) == {"relcheck", "image"}


def names(root: Path) -> list[str]:
    """The variables that .env.example asks for."""
    return re.findall(r"(?m)^(?:# )?([A-Z_]+)=", (root / ".env.example").read_text("utf-8"))


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("framework", SERVED)
def test_a_manifest_names_every_variable_of_the_contract_and_no_secret(
    framework: str, platform: str, tmp_path: Path
) -> None:
    root = make(tmp_path.resolve(), framework)
    before = paths(root)
    init(root, "--docker", "--platform", platform)
    house = ("bin/", ".github", ".env", "Dockerfile", ".docker", "pyproject", ".pre", "shop/", "src/", "ruff")
    made = [path for path in paths(root) - before if not path.startswith((*house, ".relcheck"))]
    text = "".join((root / path).read_text("utf-8") for path in made)
    assert names(root)
    assert [name for name in names(root) if name not in text] == []


def test_units_are_verified_by_systemd(tmp_path: Path) -> None:
    root = make(tmp_path.resolve(), "fastapi")
    init(root, "--platform", "systemd")
    unit = root / "deploy/shop.service"
    text = unit.read_text("utf-8")
    assert "\nExecStart=/opt/shop/.venv/bin/relcheck verify-env -- uvicorn --host 127.0.0.1 --port 8000 " in text
    if not shutil.which("systemd-analyze"):
        return
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "is not executable" not in line] == []


@pytest.mark.parametrize("framework", FILES)
def test_a_second_run_changes_nothing(framework: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(tmp_path.resolve(), framework)
    init(root, "--docker", *EVERYTHING)
    assert main(["init", str(root), "--docker", *EVERYTHING, "--diff"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["init", str(root), "--docker", *EVERYTHING, "--dry-run"]) == 0
    assert "keep" not in capsys.readouterr().out


@pytest.mark.parametrize("framework", SERVED)
def test_what_ci_checks_holds_at_once(framework: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path.resolve(), framework)
    init(root)
    monkeypatch.chdir(root)
    assert main(["contract", "--check", ".env.example"]) == 0
    assert main(["ruff", "sync", "--check"]) == 0


def test_the_scripts_do_what_they_say(tmp_path: Path) -> None:
    root = make(tmp_path.resolve(), "fastapi", "pip")
    init(root)
    home = Path(api.__file__).parents[1]
    environ = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": f"{home}:{home / 'rules'}"}
    server = ["sh", str(root / "bin/server")]
    done = subprocess.run(server, env=environ, cwd="/", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "`DATABASE_URL` is not set" in done.stderr
    assert "`uvicorn` was not started" in done.stderr
    given = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/shop.sqlite3",
        "MAIL_HOST": "m",
        "PAYMENT_API_KEY": "w8Kd2mVx0Rz5Tq",
    }
    command = ["sh", str(root / "bin/migrate")]
    done = subprocess.run(command, env=environ | given, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "shop.sqlite3").stat().st_size > 0


def test_batch_files_end_their_lines_as_windows_does(tmp_path: Path) -> None:
    root = make(tmp_path.resolve(), "fastapi")
    init(root)
    for name in ("server", "migrate"):
        data = (root / f"bin/{name}.bat").read_bytes()
        assert data.count(b"\r\n") == data.count(b"\n") > 5
