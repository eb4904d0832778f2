"""Pipelines hand arguments to builds through inputs of actions, command lines and lists of words."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from relcheck.facts.image import Build, BuildArgument
from relcheck.repo.ci.bake import read as bake
from relcheck.repo.ci.pipelines import read

WORKFLOW = """\
env:
  TOKEN: ${{ secrets.TOKEN }}
jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: app
          target: prod
          push: false
          build-args: |
            A=${{ secrets.A }}
            # B=1
            C=${{ github.sha }}
            D=$TOKEN
          secrets: |
            e=${{ secrets.E }}
      - run: |
          docker build --build-arg F=$TOKEN \\
            --build-arg G -f x/Dockerfile .
"""
CLOUD = """\
steps:
- name: gcr.io/cloud-builders/docker
  args: ['build', '--build-arg', 'A=$_A', '--build-arg=B=1', '.']
- name: other
  args:
  - build
  - --build-arg
  - C=$_C
"""
HCL = """\
variable "TOKEN" { default = "" }
target "app" {
  dockerfile = "ops/Dockerfile" # a comment with a }
  args = {
    TOKEN = TOKEN
    "KEY" = "${KEY}", V = "1.2"
  }
  secret = ["id=s,env=S"]
}
"""


def handed(facts: tuple[Any, ...]) -> list[tuple[str, str, str, int]]:
    return [(f.variable, f.source, f.refers, f.span.line) for f in facts if isinstance(f, BuildArgument)]


def test_a_workflow_hands_over_inputs_and_command_lines() -> None:
    facts = read(WORKFLOW.encode(), ".github/workflows/a.yml")
    assert handed(facts) == [
        ("A", "secret", "A", 12),
        ("C", "variable", "sha", 14),
        ("D", "secret", "TOKEN", 15),
        ("F", "secret", "TOKEN", 19),
        ("G", "inherited", "G", 20),
    ]
    first, second = [fact for fact in facts if isinstance(fact, Build)]
    assert (first.dockerfile, first.target, first.published, first.secrets) == ("app/Dockerfile", "prod", False, ("e",))
    assert (second.tool, second.dockerfile, second.context) == ("GitHub Actions", "x/Dockerfile", ".")


def test_a_bake_action_sets_arguments() -> None:
    text = "jobs:\n  a:\n    steps:\n      - uses: docker/bake-action@v6\n        with:\n          set: |\n"
    text += "            *.args.T=${{ secrets.X }}\n"
    assert handed(read(text.encode(), ".github/workflows/a.yml")) == [("T", "secret", "X", 7)]


def test_a_list_of_words_is_a_command_line_too() -> None:
    assert handed(read(CLOUD.encode(), "cloudbuild.yaml")) == [
        ("A", "variable", "_A", 3),
        ("B", "literal", "", 3),
        ("C", "variable", "_C", 8),
    ]


def test_a_bake_file_is_read_in_both_notations() -> None:
    expected = [("TOKEN", "variable", "TOKEN", 5), ("KEY", "variable", "KEY", 6), ("V", "literal", "", 6)]
    facts = bake(HCL.encode(), "docker-bake.hcl")
    assert handed(facts) == expected
    assert facts[0].dockerfile == "ops/Dockerfile"
    text = '{"target": {"app": {"args": {"TOKEN": "${TOKEN}", "V": "1"}}}}'
    assert handed(bake(text.encode(), "docker-bake.json")) == [
        ("TOKEN", "variable", "TOKEN", 1),
        ("V", "literal", "", 1),
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ['target "a" {', "args = {", "}", "]", "T = T", '"x" = "${y', '"', "<<E", "E", ",", "#", "[", "\n"]
        )
    )
)
def test_no_bake_file_makes_the_reader_raise(parts: list[str]) -> None:
    bake(" ".join(parts).encode(), "docker-bake.hcl")


LINES = st.sampled_from(
    ["jobs:", "  - uses: x", "    with:", "      build-args: |", "--build-arg", " A=${{ secrets", "docker build ", "\\",
     "\n", "'", "- - {", "&a [*a]"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES))
def test_no_pipeline_makes_the_reader_raise(parts: list[str]) -> None:
    read("".join(parts).encode(), ".github/workflows/a.yml")
