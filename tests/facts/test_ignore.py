"""Docker's and git's own matching rules, each checked against examples of their documentation."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relcheck.facts.ignore import docker_ignores, git_ignores


@pytest.mark.parametrize(
    ("patterns", "path", "ignored"),
    [
        ([".env"], ".env", True),
        ([".env"], "app/.env", False),  # a pattern counts from the root of the context
        (["**/.env"], "app/.env", True),
        (["**/.env"], ".env", True),
        ([".env*"], ".env.local", True),
        ([".env*", "!.env.example"], ".env.example", False),
        (["!.env.example", ".env*"], ".env.example", True),  # the last one that matches decides
        (["*"], "app/.env", True),
        (["*", "!app"], "app/.env", False),
        (["*", "!app", "**/.env"], "app/.env", True),
        (["/.env"], ".env", True),
        (["./.env"], ".env", True),
        (["secrets/"], "secrets/key", True),
        (["*/temp*"], "a/temporary", True),
        (["*/temp*"], "a/b/temporary", False),
        (["temp?"], "tempa", True),
        (["a/**/b"], "a/x/y/b", True),
        (["a/**/b"], "a/b", True),
        (["# .env"], ".env", False),
        (["  .env  "], ".env", True),
        (["[.]env"], ".env", True),
        (["[^x]env"], ".env", True),
        (["\\.env"], ".env", True),
        (["a/../.env"], ".env", True),
        (["."], ".env", False),
        (["[z-a]"], ".env", False),
    ],
)
def test_docker_ignores_by_the_last_pattern_that_matches(patterns: list[str], path: str, ignored: bool) -> None:
    assert docker_ignores(patterns, path) is ignored


PATTERNS = st.sampled_from(
    [".env", "a", "*.env", "**", "*", "?nv", ".env*", "!a", "[ab]", "secrets/", "a/b", "**/.env", "b/**", "!**/b",
     "!.env", "/a", "/.env", "*/.env", "#x", "\\!a", "a/"]
)  # fmt: skip
PATHS = (".env", "a/b", "a/b/.env", "x.env", "a/.env", "b/c/a", "secrets/x", "b/x", "#x", "!a")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("git")
    subprocess.run([shutil.which("git") or "git", "init", "-q", str(root)], check=True)
    return root


def asked(root: Path, patterns: list[str]) -> set[str]:
    (root / ".gitignore").write_text("\n".join(patterns) + "\n")
    command = [
        shutil.which("git") or "git",
        "-c",
        "core.excludesFile=",
        "-C",
        str(root),
        "check-ignore",
        "--no-index",
        "--stdin",
    ]
    done = subprocess.run(command, input="\n".join(PATHS), capture_output=True, text=True, check=False)
    return set(done.stdout.split("\n")) - {""}


@settings(max_examples=25, deadline=None)
@given(st.lists(PATTERNS, min_size=1, max_size=5))
def test_git_itself_says_the_same(repository: Path, patterns: list[str]) -> None:
    said = asked(repository, patterns)
    assert {path for path in PATHS if git_ignores(patterns, path)} == said


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=5), st.text(min_size=1, max_size=12))
def test_no_pattern_makes_either_raise(patterns: list[str], path: str) -> None:
    docker_ignores(patterns, path)
    git_ignores(patterns, path)
