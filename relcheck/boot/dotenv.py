"""Files of variables, as `docker run --env-file`, `docker compose` and python-dotenv read them.

They look alike and differ: Docker keeps quotes and everything after `=` as it stands, Compose and
python-dotenv take quotes off and end a bare value at ` #`, Compose also fills in `$NAME`. What is
written here follows Docker's and Compose's documentation of their formats; python-dotenv reads itself.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from relcheck.errors import ConfigError

Dialect = Literal["docker", "compose", "dotenv"]
DIALECTS: Final[tuple[Dialect, ...]] = ("docker", "compose", "dotenv")

_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-\[\]]*")
_VARIABLE: Final = re.compile(
    r"\\\$|\$\$|\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?])((?:[^{}]|\{[^{}]*\})*))?\})"
)


def read(
    text: str, dialect: Dialect, environ: Mapping[str, str], path: str = "", *, lenient: bool = False
) -> dict[str, str]:
    """The variables of a file; `environ` gives those that are only named, and what `$NAME` means.

    A line that the tool itself would refuse is a `ConfigError` naming the line, never its content;
    with `lenient` it is left out.
    """
    text = text.removeprefix("\ufeff")
    if dialect == "docker":
        return _docker(text, environ, path, lenient)
    if dialect == "compose":
        return _Compose(text, environ, path, lenient).read()
    return _dotenv(text)


def _docker(text: str, environ: Mapping[str, str], path: str, lenient: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r").lstrip(" \t")
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not name or any(character.isspace() for character in name):
            _refuse(path, number, "docker wants NAME=value without white space in the name", lenient)
        elif equals:
            found[name] = value
        elif name in environ:
            found[name] = environ[name]
    return found


def _dotenv(text: str) -> dict[str, str]:
    from io import StringIO

    from dotenv import dotenv_values  # comes with pydantic-settings, which reads its own files with it

    return {name: value for name, value in dotenv_values(stream=StringIO(text)).items() if value is not None}


def _refuse(path: str, line: int, why: str, lenient: bool) -> None:
    if not lenient:
        raise ConfigError(f"{path or 'the file'}:{line}: {why}; choose another --dialect or mend the line")


class _Compose:
    """Compose's format: `export`, quotes over several lines, comments, interpolation."""

    def __init__(self, text: str, environ: Mapping[str, str], path: str, lenient: bool) -> None:
        self.text = text.replace("\r\n", "\n")
        self.environ = environ
        self.path = path
        self.lenient = lenient
        self.at = 0
        self.found: dict[str, str] = {}

    def read(self) -> dict[str, str]:
        while self.at < len(self.text):
            end = self._end()
            line = self.text[self.at : end].strip()
            if not line or line.startswith("#"):
                self.at = end + 1
                continue
            self._statement(end)
        return self.found

    def _end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end

    def _statement(self, end: int) -> None:
        line = self.text[self.at : end]
        skipped = len(line) - len(line.lstrip())
        if line.lstrip().startswith(("export ", "export\t")):
            skipped = line.index("export") + 7
            skipped += len(line[skipped:]) - len(line[skipped:].lstrip())
        name = _NAME.match(line, skipped)
        rest = line[name.end() :].lstrip() if name else ""
        if not name or (rest and rest[0] not in "=:#"):
            _refuse(self.path, self.text.count("\n", 0, self.at) + 1, "compose wants NAME=value", self.lenient)
            self.at = end + 1
            return
        if not rest or rest[0] == "#":
            if name[0] in self.environ:
                self.found[name[0]] = self.environ[name[0]]
            self.at = end + 1
            return
        self.at += line.index(rest[0], name.end()) + 1
        self.found[name[0]] = self._value(end)

    def _value(self, end: int) -> str:
        raw = self.text[self.at : end]
        start = self.at + len(raw) - len(raw.lstrip(" \t"))
        quote = self.text[start : start + 1]
        if quote in ("'", '"') and quote:
            close = start + 1
            while close < len(self.text) and self.text[close] != quote:
                close += 2 if self.text[close] == "\\" else 1
            if close < len(self.text):
                return self._quoted(start, close, quote)
            _refuse(self.path, self.text.count("\n", 0, start) + 1, "a quote is not closed", self.lenient)
        self.at = end + 1
        bare = re.split(r"(?:^|[ \t])#", raw, maxsplit=1)[0].strip()
        return self._filled(bare)

    def _quoted(self, start: int, close: int, quote: str) -> str:
        inside = self.text[start + 1 : close]
        after = self.text.find("\n", close)
        self.at = len(self.text) if after < 0 else after + 1
        if quote == "'":
            return inside.replace("\\'", "'")
        filled = self._filled(inside)
        return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1] if m[1] in '"\\$' else m[0]), filled)

    def _filled(self, value: str) -> str:
        """The value with `$NAME`, `${NAME}` and its forms with a default replaced; the process goes first."""

        def known(name: str) -> str | None:
            return self.environ.get(name, self.found.get(name))

        def replaced(match: re.Match[str]) -> str:
            if match[0] in ("\\$", "$$"):
                return "$"
            name, operator, word = match[1] or match[2], match[3] or "", match[4] or ""
            held = known(name)
            there = bool(held) if operator.startswith(":") else held is not None
            if operator.endswith("+"):
                return self._filled(word) if there else ""
            return (held or "") if there else self._filled(word) if operator.endswith("-") else ""

        return _VARIABLE.sub(replaced, value)
