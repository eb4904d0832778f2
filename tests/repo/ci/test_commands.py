"""Command lines that call a builder, wherever they stand, and what they hand over."""

from typing import Any

import pytest

from relcheck.facts.image import Build, BuildArgument, Packed
from relcheck.repo.ci.commands import read


def said(text: str, path: str = "Makefile") -> list[Any]:
    return list(read(text.encode(), path))


def arguments(text: str, path: str = "build.sh") -> list[tuple[str, str, str]]:
    return [(fact.variable, fact.source, fact.refers) for fact in said(text, path) if isinstance(fact, BuildArgument)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("docker build --build-arg T=$TOKEN .", ("T", "variable", "TOKEN")),
        ("docker build --build-arg=T=${TOKEN:-x} .", ("T", "variable", "TOKEN")),
        ('docker buildx build --build-arg "T=$TOKEN" .', ("T", "variable", "TOKEN")),
        ("podman build --build-arg 'T=abc' .", ("T", "literal", "")),
        ("buildah bud --build-arg T .", ("T", "inherited", "T")),
        ("docker build --build-arg T=$(TOKEN) .", ("T", "variable", "TOKEN")),
        ("docker build --build-arg T=$$TOKEN .", ("T", "variable", "TOKEN")),
        ("docker build --build-arg T=$(git rev-parse HEAD) .", ("T", "literal", "")),
        ("docker build --build-arg T=${{ secrets.X }} .", ("T", "secret", "X")),
        ("/kaniko/executor --build-arg T=$TOKEN", ("T", "variable", "TOKEN")),
        ('docker buildx bake --set "*.args.T=$TOKEN"', ("T", "variable", "TOKEN")),
        ("docker build \\\n  --build-arg T=$TOKEN \\\n  .", ("T", "variable", "TOKEN")),
    ],
)
def test_an_argument_is_found_with_where_its_value_comes_from(line: str, expected: tuple[str, str, str]) -> None:
    assert arguments(line) == [expected]


def test_a_comment_calls_nothing() -> None:
    assert said("# docker build --build-arg T=$T .\n// docker build .", "Jenkinsfile") == []


def test_the_place_is_that_of_the_pair() -> None:
    (argument,) = [
        fact for fact in said("x:\n\tdocker build --build-arg T=$(T) .\n") if isinstance(fact, BuildArgument)
    ]
    assert argument.span == ("Makefile", 2, 27, 2, 33)
    assert argument.value == ("Makefile", 2, 29, 2, 33)


def test_a_build_knows_its_dockerfile_context_and_target() -> None:
    (build,) = [
        f
        for f in said("\tdocker build -f ops/Dockerfile --target prod -t a:b app\n", "x/Makefile")
        if isinstance(f, Build)
    ]
    assert (build.dockerfile, build.context, build.target) == ("x/ops/Dockerfile", "x/app", "prod")


def test_a_bundle_is_told_what_it_takes_along() -> None:
    (packed,) = [f for f in said('pyinstaller --add-data ".env:." app.py', "build.sh") if isinstance(f, Packed)]
    assert packed.pattern == ".env"
