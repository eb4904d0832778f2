"""A hostile file ends soon, and in facts or a sentence, never in an exception."""

import pytest

from relcheck.facts.ignore import docker_ignores, git_ignores
from relcheck.repo.ci.bake import read as bake
from relcheck.repo.ci.commands import read as script
from relcheck.repo.ci.pipelines import read as pipeline
from relcheck.repo.docker.read import read as dockerfile
from relcheck.repo.packaging.files import read as packaging

pytestmark = pytest.mark.usefixtures("soon")

MANY = 8_000
DOCKERFILES = [
    "FROM a\n" + "ENV A=$A$A\n" * MANY,
    "FROM a\n" + "".join(f"ARG T{i}_TOKEN\nRUN x\n" for i in range(MANY)),
    "FROM a\nENV " + " ".join(f"A{i}=x" for i in range(MANY)) + "\n" + "RUN x\n" * 900,
    "".join(f"FROM a{i - 1} AS a{i}\n" for i in range(MANY)),
    "".join(f"FROM x AS a{i}\nCOPY --from=a{i - 1} / /\n" for i in range(MANY // 2)),
    "FROM a\nARG T_TOKEN\nRUN " + "echo $T_TOKEN > f && " * MANY + "x",
    "FROM a\nARG T_TOKEN\nRUN " + "echo $T_TOKEN | " * MANY + "tee f",
    "FROM a\nENV A=" + "${A:-" * MANY,
    "FROM a\nENV A=" + "${A:-$" * MANY + "}" * MANY,
    "FROM a\nRUN " + "a" * 1_500_000,
    "FROM a\nRUN " + "http://" * 100_000 + "@",
    "FROM a\nRUN " + "$(" * MANY,
    "FROM a\nRUN " + "x \\\n" * 200_000,
    "FROM a\nRUN <<A" + " <<A" * MANY + "\nA\n" * 10,
    "FROM a\nCMD [" + '"a", ' * MANY + '"b"]',
    "FROM a\nCMD " + "[" * 100_000 + "]" * 100_000 + "\nRUN " + "[" * 100_000 + "]" * 100_000,
    "FROM a\n" + "RUN --mount=type=secret,id=x true\n" * 900,
    "FROM a\nRUN " + "--mount=type=secret,id=x " * 5_000 + "x $X /run/secrets/x",
    "ONBUILD " * MANY,
]


@pytest.mark.parametrize("text", DOCKERFILES, ids=range(len(DOCKERFILES)))
def test_a_hostile_dockerfile_ends_soon(text: str) -> None:
    dockerfile(text.encode(), "Dockerfile")


def test_what_is_too_long_is_said() -> None:
    facts = dockerfile(b"FROM a\n" + b"RUN x\n" * 2_000, "Dockerfile")
    assert [fact.reason for fact in facts if type(fact).__name__ == "Unreadable"] == ["only 1000 instructions are read"]


SCRIPTS = [
    "docker compose " * 100_000,
    "docker -a" + " -a" * 300_000 + " build",
    "docker build --build-arg A=" + "${" * 300_000,
    "docker build \\\n" * 50_000,
    "--build-arg A=x " * 50_000,
    "--add-data " * 100_000,
]


@pytest.mark.parametrize("text", SCRIPTS, ids=range(len(SCRIPTS)))
def test_a_hostile_script_ends_soon(text: str) -> None:
    script(text.encode(), "Makefile")
    pipeline(("a: |\n  " + text.replace("\n", "\n  ")).encode(), ".gitlab-ci.yml")


BAKES = [
    "${" * 200_000,
    '"${' * 100_000,
    '"${x}' * 100_000,
    "target x {" * 20_000,
    "{" * 300_000,
    'target "a" {' + "a = [" * 50_000,
]


@pytest.mark.parametrize("text", BAKES, ids=range(len(BAKES)))
def test_a_hostile_bake_file_ends_soon(text: str) -> None:
    bake(text.encode(), "docker-bake.hcl")


@pytest.mark.parametrize("text", ["a" * 3_000_000, "http://" * 200_000, "include " + "a " * 300_000])
def test_a_hostile_packaging_file_ends_soon(text: str) -> None:
    packaging(text.encode(), "MANIFEST.in")
    packaging(text.encode(), "requirements.txt")


@pytest.mark.parametrize("pattern", ["*e" * 200, "**/" * 300 + "x", "*n*v*o*d" * 4, "[" * 900, "?*" * 400])
def test_a_hostile_pattern_ends_soon(pattern: str) -> None:
    docker_ignores([pattern], "src/backend/config/.env.production.eeeeeeeeeeeeee")
    git_ignores([pattern], "src/backend/config/.env.production.eeeeeeeeeeeeee")
