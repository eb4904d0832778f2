"""A build step: its script, its mounts, and which words of it hold a secret."""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.image import Mount
from relcheck.repo.docker.parse import Flag, Instruction
from relcheck.repo.docker.scope import GIVEN, Located
from relcheck.repo.docker.shell import Command, commands
from relcheck.repo.docker.text import Text
from relcheck.repo.docker.words import json_words, variables
from relcheck.secret import is_secret

_SHELLS: Final = frozenset(("sh", "bash", "ash", "dash", "zsh", "ksh"))
MAX_COMMANDS: Final = 800
"""Commands of one script that are looked at; the longest of 1,187 real ones has 64."""
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOUNT_TARGETS: Final = "/run/secrets/"


class Script(NamedTuple):
    """A shell script inside an instruction, and its commands; offsets lead back to the file."""

    text: Text
    commands: tuple[Command, ...]

    def span(self, command: Command) -> Span:
        """Where a command lies."""
        return self.text.span(command.start, command.end)


class Secret(NamedTuple):
    """A secret that a step can reach: by a variable, or by the path of a mount; or a setting of the build."""

    name: str
    source: Literal["mount", "variable", "setting"]


class Step(NamedTuple):
    """A RUN, or the command of another instruction."""

    here: Located
    scripts: tuple[Script, ...]
    mounts: tuple[Mount, ...]
    variables: dict[str, Secret]
    paths: dict[str, Secret]

    def secrets(self, raw: str) -> Iterator[Secret]:
        """The secrets that a word, or a whole command, mentions."""
        for variable in variables(raw):
            if variable.name in self.variables:
                yield self.variables[variable.name]
        for path, secret in self.paths.items():
            if path in raw:
                yield secret


def scripts(instruction: Instruction) -> tuple[Script, ...]:
    """The shell scripts of a RUN, CMD, ENTRYPOINT or HEALTHCHECK, in either form."""
    body = instruction.body
    if instruction.keyword == "HEALTHCHECK":
        body = _behind(body, "CMD")
    elif body.text[:1] == "[":
        in_json = json_words(body)
        if in_json is not None:
            return _exec_form(body, [(word.plain, word.start, word.end) for word in in_json])
    if instruction.heredocs and instruction.keyword == "RUN":
        return _with_heredocs(instruction, body)
    return (_script(body),)


def _script(text: Text) -> Script:
    return Script(text, tuple(commands(text.text)[:MAX_COMMANDS]))


def _behind(body: Text, word: str) -> Text:
    """The rest of a body behind its first word, empty where it begins with another one."""
    begins = re.match(rf"(?:--\S+\s+)*{word}\s+", body.text, re.IGNORECASE)
    return body.part(begins.end()) if begins else body.part(len(body))


def _exec_form(body: Text, found: list[tuple[str, int, int]]) -> tuple[Script, ...]:
    """`["sh", "-c", "script"]` is that script; any other list is one command, joined with its quotes kept."""
    plain = [word for word, _, _ in found]
    if len(plain) > 2 and plain[0].rsplit("/", 1)[-1] in _SHELLS and plain[1].startswith("-") and "c" in plain[1]:
        _, start, end = found[2]
        return (_script(body.part(start, end)),)
    return (_script(Text(body.path, _blank(body.text), body.pieces)),)


def _blank(text: str) -> str:
    """A JSON list as shell words of the same length: brackets and commas between the strings become blanks."""
    out: list[str] = []
    inside = escaped = False
    for character in text:
        if inside:
            out.append("'" if character == '"' and not escaped else " " if character == "'" else character)
            inside = escaped or character != '"'
            escaped = character == "\\" and not escaped
        else:
            inside = character == '"'
            out.append("'" if inside else " ")
    return "".join(out)


def _with_heredocs(instruction: Instruction, body: Text) -> tuple[Script, ...]:
    """The line itself, and the heredocs that a shell runs."""
    line = _script(body)
    first = line.commands[0] if line.commands else None
    runs = first is None or not first.name or (first.name in _SHELLS and len(first.words) < 3)
    if not runs:
        bodies = iter(instruction.heredocs)
        filled = []
        for command in line.commands:
            redirects = tuple(
                redirect._replace(body=doc.body.text)
                if redirect.operator in ("<<", "<<-") and (doc := next(bodies, None)) is not None
                else redirect
                for redirect in command.redirects
            )
            filled.append(command._replace(redirects=redirects))
        return (line._replace(commands=tuple(filled)),)
    return tuple(_script(heredoc.body) for heredoc in instruction.heredocs)


def step(here: Located) -> Step:
    """A build step with everything that tells which of its words are secret."""
    found = scripts(here.instruction)
    whole = " ".join(script.text.text for script in found)
    every = [command for script in found for command in script.commands]
    mounts = tuple(_mount(flag, here, whole, every) for flag in here.instruction.flags if flag.name == "mount")
    names = {
        name: Secret(name, "variable" if is_secret(name) else "setting")
        for name, value in here.scope.items()
        if is_secret(name) or (value.arguments and name not in GIVEN)
    }
    paths: dict[str, Secret] = {}
    for mount in mounts:
        if mount.type == "secret":
            paths[mount.target or _MOUNT_TARGETS + mount.id] = Secret(mount.id, "mount")
            if mount.env:
                names[mount.env] = Secret(mount.id, "mount")
    if any(mount.type == "secret" for mount in mounts):
        paths[_MOUNT_TARGETS + "*"] = Secret(mounts[0].id, "mount")
    made = Step(here, found, mounts, names, paths)
    for script in found:
        for command in script.commands:
            _assigned(command, made)
    return made


def _assigned(command: Command, made: Step) -> None:
    """A variable that takes its value from a secret is one too: `T=$(cat /run/secrets/t)`, `export T="$A"`."""
    pairs = [(name, word.raw) for name, word in command.assignments if not command.words]
    if command.name in ("export", "declare", "readonly", "local"):
        pairs += [(word.raw.partition("=")[0], word.raw.partition("=")[2]) for word in command.words[1:]]
    for name, raw in pairs:
        secret = next(iter(made.secrets(raw)), None)
        if secret is not None and not re.match(r"^[\"']?(/run/secrets/|/)[\w/.-]*[\"']?$", raw):
            made.variables[name] = secret
        elif secret is not None:
            made.paths["$" + name] = secret
            made.paths["${" + name + "}"] = secret


def _mount(flag: Flag, here: Located, script: str, every: list[Command]) -> Mount:
    """`type=secret,id=x,target=/y,env=X,required`."""
    import csv

    try:
        parts = next(csv.reader([flag.value]), [])
    except csv.Error:
        parts = flag.value.split(",")
    options = _pairs(parts)

    def option(*names: str) -> str:
        return next((options[name][1] for name in names if name in options and options[name][0]), "")

    target = option("target", "dst", "destination")
    identity = option("source", "src", "id") or target.rsplit("/", 1)[-1]
    env = option("env") or (identity if "env" in options else "")
    required = "required" in options and option("required").lower() not in ("false", "0")
    path = target or ("" if env else _MOUNT_TARGETS + identity)
    used = bool(env and re.search(rf"\b{re.escape(env)}\b", script)) or bool(path and path in script)
    return Mount(
        flag.span, option("type") or "bind", here.stage, identity, target, env, required,
        _checks(script, path, env, every), used,
    )  # fmt: skip


def _pairs(parts: list[str]) -> dict[str, tuple[bool, str]]:
    found: dict[str, tuple[bool, str]] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        found[name.strip().lower()] = (bool(equals), value)
    return found


def _checks(script: str, path: str, env: str, every: list[Command]) -> bool:
    """Whether the script looks whether the secret is there: `test -s`, `[ -f`, `${X:?}`, `[ -n "$X" ]`."""
    if path and re.search(rf"-[sferz]\s+[\"']?{re.escape(path)}", script):
        return True
    if env and re.search(rf"\$\{{{re.escape(env)}:?[?+-]|-[nz]\s+[\"']?\$\{{?{re.escape(env)}\b", script):
        return True
    # A program that is told to read a file that is missing fails, unless its status is lost inside `$(...)`.
    if path and any(path in word.raw and "$(" not in word.raw for c in every if not c.depth for word in c.words[1:]):
        return True
    return bool(path) and bool(re.search(rf"(^|&&|;|\|\|)\s*\w+=[\"']?\$\(\s*\w+\s+{re.escape(path)}", script))


def mentions(text: str, names: set[str]) -> set[str]:
    """Which of the names a text mentions as whole words."""
    return names & set(_WORD.findall(text))
