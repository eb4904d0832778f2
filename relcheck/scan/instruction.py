"""A line of an image's history as the instruction that made it, without any value in it."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from relcheck.secret import is_secret

_NOP: Final = re.compile(r"^(?:/bin/sh -c )?#\(nop\)\s+")
_SHELL: Final = re.compile(
    r"^(?:RUN )?(?:\|(\d+) (.*?))?(?:/bin/(?:ba|da|a)?sh -(?:[a-z]*c|o pipefail -c))\s+", re.DOTALL
)
_KEYWORD: Final = re.compile(
    r"^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER"
    r"|VOLUME|WORKDIR)\b"
)
_FLAG: Final = re.compile(r"((?<=\s)--(?:mount|from|chown|chmod|platform|network|security|link)=[\w=,./:-]+)")
_ASSIGNED: Final = re.compile(r"([A-Za-z_][\w.-]*)=(\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s\"';&|)]+)")
_LOGIN: Final = re.compile(r"(://)[^/\s@]+@")
_OPTION: Final = re.compile(r"(--?)([A-Za-z][\w-]*)(\s+|=)(\"[^\"]*\"?|'[^']*'?|[^\s;&|]+)")
_HEADER: Final = re.compile(r"(?i)(authorization|[\w-]*(?:token|key|secret|password)[\w-]*):\s*[^'\"&|;]+")
_PRINTED: Final = re.compile(r"\b(echo|printf)\s[^|>;&]+")
_LONG_WORD: Final = re.compile(r"(?=[\w+/=.:-]*\d)(?=[\w+/=.:-]*[A-Za-z])[\w+/=.:-]{20,}")
_MOST: Final = 100
_READ: Final = 2000
_ARGUMENT: Final = re.compile(r"([A-Za-z_]\w*)=")


class Instruction(NamedTuple):
    """An instruction of a history line. `text` holds values: show `shown` only."""

    text: str
    arguments: tuple[tuple[str, str], ...] = ()  # build arguments that were in force, with their values
    assigned: tuple[tuple[str, str], ...] = ()  # what ENV or ARG sets, with the values
    keyword: str = "RUN"


def parsed(line: str) -> Instruction:
    """A history line of Docker, BuildKit, buildah or kaniko."""
    text = line.strip().removesuffix("# buildkit").strip()
    arguments: tuple[tuple[str, str], ...] = ()
    if _NOP.match(text):
        text = _NOP.sub("", text)
    else:
        shell = _SHELL.match(text) or re.match(r"^(?:RUN )?\|(\d+) (.*)$", text, re.DOTALL)
        if shell:
            arguments = _arguments(int(shell[1]), shell[2]) if shell[1] and len(shell[1]) < 4 else ()
            text = "RUN " + (text[shell.end() :] if shell.re is _SHELL else "…")
    keyword = text.partition(" ")[0] if _KEYWORD.match(text) else "RUN"
    if not _KEYWORD.match(text):
        text = f"RUN {text}"
    return Instruction(text, arguments, _assignments(text) if keyword in ("ENV", "ARG") else (), keyword)


def shown(instruction: Instruction, masked: Callable[[str], str] = str) -> str:
    """The instruction in at most 100 characters, every value in it replaced by `…`.

    `masked` takes known values out, before anything is cut: a piece of a value is a value, too.
    """
    text = " ".join(masked(instruction.text)[:_READ].split())
    names = [name for name, _ in instruction.assigned]
    if instruction.keyword in ("ENV", "ARG", "LABEL") and (names := names or _ARGUMENT.findall(text)):
        text = " ".join([instruction.keyword, *(f"{masked(name)}=…" for name in names)])
    else:
        pieces = _FLAG.split(text)  # every other piece is one of Docker's own flags, which hold no value
        pieces[::2] = [_hidden(piece) for piece in pieces[::2]]
        text = "".join(pieces)
    return text if len(text) <= _MOST else text[: _MOST - 1].rstrip() + "…"


def _hidden(text: str) -> str:
    """A piece of a command without logins, assigned values, secret options, and long random words."""
    text = _PRINTED.sub(r"\1 … ", text)
    text = _LOGIN.sub(r"\1…@", text)
    text = _HEADER.sub(r"\1: …", text)
    text = _ASSIGNED.sub(lambda match: f"{match[1]}=…", text)
    text = _OPTION.sub(_without_secret, text)
    return _LONG_WORD.sub("…", text)


def _without_secret(match: re.Match[str]) -> str:
    name = match[2].replace("-", "_")
    if is_secret(name) or (match[1] == "-" and name in ("p", "u")):
        return f"{match[1]}{match[2]}{match[3]}…"
    return match[0]


def _arguments(count: int, text: str) -> tuple[tuple[str, str], ...]:
    """The `count` build arguments before the shell: `NAME=value` each, values may hold spaces."""
    starts = list(re.finditer(r"(?:^|\s)([A-Za-z_]\w*)=", text))[:count]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return tuple((match[1], text[match.end() : end].strip()) for match, end in zip(starts, ends, strict=True))


def _assignments(text: str) -> tuple[tuple[str, str], ...]:
    """What ENV or ARG sets: `NAME=value` pairs, quoted or not, or the old `NAME value`."""
    rest = text.partition(" ")[2].strip()
    if re.match(r"^[A-Za-z_]\w*\s", rest) and "=" not in rest.split()[0]:
        name, _, value = rest.partition(" ")
        return ((name, value.strip()),)
    return _arguments(len(rest), rest) if "=" in rest else ()
