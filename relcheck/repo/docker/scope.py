"""The variables that each instruction of a Dockerfile can see, and the stages.

ARG before the first FROM counts in FROM lines only, until a stage declares it again; a stage that is built
FROM another one starts with what that one had.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.image import CONTEXT, ELSEWHERE, Stage
from relcheck.repo.docker.parse import Dockerfile, Instruction
from relcheck.repo.docker.words import Pair, expand, pairs, variables, words

GIVEN: Final = (
    "TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT"
    " HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy ftp_proxy no_proxy all_proxy"
).split()
"""Build arguments that BuildKit gives by itself or leaves out of the history."""


class Value(NamedTuple):
    """What is known of a variable: its text, the build arguments behind it, and whether it is an ENV."""

    text: str | None
    arguments: tuple[str, ...] = ()
    env: bool = False


MAX_PAIRS: Final = 200
"""Pairs of one ENV, ARG or LABEL that are followed."""
MAX_NAMES: Final = 500
"""Variables of a stage that are followed."""
Scope = dict[str, Value]


class Located(NamedTuple):
    """An instruction, the stage it belongs to, and the variables it sees."""

    instruction: Instruction
    stage: int
    scope: Scope


class Declared(NamedTuple):
    """A pair of ENV, ARG or LABEL, with its value worked out."""

    pair: Pair
    value: Value
    references: tuple[str, ...]
    expression: bool
    redeclares: bool


def declared(located: Located, outer: Scope, escape: str) -> Iterator[Declared]:
    """The pairs of an instruction; ENV and LABEL of one line see what was there before the line."""
    keyword = located.instruction.keyword
    for pair in pairs(located.instruction.body, escape, keys_alone=keyword == "ARG"):
        names = tuple(dict.fromkeys(variable.name for variable in variables(pair.raw, escape)))
        again = keyword == "ARG" and not pair.given and pair.name in outer
        if again:
            yield Declared(pair, outer[pair.name]._replace(arguments=(pair.name,)), (), False, True)
            continue
        text = expand(pair.raw, lambda name: _text(located.scope, name), escape) if pair.given else None
        arguments = tuple(dict.fromkeys(a for name in names for a in located.scope.get(name, Value(None)).arguments))
        if keyword == "ARG":
            arguments = (pair.name,)
        yield Declared(pair, Value(text, arguments, keyword == "ENV"), names, bool(names), False)


def _text(scope: Scope, name: str) -> str | None:
    return scope[name].text if name in scope else None


def located(dockerfile: Dockerfile) -> tuple[list[Located], Scope]:
    """All instructions with their stage and scope, and the global scope."""
    outer: Scope = {}
    scope: Scope = outer
    scopes: list[Scope] = []
    names: dict[str, int] = {}
    found: list[Located] = []
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM" and not instruction.onbuild:
            base, name = from_words(instruction, outer, dockerfile.escape)
            parent = names.get(base.lower(), -1)
            scope = dict(scopes[parent]) if parent >= 0 else {}
            scopes.append(scope)
            found.append(Located(instruction, len(scopes) - 1, outer))
            if name:
                names[name.lower()] = len(scopes) - 1
            continue
        here = Located(instruction, len(scopes) - 1, scope)
        found.append(here)
        if instruction.keyword in ("ARG", "ENV") and not instruction.onbuild and len(scope) < MAX_NAMES:
            scope = dict(scope)  # what came before keeps what it saw
            if scopes:
                scopes[-1] = scope
            else:
                outer = scope
            for one in islice(declared(here, outer if scopes else {}, dockerfile.escape), MAX_PAIRS):
                kept = scope.get(one.pair.name)
                if kept is None or not (instruction.keyword == "ARG" and kept.env):  # ENV wins over ARG
                    scope[one.pair.name] = one.value
    return found, outer


def from_words(instruction: Instruction, outer: Scope, escape: str) -> tuple[str, str]:
    """Base and name of `FROM base AS name`."""
    parts = words(instruction.body, escape)
    base = expand(parts[0].raw, lambda name: _text(outer, name), escape) if parts else ""
    name = parts[2].plain if len(parts) > 2 and parts[1].plain.lower() == "as" else ""
    return base, name


def stages(found: list[Located], outer: Scope, escape: str) -> list[Stage]:
    """The stages with what they are built FROM and copy from."""
    result: list[Stage] = []
    names: dict[str, int] = {}
    copies: dict[int, list[tuple[int, tuple[str, ...], Span]]] = {}
    for here in found:
        if here.instruction.keyword == "FROM" and not here.instruction.onbuild:
            base, name = from_words(here.instruction, outer, escape)
            parent = names.get(base.lower(), -1)
            result.append(Stage(here.instruction.span, here.stage, name.lower(), base, parent))
            if name:
                names[name.lower()] = here.stage
        for index, paths in taken(here, names, escape):
            if 0 <= index < here.stage:
                copies.setdefault(here.stage, []).append((index, paths, here.instruction.span))
    return [stage._replace(copies=tuple(copies.get(stage.number, ()))) for stage in result]


def taken(here: Located, names: dict[str, int], escape: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The stages an instruction takes files of: `COPY --from=`, and `RUN --mount=from=` which keeps none."""
    for flag in here.instruction.flags:
        if flag.name == "from" and here.instruction.keyword in ("COPY", "ADD"):
            sources = tuple(word.plain for word in words(here.instruction.body, escape)[:-1])
            yield stage_number(flag.value, names), sources
        elif flag.name == "mount" and "from=" in flag.value:
            options = dict(part.partition("=")[::2] for part in flag.value.split(","))
            yield stage_number(options.get("from", ""), names), ()


def stage_number(reference: str, names: dict[str, int]) -> int:
    """The number of the stage that `--from` names; CONTEXT where there is none, ELSEWHERE for an image."""
    if not reference:
        return CONTEXT
    return names.get(reference.lower(), int(reference) if reference.isdecimal() else ELSEWHERE)
