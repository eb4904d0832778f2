"""Credentials in the text of an instruction: URLs, headers, options and inline assignments."""

import re
from collections.abc import Iterator
from typing import Final

from relcheck.facts.image import Exposed
from relcheck.facts.python import Looks
from relcheck.repo.docker.scope import Located
from relcheck.repo.docker.step import Step
from relcheck.repo.docker.words import variables
from relcheck.secret import is_secret, issued, looks

_URL: Final = re.compile(r"(?<![a-zA-Z0-9+.-])[a-zA-Z][a-zA-Z0-9+.-]{0,40}://([^/?#\s@\"'<>|]{1,500})@")
_HEADER: Final = re.compile(
    r"(?i)\b(authorization|x-api-key|x-auth-token|private-token|job-token|x-vault-token|api-key)\s*:\s*"
    r"((?:bearer|basic|token)\s+)?([^\"'\s]+)"
)
_OPTION: Final = re.compile(r"^--?([A-Za-z][A-Za-z0-9_-]*)(?:=(.*))?$", re.DOTALL)
_HARMLESS_USERS: Final = frozenset(("git", "hg", "svn", "ssh", "anonymous", "oauth2"))


def in_text(here: Located, step: Step | None) -> Iterator[Exposed]:
    """Credentials in URLs of any instruction but ENV, ARG and LABEL, which are facts of their own."""
    texts = [here.instruction.body, *(heredoc.body for heredoc in here.instruction.heredocs)]
    for text in texts:
        for match in _URL.finditer(text.text):
            looked = credential(match[1])
            if looked is None:
                continue
            names = tuple(dict.fromkeys(variable.name for variable in variables(match[1].replace("'", ""))))
            span = text.span(match.start(), match.end())
            mounted = step is not None and _mounted(step, names, match[1])
            hidden = any(name not in here.scope for name in names) and not mounted
            if hidden and here.instruction.keyword == "RUN":
                continue  # a variable of the script itself
            made = issued(match[1].rpartition(":")[2])
            keyword = here.instruction.keyword
            yield Exposed(span, keyword, here.stage, "url", looked, names, mounted=mounted, issued=made)


def credential(userinfo: str) -> Looks | None:
    """What the secret part of `user:password@` or `token@` looks like, None where there is none."""
    user, colon, password = userinfo.partition(":")
    if colon:
        return looks(password) if password else None
    if user.lower() in _HARMLESS_USERS or not user:
        return None
    looked = looks(user)
    return looked if looked in ("token", "reference") else None


def in_commands(step: Step) -> Iterator[Exposed]:
    """Credentials in headers, in the values of options, and in assignments before a command."""
    keyword = step.here.instruction.keyword
    for script in step.scripts:
        for command in script.commands:
            words = command.words
            for index, word in enumerate(words):
                for match in _HEADER.finditer(word.raw):
                    names = tuple(variable.name for variable in variables(match[3]))
                    span = script.text.span(word.start, word.end)
                    yield Exposed(
                        span, keyword, step.here.stage, "header", looks(match[3]), names, match[1],
                        _mounted(step, names, match[3]), issued(match[3]),
                    )  # fmt: skip
                option = _OPTION.match(word.plain) if index else None
                if option and is_secret(option[1].replace("-", "_")):
                    following = words[index + 1].plain if index + 1 < len(words) else ""
                    value = option[2] if option[2] is not None else "" if following.startswith("-") else following
                    last = word if option[2] is not None or not value else words[index + 1]
                    names = tuple(variable.name for variable in variables(value))
                    span = script.text.span(word.start, last.end)
                    yield Exposed(
                        span, keyword, step.here.stage, "option", looks(value), names, option[1],
                        _mounted(step, names, value), issued(value),
                    )  # fmt: skip
    yield from _assigned(step, keyword)


def _assigned(step: Step, keyword: str) -> Iterator[Exposed]:
    for script in step.scripts:
        for command in script.commands:
            for name, word in command.assignments:
                if is_secret(name) or looks(word.plain) == "credentials":
                    names = tuple(variable.name for variable in variables(word.raw))
                    span = script.text.span(word.start, word.end)
                    yield Exposed(
                        span, keyword, step.here.stage, "assignment", looks(word.plain), names, name,
                        _mounted(step, names, word.raw), issued(word.plain),
                    )  # fmt: skip


def _mounted(step: Step, names: tuple[str, ...], raw: str) -> bool:
    """Whether a value comes from a secret mount of the step."""
    return any(secret.source == "mount" for secret in step.secrets(raw)) or any(
        step.variables[name].source == "mount" for name in names if name in step.variables
    )
