"""`docker build`, `podman build`, `buildah bud`, kaniko and their like, wherever a file holds their command line.

The text of a file is searched, not its structure: a Makefile, a shell script, a Jenkinsfile and the `run:` of a
pipeline hold the same command line, and it stands where the search finds it.
"""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.image import Build, BuildArgument, Packed, Source
from relcheck.facts.python import Looks
from relcheck.secret import looks

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_COMMAND: Final = 20_000
"""Characters of one command line that are looked at."""
_CALL: Final = re.compile(
    r"\b(docker(?:[ \t]+--?[\w=-]+){0,10}[ \t]+(?:buildx[ \t]+|image[ \t]+|builder[ \t]+)?build"
    r"|docker[ \t-]compose\b[^\n]{0,300}?[ \t]build"
    r"|podman[ \t]+build|buildah[ \t]+(?:bud|build|build-using-dockerfile)|nerdctl[ \t]+build|kaniko/executor"
    r"|az[ \t]+acr[ \t]+build|fly(?:ctl)?[ \t]+deploy|heroku[ \t]+container:push)\b"
)
_ARGUMENT: Final = re.compile(
    r"(?:--set(?:=|[ \t]+)[\"']?[\w*.-]+\.args\.|--build-arg(?:=|[ \t]+|[\"'],?[ \t]*[\"']?))"
    r"(?P<quote>[\"']?)(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)"
    r"(?:=(?P<value>\$\{\{[^}]{0,300}\}\}|\"[^\"\n]*\"|'[^'\n]*'|"
    r"(?:\$\{\{[^}]{0,300}\}\}|\$\{[^}\n]{0,300}\}|\$\([^)\n]{0,300}\)|[^\s\"'`\\;|&])*))?"
)
_OPTION: Final = re.compile(
    r"(?:^|\s)(-f|--file|--dockerfile|--target|--provenance|--cache-to|--secret)(?:=|[ \t]+)[\"']?([^\s\"'\\]+)"
)
_BUNDLED: Final = re.compile(r"(--add-data|--add-binary|--include-data-files?)[= \t]+[\"']?([^\"':;=\s]+)")
_COMMENT: Final = re.compile(r"^\s*(#|//)")
_SECRET: Final = re.compile(r"\$\{\{\s*(?:secrets|inputs\.secrets)\s*(?:\.|\[['\"])\s*([\w-]+)")
_VARIABLE: Final = re.compile(
    r"^\$\{\{\s*(?:env|vars|inputs|github|steps|needs|matrix)\.([\w.-]+)[^}]*\}\}$|^\$\$?\{?\(?([A-Za-z_]\w*)[^}\n]*[)}]?$|^%(\w+)%$"
)
_SHELL_ONLY: Final = re.compile(r"^\$\(\s*[a-z]+\b.*\)$")


def source_of(raw: str | None, variable: str, given: Mapping[str, str]) -> tuple[Source, str, Looks]:
    """What a value of a build argument is: (source, what it refers to, how it looks).

    `given` leads from a variable of the pipeline to the CI secret that fills it.
    """
    if raw is None:
        return ("secret", given[variable], "reference") if variable in given else ("inherited", variable, "reference")
    value = raw.strip().strip("\"'")
    secret = _SECRET.search(value)
    if secret:
        return "secret", secret[1], "reference"
    found = _VARIABLE.match(value)
    if found and not _SHELL_ONLY.match(value):
        name = next(group for group in found.groups() if group)
        return ("secret", given[name], "reference") if name in given else ("variable", name, "reference")
    return "literal", "", looks(value)


def builds(text: str, path: str, tool: str, given: Mapping[str, str] | None = None, folder: str = "") -> Iterator[Any]:
    """The builders that a text calls and the arguments that it hands to them."""
    if "build" not in text and "kaniko" not in text:
        return
    lines = text.split("\n")
    for first, last in _calls(lines):
        command = "\n".join(lines[first : last + 1])[:MAX_COMMAND]
        call = _CALL.search(command)
        at = call.start() if call else 0
        build = _build(
            command[at:], Span(path, *_place(first, command, at), *_place(first, command, len(command))), tool, folder
        )
        if call:
            yield build
        for match in _ARGUMENT.finditer(command):
            if _COMMENT.match(lines[first + command.count("\n", 0, match.start())]):
                continue
            yield _argument(match, first, command, build, given or {})


def _calls(lines: list[str]) -> Iterator[tuple[int, int]]:
    """First and last line of each command line that calls a builder, or that only holds arguments for one."""
    number = 0
    while number < len(lines):
        line = lines[number]
        if _COMMENT.match(line) or not (_CALL.search(line) or "--build-arg" in line or ".args." in line):
            number += 1
            continue
        last = number
        while last + 1 < len(lines) and (
            lines[last].rstrip().endswith(("\\", "`"))
            or (last + 1 < len(lines) and re.match(r"\s*(-\s+)?[\"']?--[a-z]", lines[last + 1]))
        ):
            last += 1
        yield number, last
        number = last + 1


def _place(first: int, command: str, offset: int) -> tuple[int, int]:
    before = command[:offset]
    return first + before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _argument(match: re.Match[str], first: int, command: str, build: Build, given: Mapping[str, str]) -> BuildArgument:
    name = match["name"]
    source, refers, looked = source_of(match["value"], name, given)
    start, end = match.start("name"), match.end()
    value = None
    if match["value"] is not None:
        value = Span(build.span.path, *_place(first, command, match.start("value")), *_place(first, command, end))
    return BuildArgument(
        Span(build.span.path, *_place(first, command, start), *_place(first, command, end)),
        build.tool, name, source, looked, refers, build.dockerfile, build.context, build.target, value,
    )  # fmt: skip


def _build(command: str, span: Span, tool: str, folder: str) -> Build:
    options: dict[str, list[str]] = {}
    for option, value in _OPTION.findall(command):
        options.setdefault(option, []).append(value)
    file = next((options[o][0] for o in ("-f", "--file", "--dockerfile") if o in options), "")
    bare = re.sub(r"\\\n", " ", command.split("&&")[0].split("|")[0])
    words = [word.strip("\"'[],") for word in bare.split()]
    context = words[-1] if words and not words[-1].startswith(("-", "$")) and len(words) > 2 else ""
    context = "" if "=" in context or ":" in context else context
    place = _below(folder, context) if context else ""
    dockerfile = _below(folder, file) if file else (join(place, "Dockerfile") if place else "")
    return Build(
        span=span,
        tool=tool,
        dockerfile=normpath(dockerfile) if dockerfile and "$" not in dockerfile else "",
        context=place if "$" not in place else "",
        target=next(iter(options.get("--target", ())), ""),
        secrets=tuple(options.get("--secret", ())),
        provenance=next(iter(options.get("--provenance", ())), ""),
        cache="max" if any("mode=max" in value for value in options.get("--cache-to", ())) else "",
    )


def _below(folder: str, path: str) -> str:
    return normpath(join(folder, path.removeprefix("./") or "."))


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """Makefiles, shell scripts and Jenkinsfiles."""
    if len(data) > MAX_BYTES or not any(word in data for word in (b"build", b"kaniko", b"-data")):
        return ()
    base = path.rsplit("/", 1)[-1]
    text = data.decode("utf-8", "replace")
    make = base in ("Makefile", "makefile", "GNUmakefile") or base.endswith(".mk")
    tool = "the Makefile" if make else "the Jenkinsfile" if base.startswith("Jenkinsfile") else "the script"
    return (*builds(text, path, tool, folder=dirname(path) if make else ""), *_bundled(text, path))


def _bundled(text: str, path: str) -> Iterator[Packed]:
    """`pyinstaller --add-data ".env:."` and Nuitka's `--include-data-files=.env=`."""
    for number, line in enumerate(text.split("\n"), 1):
        for match in _BUNDLED.finditer(line) if not _COMMENT.match(line) else ():
            span = Span(path, number, match.start(2) + 1, number, match.end(2) + 1)
            yield Packed(span, "the bundle", match[1], match[2])
