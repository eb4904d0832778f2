"""What to mask in Dockerfiles, and in files made of assignments: manifests, env files, TOML."""

import re
from collections.abc import Container
from typing import Final

MASK: Final = "…"
Cut = tuple[int, int, str]
"""Start column, end column (exclusive), and what stands there instead."""

_ASSIGNMENT: Final = re.compile(
    r"(?P<kept>\s*(?:-\s+)*(?:export\s+)?[\"']?[A-Za-z_][\w./-]*[\"']?\s*(?::(?=\s|$)|=)\s*|\s*-\s+)(?P<value>.*)"
)
_BLOCK: Final = re.compile(r"(?:^|[:\s-])[|>][-+0-9]*\s*(?:#.*)?$")
_TABLE: Final = re.compile(r"\s*\[{1,2}[\w.\"'-]+\]{1,2}\s*")
_INSTRUCTION: Final = re.compile(r"\s*(?:ONBUILD\s+)?(?P<word>[A-Za-z]+)(?P<rest>\s.*|$)", re.IGNORECASE)
_PAIR: Final = re.compile(r"(?P<name>[A-Za-z_][\w.-]*)=(?P<value>\"(?:[^\"\\]|\\.)*+\"?|'[^']*'?|(?:[^\s\\]|\\.)*+)")
_OPERATORS: Final = frozenset(("&&", "||", "|", ";", ">", ">>", "<", "\\", "`", "{", "}", "(", ")"))
_SAFE_WORD: Final = re.compile(
    r"--?[A-Za-z][A-Za-z-]*|\$\{?\w+\}?|--mount=[\w=,/.:-]+|/(?:run|etc|usr|app|root|tmp|var)(?:/secrets)?"
)
_COMMANDS: Final = frozenset(
    "apk apt apt-get bash bundle bun cargo cat chmod chown cp curl echo export find gem git go gpg grep kubectl ln"
    " make mkdir mv node npm npx pip pip3 pipenv pnpm poetry printf python python3 rm sed set sh source ssh-keyscan tar"
    " touch unzip uv wget yarn install run build add sync manage.py collectstatic config login".split()
)


def assignments(line: str, known: Container[str], *, within: bool = False) -> list[Cut]:
    """Masks of one line of YAML, TOML or an env file: names stay, values go; `within` a block text all goes."""
    stripped = line.strip()
    if not stripped or (not within and _TABLE.fullmatch(line)):
        return []
    begin = len(line) - len(line.lstrip()) + 1
    if stripped.startswith("#"):
        return [(begin, len(line) + 1, f"# {MASK}")]
    match = None if within else _ASSIGNMENT.fullmatch(line)
    if match is None:
        return [] if stripped in known else [(begin, len(line) + 1, MASK)]
    value, start = match["value"], match.start("value") + 1
    inner = _ASSIGNMENT.fullmatch(value) if match["kept"].strip() == "-" else None
    if inner is not None:
        return [(start + a - 1, start + b - 1, shown) for a, b, shown in assignments(value, known)]
    if not value or value.strip().strip("\"'") in known or value.strip() in {"|", ">", "|-", ">-", "{}", "[]"}:
        return []
    return [(start, len(line) + 1, MASK)]


def is_text(lines: list[str], number: int) -> bool:
    """Whether a line is part of a longer text: a YAML block scalar, or a TOML string of several lines."""
    indent = _indent(lines[number - 1])
    for above in range(number - 2, -1, -1):
        line = lines[above]
        if line.strip() and _indent(line) < indent:
            if _BLOCK.search(line.rstrip()):
                return True
            indent = _indent(line)
    return any(sum(line.count(quote) for line in lines[: number - 1]) % 2 for quote in ('"""', "'''"))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def dockerfile(lines: list[str], known: Container[str]) -> dict[int, list[Cut]]:
    """Masks of every line of a Dockerfile."""
    cuts: dict[int, list[Cut]] = {}
    word, heredoc = "", ""
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        begin = len(line) - len(line.lstrip()) + 1
        if not stripped:
            continue
        if heredoc:
            heredoc = "" if stripped == heredoc else heredoc
            cuts[number] = [(begin, len(line) + 1, MASK)] if heredoc else []
        elif stripped.startswith("#"):
            cuts[number] = [(begin, len(line) + 1, f"# {MASK}")]
        else:
            match = None if word else _INSTRUCTION.fullmatch(line)
            rest = match.start("rest") if match else 0
            word = match["word"].upper() if match else word
            cuts[number] = _instruction(word or "RUN", line, rest, known)
            opened = re.search(r"<<-?\s*[\"']?(\w+)[\"']?", line) if word in ("RUN", "COPY", "ADD") else None
            heredoc = opened[1] if opened else ""
            if not stripped.endswith(("\\", "`")):
                word = ""
    return cuts


def _instruction(word: str, line: str, rest: int, known: Container[str]) -> list[Cut]:
    """Masks of one line of an instruction; `rest` is where its arguments begin."""
    if word in ("ENV", "ARG", "LABEL"):
        return _pairs(word, line, rest, known)
    harmless = word in ("FROM", "COPY", "ADD", "WORKDIR", "USER", "EXPOSE", "VOLUME", "SHELL", "STOPSIGNAL")
    found: list[Cut] = []
    for token in re.finditer(r"\S+", line[rest:]):
        text = token[0]
        plain = text.strip("\"'[],;")
        shown = harmless and not re.search(r"[:/]/|@.*:|=", text.removeprefix("--from=").removeprefix("--chown="))
        if not (shown or _harmless(plain, known) or text in _OPERATORS):
            found.append((rest + token.start() + 1, rest + token.end() + 1, MASK))
    return _joined(found, line)


def _harmless(word: str, known: Container[str]) -> bool:
    return not word or word in known or word in _COMMANDS or word in _OPERATORS or bool(_SAFE_WORD.fullmatch(word))


def _pairs(word: str, line: str, rest: int, known: Container[str]) -> list[Cut]:
    """`ENV NAME=value` is shown up to its `=`, `ENV NAME value` up to its value."""
    body = line[rest:]
    found: list[Cut] = []
    kept: list[tuple[int, int]] = []
    for pair in _PAIR.finditer(body):
        kept.append(pair.span())
        if pair["value"] and pair["value"].strip("\"'") not in known:
            found.append((rest + pair.start("value") + 1, rest + pair.end("value") + 1, MASK))
    for position, token in enumerate(re.finditer(r"\S+", body)):
        if token[0] in ("\\", "`") or any(a < token.end() and token.start() < b for a, b in kept):
            continue
        if not ((position == 0 or word == "ARG") and re.fullmatch(r"[A-Za-z_]\w*", token[0])) or rest == 0:
            found.append((rest + token.start() + 1, rest + token.end() + 1, MASK))
    return _joined(sorted(found), line)


def _joined(cuts: list[Cut], line: str) -> list[Cut]:
    """Masks with only blanks between them are one."""
    joined: list[Cut] = []
    for start, stop, shown in cuts:
        if joined and not line[joined[-1][1] - 1 : start - 1].strip():
            joined[-1] = (joined[-1][0], stop, MASK)
        else:
            joined.append((start, stop, shown))
    return joined
