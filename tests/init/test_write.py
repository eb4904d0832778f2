"""`relcheck init` creates, merges and keeps: nothing that somebody wrote is lost."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from projects import make

from relcheck.cli import main

HOOKS = """\
# ours
repos:
- repo: https://example.org/hooks
  rev: v1
  hooks:
  - id: tidy

ci:
  autofix: false
"""


def test_it_lists_what_it_saw_what_it_made_and_what_to_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(tmp_path, "fastapi")
    assert main(["init", str(root), "--docker"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "* an ASGI service: a module creates an application object; the application is `shop.main:app`\n"
    )
    assert "\n  create  shop/config.py " in out
    assert "\n   merge  pyproject.toml " in out
    assert "\nNext:\n" in out
    assert "  relcheck run shop.release:migrate    # or bin/migrate\n" in out
    assert "  docker build -t shop .\n" in out


def test_a_file_that_git_would_pass_over_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(tmp_path, "fastapi")
    (root / ".gitignore").write_text("bin\n", encoding="utf-8")
    main(["init", str(root)])
    out = capsys.readouterr().out
    assert "  - .gitignore excludes bin/server, " in out
    assert ": run `git add --force bin/server " in out


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(tmp_path, "fastapi")
    before = sorted(path for path in root.rglob("*") if ".relcheck_cache" not in path.parts)
    for option in ("--dry-run", "--diff"):
        assert main(["init", str(root), "--docker", option]) == 1
    assert sorted(path for path in root.rglob("*") if ".relcheck_cache" not in path.parts) == before
    assert "+ENTRYPOINT [" in capsys.readouterr().out


def test_a_file_that_is_there_is_kept_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(tmp_path, "fastapi")
    (root / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    assert main(["init", str(root), "--docker"]) == 0
    assert (root / "Dockerfile").read_text("utf-8") == "FROM scratch\n"
    assert "keep  Dockerfile" in capsys.readouterr().out
    assert main(["init", str(root), "--docker", "--force", "--yes"]) == 0
    assert "ENTRYPOINT" in (root / "Dockerfile").read_text("utf-8")


def test_pyproject_keeps_its_comments_and_its_keys(tmp_path: Path) -> None:
    root = make(tmp_path, "fastapi")
    path = root / "pyproject.toml"
    text = path.read_text("utf-8") + '\n# about relcheck\n[tool.relcheck]\nignore = ["REL505"] # not yet\n'
    path.write_text(text, encoding="utf-8")
    assert main(["init", str(root), "--quiet"]) == 0
    after = path.read_text("utf-8")
    assert after.startswith(text.rstrip("\n"))
    assert 'schema = "shop.config:Settings"' in after


def test_a_hook_joins_those_that_are_there(tmp_path: Path) -> None:
    root = make(tmp_path, "fastapi")
    path = root / ".pre-commit-config.yaml"
    path.write_text(HOOKS, encoding="utf-8")
    assert main(["init", str(root), "--quiet"]) == 0
    after = path.read_text("utf-8")
    import yaml

    assert [one["repo"] for one in yaml.safe_load(after)["repos"]] == ["https://example.org/hooks", "local"]
    assert after.startswith("# ours\nrepos:\n- repo: https://example.org/hooks\n")
    assert after.endswith("\nci:\n  autofix: false\n")
    assert main(["init", str(root), "--quiet"]) == 0
    assert path.read_text("utf-8") == after


def test_dockerignore_gains_what_it_lacks(tmp_path: Path) -> None:
    root = make(tmp_path, "fastapi")
    (root / ".dockerignore").write_text("**/.env\ndocs\n", encoding="utf-8")
    (root / ".gitignore").write_text("service-account-key.json\nbuild/\n", encoding="utf-8")
    assert main(["init", str(root), "--docker", "--quiet"]) == 0
    lines = (root / ".dockerignore").read_text("utf-8").splitlines()
    assert lines[:2] == ["**/.env", "docs"]
    assert lines.count("**/.env") == 1
    assert "**/service-account-key.json" in lines
    assert "**/build" not in lines


def test_an_example_that_was_written_by_hand_stays(tmp_path: Path) -> None:
    root = make(tmp_path, "fastapi")
    (root / ".env.example").write_text("MAIL_HOST=mail.example\n", encoding="utf-8")
    assert main(["init", str(root), "--quiet"]) == 0
    assert (root / ".env.example").read_text("utf-8") == "MAIL_HOST=mail.example\n"
    assert "contract" not in (root / ".github/workflows/relcheck.yml").read_text("utf-8")


def test_gitlab_gets_its_own_job(tmp_path: Path) -> None:
    root = make(tmp_path, "fastapi")
    (root / ".gitlab-ci.yml").write_text("test:\n  script: [pytest]\n", encoding="utf-8")
    assert main(["init", str(root), "--quiet"]) == 0
    assert (root / ".gitlab/relcheck.yml").exists()
    assert not (root / ".github").exists()


def test_a_part_of_a_repository_gets_no_hook_and_no_job(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(tmp_path / "services", "fastapi")
    (tmp_path / ".git").mkdir()
    assert main(["init", str(root)]) == 0
    above = os.path.relpath(tmp_path, root).replace(os.sep, "/")
    told = f"- a hook and a CI job work only at the top of the repository ({above}): run `relcheck lint` there\n"
    assert told in capsys.readouterr().out
    assert not (root / ".github").exists()
    assert not (root / ".pre-commit-config.yaml").exists()
    (root / ".git").mkdir()
    assert main(["init", str(root), "--quiet"]) == 0
    assert (root / ".pre-commit-config.yaml").exists()


def test_a_library_is_told_so_and_gets_nothing_to_run(tmp_path: Path) -> None:
    root = make(tmp_path, "library")
    assert main(["init", str(root), "--docker", "--platform", "fly", "--quiet"]) == 0
    assert 'kind = "library"' in (root / "pyproject.toml").read_text("utf-8")
    assert not (root / "bin").exists()
    assert not (root / "Dockerfile").exists()


def test_a_link_that_leads_out_of_the_project_is_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make(tmp_path / "shop", "fastapi")
    outside = tmp_path / "outside"
    outside.write_text("precious\n", encoding="utf-8")
    os.symlink(outside, root / "Dockerfile")
    assert main(["init", str(root), "--docker", "--force", "--yes"]) == 2
    assert "Dockerfile: leads out of the project" in capsys.readouterr().err
    assert outside.read_text("utf-8") == "precious\n"


@pytest.mark.parametrize("arguments", [["nowhere"], ["--platform", "mars"], ["--framework", "rails"]])
def test_what_is_not_there_is_said_in_a_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", *arguments]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_reads_move_into_the_class_that_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path.resolve(), "fastapi")
    assert main(["init", str(root), "--quiet"]) == 0
    monkeypatch.chdir(root)
    main(["lint", "--fix", "--unsafe-fixes", "--quiet", "--no-cache"])
    assert main(["lint", "--select", "REL1", "--no-cache", "--quiet"]) == 0
    assert "os.environ" not in (root / "shop/main.py").read_text("utf-8")


def test_hooks_of_another_shape_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make(tmp_path, "fastapi")
    (root / ".pre-commit-config.yaml").write_text("- repo: local\n  hooks: []\n")
    assert main(["init", str(root)]) == 0
    assert "    keep  .pre-commit-config.yaml " in capsys.readouterr().out
    assert (root / ".pre-commit-config.yaml").read_text() == "- repo: local\n  hooks: []\n"


def test_a_manifest_beside_another_one_is_started_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make(tmp_path, "fastapi")
    (root / "docker-compose.yml").write_text("services: {}\n")
    assert main(["init", str(root), "--docker", "--platform", "compose"]) == 0
    out = capsys.readouterr().out
    assert "  create  compose.relcheck.yaml " in out
    assert "\n  docker compose -f compose.relcheck.yaml up --build\n" in out


def test_a_directory_without_a_project_gets_no_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path)]) == 2
    assert "no Python project is here" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name != ".relcheck_cache"] == []
