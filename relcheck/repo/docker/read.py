"""Dockerfiles and Containerfiles: the facts of their instructions."""

import re
from collections.abc import Iterator
from itertools import islice
from posixpath import join, normpath
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.image import BuildVariable, Copied, Use
from relcheck.facts.python import Looks, Unreadable
from relcheck.repo.docker.drawn import drawn
from relcheck.repo.docker.exposed import credential, in_commands, in_text
from relcheck.repo.docker.kept import from_heredocs, kept, printed
from relcheck.repo.docker.parse import Dockerfile, Flag, Problem, parse
from relcheck.repo.docker.pythonstep import python_steps
from relcheck.repo.docker.scope import (
    MAX_PAIRS,
    Declared,
    Located,
    Scope,
    declared,
    from_words,
    located,
    stage_number,
    stages,
)
from relcheck.repo.docker.started import started
from relcheck.repo.docker.step import Step, mentions, step
from relcheck.repo.docker.words import words
from relcheck.secret import digest, issued, looks

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_INSTRUCTIONS: Final = 1_000
"""The longest of 1,187 real ones has 158."""
_COMMANDS: Final = frozenset(("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"))
_LOGIN: Final = re.compile(r"://[^/@\s]*@")
_TEMPLATES: Final = tuple(
    f".{suffix}"
    for suffix in "j2 jinja jinja2 template tpl tmpl mustache erb in md rst txt py pyc sh json yml yaml toml orig rej"
    " bak swp html css js jsx ts tsx vue".split()
)
"""A file `Dockerfile.<this>` is no Dockerfile (yet)."""
_READ_BY: Final = (
    ("PIP_", ("pip", "pip3")), ("UV_", ("uv",)),
    ("POETRY_", ("poetry",)), ("PDM_", ("pdm",)), ("TWINE_", ("twine",)),
    ("NPM_", ("npm", "pnpm", "yarn", "npx")), ("NODE_AUTH_TOKEN", ("npm", "pnpm", "yarn")), ("PG", ("psql", "pg_dump")),
    ("AWS_", ("aws", "boto3", "terraform")), ("HF_", ("huggingface-cli", "hf")), ("GH_", ("gh",)), ("GITHUB_", ("gh",)),
    ("SENTRY_", ("sentry-cli",)), ("CARGO_", ("cargo",)), ("GOOGLE_", ("gcloud",)), ("COMPOSER_", ("composer",)),
)  # fmt: skip
"""Programs that read variables by the beginning of their names, each from its own documentation."""


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """Everything that one Dockerfile says; never raises."""
    if path.lower().endswith(_TEMPLATES):
        return ()
    if len(data) > MAX_BYTES:
        return (Unreadable(Span(path, 1, 1, 1, 1), "larger than 2 MiB"),)
    dockerfile = parse(data.decode("utf-8", "replace"), path)
    if len(dockerfile.instructions) > MAX_INSTRUCTIONS:
        over = dockerfile.instructions[MAX_INSTRUCTIONS].span
        dockerfile = dockerfile._replace(
            instructions=dockerfile.instructions[:MAX_INSTRUCTIONS],
            problems=(*dockerfile.problems, Problem(over, f"only {MAX_INSTRUCTIONS} instructions are read")),
        )
    found, outer = located(dockerfile)
    facts: list[Any] = list(problems(dockerfile, data, path))
    steps = {id(here): step(here) for here in found if here.instruction.keyword in _COMMANDS}
    facts += stages(found, outer, dockerfile.escape)
    facts += _variables(found, outer, dockerfile.escape, steps)
    for here in found:
        if here.instruction.keyword not in ("ENV", "ARG", "LABEL"):
            facts += in_text(here, steps.get(id(here)))
        if here.instruction.keyword in ("COPY", "ADD") and here.instruction.heredocs:
            facts += from_heredocs(here)
        if here.instruction.keyword in ("EXPOSE", "USER", "CMD", "ENTRYPOINT"):
            facts += started(here, dockerfile.escape)
        if id(here) in steps:
            facts += _commands(steps[id(here)])
    facts += _copies(found, outer, dockerfile.escape)
    return tuple(facts)


def problems(dockerfile: Dockerfile, data: bytes, path: str) -> Iterator[Unreadable]:
    """What could not be read, once a reason: one stray line makes others, and a template is no Dockerfile yet."""
    lines = data.split(b"\n")
    if any(lines[problem.span.line - 1].lstrip()[:1] == b"{" for problem in dockerfile.problems):
        yield Unreadable(
            dockerfile.problems[0].span, "it is a template; only the lines that a Dockerfile may have are read"
        )
        return
    for problem in {problem.reason: problem for problem in reversed(dockerfile.problems)}.values():
        yield Unreadable(problem.span, problem.reason)
    if not dockerfile.instructions and data.strip():  # an empty file waits to be written
        yield Unreadable(Span(path, 1, 1, 1, 1), "it holds no instruction")


def _commands(made: Step) -> Iterator[Any]:
    yield from in_commands(made)
    if made.here.instruction.keyword == "RUN":
        yield from made.mounts
        yield from kept(made)
        yield from drawn(made)
        yield from printed(made)
        yield from python_steps(made)


def _variables(found: list[Located], outer: Scope, escape: str, steps: dict[int, Step]) -> Iterator[BuildVariable]:
    parents = {stage.number: stage.parent for stage in stages(found, outer, escape)}
    for position, here in enumerate(found):
        keyword = here.instruction.keyword
        if keyword not in ("ENV", "ARG", "LABEL"):
            continue
        several = list(islice(declared(here, outer if here.stage >= 0 else {}, escape), MAX_PAIRS))
        for one in several:
            uses = (
                () if keyword == "LABEL" else tuple(_uses(one.pair.name, here, found[position + 1 :], parents, steps))
            )
            yield _variable(one, here, len(several) == 1, uses)


def _variable(one: Declared, here: Located, alone: bool, uses: tuple[Use, ...]) -> BuildVariable:
    body = here.instruction.body
    pair = one.pair
    form = "none" if not pair.given else "expression" if one.expression else "literal"
    text = one.value.text or ""
    looked: Looks = _looks(text) if pair.given or one.redeclares else "empty"
    if form == "literal" and not text.strip():
        form = "empty"
    return BuildVariable(
        span=body.span(pair.start, pair.end),
        instruction=here.instruction.keyword,  # type: ignore[arg-type]
        variable=pair.name,
        stage=here.stage,
        form=form,  # type: ignore[arg-type]
        looks=looked,
        value=body.span(pair.value_start, pair.end),
        statement=here.instruction.span,
        alone=alone,
        references=one.references,
        arguments=() if here.instruction.keyword == "ARG" else one.value.arguments,
        uses=uses,
        onbuild=here.instruction.onbuild,
        skips=here.instruction.skips,
        digest=digest(text) if text else 0,
        redeclares=one.redeclares,
        issued=issued(text),
    )


def _looks(text: str) -> Looks:
    """As ever, but `postgres://postgres:postgres@db` is no more than a placeholder."""
    looked = looks(text)
    userinfo = text.partition("://")[2].partition("@")[0]
    return "placeholder" if looked == "credentials" and credential(userinfo) == "placeholder" else looked


def _uses(
    name: str, here: Located, later: list[Located], parents: dict[int, int], steps: dict[int, Step]
) -> Iterator[Use]:
    """The later instructions of the stage, and of stages built from it, that the variable reaches."""
    for other in later:
        if here.stage == -1:
            if other.instruction.keyword != "FROM":
                continue
        elif not _below(other.stage, here.stage, parents):
            continue
        keyword = other.instruction.keyword
        bodies = [other.instruction.body.text, *(heredoc.body.text for heredoc in other.instruction.heredocs)]
        if any(mentions(body, {name}) for body in bodies) and keyword != "ARG":
            yield Use(other.instruction.span, keyword, "reference")
        elif keyword == "RUN" and _inherits(name, steps[id(other)]):
            yield Use(other.instruction.span, keyword, "inherited")


def _below(stage: int, ancestor: int, parents: dict[int, int]) -> bool:
    seen: set[int] = set()
    while stage >= 0 and stage not in seen:
        if stage == ancestor:
            return True
        seen.add(stage)
        stage = parents.get(stage, -1)
    return False


def _inherits(name: str, made: Step) -> bool:
    programs = {command.name for script in made.scripts for command in script.commands}
    return any(name.startswith(prefix) and programs & set(readers) for prefix, readers in _READ_BY)


def _copies(found: list[Located], outer: Scope, escape: str) -> Iterator[Copied]:
    names: dict[str, int] = {}
    folders: dict[int, str] = {}
    for here in found:
        instruction = here.instruction
        if instruction.keyword == "FROM" and not instruction.onbuild:
            base, name = from_words(instruction, outer, escape)
            folders[here.stage] = folders.get(names.get(base.lower(), -1), "")
            if name:
                names[name.lower()] = here.stage
        if instruction.keyword == "WORKDIR" and not instruction.onbuild:
            folders[here.stage] = _absolute(instruction.body.text.strip().strip("\"'"), folders.get(here.stage, ""))
        if instruction.keyword not in ("COPY", "ADD"):
            continue
        parts = words(instruction.body, escape)
        sources = [part for part in parts[:-1] if not part.raw.startswith("<<")]
        yield Copied(
            span=instruction.span,
            instruction=instruction.keyword,
            stage=here.stage,
            origin=stage_number(_flag(instruction.flags, "from"), names),
            sources=tuple(_LOGIN.sub("://", part.plain) for part in sources),
            spans=tuple(instruction.body.span(part.start, part.end) for part in sources),
            destination=_absolute(parts[-1].plain if parts else "", folders.get(here.stage, "")),
            excludes=tuple(flag.value for flag in instruction.flags if flag.name == "exclude"),
            onbuild=instruction.onbuild,
        )


def _absolute(path: str, folder: str) -> str:
    """A path in the image; empty where it cannot be known."""
    if "$" in path or not (path.startswith("/") or folder):
        return ""
    joined = normpath(join(folder, path))
    return joined + "/" if path.endswith(("/", ".")) and joined != "/" else joined


def _flag(flags: tuple[Flag, ...], name: str) -> str:
    return next((flag.value for flag in flags if flag.name == name), "")
