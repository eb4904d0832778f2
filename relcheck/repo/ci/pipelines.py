"""CI pipelines in YAML: what they hand to a builder, in the input of an action or on a command line.

Sources: docker/build-push-action's and docker/bake-action's README, and each system's reference of pipelines.
"""

import re
from collections.abc import Iterator
from posixpath import join, normpath
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.image import Build, BuildArgument
from relcheck.repo.ci.commands import builds, source_of
from relcheck.repo.yaml import Node, load

_TOOLS: Final = (
    (".github/", "GitHub Actions"), (".gitlab-ci", "GitLab CI"), (".circleci/", "CircleCI"),
    ("cloudbuild", "Cloud Build"), ("bitbucket-pipelines", "Bitbucket Pipelines"),
    ("azure-pipelines", "Azure Pipelines"), (".buildkite/", "Buildkite"),
    (".drone", "Drone"), (".woodpecker", "Woodpecker"), (".travis", "Travis CI"), ("buildspec", "CodeBuild"),
    ("action.y", "a GitHub action"), ("Taskfile", "the Taskfile"),
)  # fmt: skip
_LINE: Final = re.compile(r"^(\s*[\"']?(?:[\w*.-]+\.args\.)?)([A-Za-z_][A-Za-z0-9_.-]*)=(.*?)\s*[\"']?$")
_SECRET: Final = re.compile(r"^\$\{\{\s*secrets\s*(?:\.|\[['\"])\s*([\w-]+)")


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """Builds and build arguments of one pipeline; the reader of its jobs says what cannot be read."""
    if not any(word in data for word in (b"build", b"kaniko", b"bake")):
        return ()
    return tuple(facts(data, path, load(data, path).roots))


def facts(data: bytes, path: str, roots: tuple[Node, ...]) -> Iterator[Any]:
    """The same for a file that is loaded already."""
    tool = next((name for part, name in _TOOLS if part in path), "the pipeline")
    text = data.decode("utf-8-sig", "replace")
    given: dict[str, str] = {}
    steps: list[Node] = []
    lists: list[Node] = []
    for root in roots:
        for node in root.walk():
            if node.kind == "list":
                lists.append(node)
            elif node.kind == "map":
                given.update(_given(node))
                if node.get("with") is not None and node.get("uses") is not None:
                    steps.append(node)
    lines = text.split("\n")
    for step in steps:
        yield from _action(step, lines, tool, given)
    yield from builds(text, path, tool, given)
    for node in lists:
        yield from _words(node, path, tool, given)


def _given(node: Node) -> Iterator[tuple[str, str]]:
    """Variables that are filled with a secret of the CI: `env: {T: ${{ secrets.X }}}`."""
    for table in [value for key, value in node.pairs if key.value in ("env", "variables") and value.kind == "map"]:
        for key, value in table.entries():
            secret = _SECRET.match(value.value) if value.kind == "scalar" else None
            if secret:
                yield key.value, secret[1]


def _action(step: Node, lines: list[str], tool: str, given: dict[str, str]) -> Iterator[Any]:
    action = step.get("uses")
    inputs = step.get("with")
    if action is None or inputs is None or inputs.kind != "map":
        return
    name = action.value.split("@")[0].lower()
    arguments = (
        inputs.get("build-args") or inputs.get("build_args") or inputs.get("buildargs") or inputs.get("build-arg")
    )
    sets = inputs.get("set") if "bake-action" in name else None
    if arguments is None and sets is None and "build-push-action" not in name and "docker-build" not in name:
        return
    build = _build(step, inputs, tool)
    yield build
    if arguments is not None:
        yield from _block(arguments, lines, build, given)
    if sets is not None:
        yield from _block(sets, lines, build, given)


def _text(node: Node | None) -> str:
    return node.value if node is not None and node.kind == "scalar" else ""


def _build(step: Node, inputs: Node, tool: str) -> Build:
    context = _text(inputs.get("context")) or "."
    context = context.removeprefix("{{defaultContext}}").lstrip(":") or "."
    context = "" if "${{" in context or "://" in context else normpath(context)
    file = _text(inputs.get("file")) or _text(inputs.get("dockerfile"))
    dockerfile = "" if "${{" in file else normpath(file) if file else join(context, "Dockerfile") if context else ""
    action = step.get("uses") or step
    return Build(
        span=action.span,
        tool=tool,
        dockerfile=normpath(dockerfile) if dockerfile else "",
        context=context,
        target=_text(inputs.get("target")),
        published=_text(inputs.get("push")) != "false",
        secrets=tuple(line.split("=")[0] for line in _text(inputs.get("secrets")).splitlines() if line),
        provenance=_text(inputs.get("provenance")),
        cache="max" if "mode=max" in _text(inputs.get("cache-to")) else "",
    )


def _block(node: Node, lines: list[str], build: Build, given: dict[str, str]) -> Iterator[BuildArgument]:
    """The lines of `build-args: |`, found again in the text so that each has its place."""
    for number in range(node.line, min(node.end_line, len(lines)) + 1):
        line = lines[number - 1]
        offset = node.column - 1 if number == node.line else 0
        stretch = line[offset:].strip("|>+- ") if number == node.line else line
        offset = line.find(stretch) if stretch else offset
        found = _LINE.match(stretch)
        if not found or stretch.lstrip().startswith("#"):
            continue
        yield _argument(found, number, offset, build, given)


def _argument(found: re.Match[str], number: int, offset: int, build: Build, given: dict[str, str]) -> BuildArgument:
    source, refers, looked = source_of(found[3], found[2], given)
    column, path = offset + found.start(2) + 1, build.span.path
    whole = Span(path, number, column, number, offset + found.end(3) + 1)
    value = whole._replace(column=offset + found.start(3) + 1)
    return BuildArgument(
        whole, build.tool, found[2], source, looked, refers, build.dockerfile, build.context, build.target, value
    )


def _words(node: Node, path: str, tool: str, given: dict[str, str]) -> Iterator[BuildArgument]:
    """`args: [build, --build-arg, T=$_T]`: a command line as a list (Cloud Build, kaniko)."""
    words = [item for item in node.items if item.kind == "scalar"]
    for index, word in enumerate(words):
        if word.value == "--build-arg" and index + 1 < len(words):
            holder = words[index + 1]
            name, equals, value = holder.value.partition("=")
        elif word.value.startswith("--build-arg=") and word.style:
            holder = word
            name, equals, value = word.value.removeprefix("--build-arg=").partition("=")
        else:
            continue
        if re.fullmatch(r"[A-Za-z_][\w.-]*", name) and not _on_one_line(word, holder):
            source, refers, looked = source_of(value if equals else None, name, given)
            yield BuildArgument(holder.span, tool, name, source, looked, refers, value=holder.span)


def _on_one_line(word: Node, holder: Node) -> bool:
    """Whether the search in the text has found it already."""
    return holder is word or word.line == holder.line
