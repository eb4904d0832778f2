"""Bake files, HCL and JSON: targets with their build arguments and secrets (source: the Bake file reference).

Only what a target needs is read: blocks, attributes, maps and lists. python-hcl2 builds a whole grammar of
Terraform for that and keeps no place of a value.
"""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any, Final, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.image import Build, BuildArgument, Source
from relcheck.facts.python import Looks, Unreadable
from relcheck.repo.yaml import Node, load
from relcheck.secret import looks

MAX_BYTES: Final = 512 * 1024
_TOKEN: Final = re.compile(
    r"(?P<space>\s+|#[^\n]*|//[^\n]*|/\*.*?\*/)|(?P<heredoc><<-?(?P<end>\w+)\n.*?\n[ \t]*(?P=end)\b)"
    r"|(?P<string>\"(?:[^\"\\$]|\\.|\$\{(?:[^{}\"]|\"[^\"]{0,200}\"|\{[^{}]{0,200}\}){0,200}\}|\$(?!\{))*\")|(?P<name>[A-Za-z_][\w.-]*)|(?P<mark>.)",
    re.DOTALL,
)
_REFERENCE: Final = re.compile(r"\$\{\s*([A-Za-z_]\w*)")


class Token(NamedTuple):
    """One token with its place in the text."""

    kind: str
    text: str
    start: int
    end: int


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """Builds and build arguments of one bake file; never raises."""
    if path.endswith(".json"):
        documents = load(data, path)
        unread = [documents.unreadable] if documents.unreadable else []
        return tuple(unread) + tuple(fact for root in documents.roots for fact in _json(root, path))
    if len(data) > MAX_BYTES:
        return (Unreadable(Span(path, 1, 1, 1, 1), "larger than 512 KiB"),)
    text = data.decode("utf-8-sig", "replace")
    return tuple(_Hcl(text, path).run())


def _json(root: Node, path: str) -> Iterator[Any]:
    targets = root.get("target")
    for name, target in targets.entries() if targets is not None else ():
        if target.kind != "map":
            continue
        values = {key.value: value.value for key, value in target.entries() if value.kind == "scalar"}
        build = _build(name.span, path, values)
        yield build
        arguments = target.get("args")
        for key, value in arguments.entries() if arguments is not None else ():
            if value.kind == "scalar":
                yield _argument(key.value, value.value, not value.style, key.span, value.span, build)


def _build(span: Span, path: str, values: dict[str, str]) -> Build:
    folder = dirname(path)
    context = normpath(join(folder, values.get("context") or "."))
    dockerfile = normpath(join(context, values.get("dockerfile") or "Dockerfile"))
    return Build(span, "the bake file", dockerfile, context, values.get("target", ""))


def _argument(name: str, raw: str, bare: bool, span: Span, value: Span, build: Build) -> BuildArgument:
    reference = _REFERENCE.search(raw)
    source: Source
    looked: Looks
    if reference or (bare and re.fullmatch(r"[A-Za-z_]\w*", raw) and raw not in ("null", "true", "false")):
        source, refers, looked = "variable", reference[1] if reference else raw, "reference"
    else:
        source, refers, looked = "literal", "", looks(raw)
    whole = span._replace(end_line=value.end_line, end_column=value.end_column)
    return BuildArgument(
        whole, build.tool, name, source, looked, refers, build.dockerfile, build.context, build.target, value
    )


class _Hcl:
    """Goes over the tokens of an HCL file once."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.tokens = [
            Token(match.lastgroup or "", match[0], match.start(), match.end())
            for match in _TOKEN.finditer(text)
            if match.lastgroup not in ("space",) and not match["space"]
        ]
        self.lines = [0] + [match.end() for match in re.finditer("\n", text)]

    def run(self) -> Iterator[Any]:
        """The blocks `target "name" { ... }`."""
        tokens = self.tokens
        position = 0
        while position < len(tokens):
            if tokens[position].text == "{":
                position = self.closing(position)
            elif tokens[position].text == "target" and position + 2 < len(tokens) and tokens[position + 2].text == "{":
                end = self.closing(position + 2)
                yield from self.target(tokens[position + 1], position + 3, end)
                position = end
            position += 1

    def closing(self, position: int) -> int:
        """The token that closes the bracket at `position`."""
        depth = 0
        for index in range(position, len(self.tokens)):
            token = self.tokens[index]
            if token.kind == "mark":
                depth += (token.text in "{[(") - (token.text in "}])")
                if not depth:
                    return index
        return len(self.tokens)

    def target(self, name: Token, start: int, end: int) -> Iterator[Any]:
        """One target: its attributes, then the pairs of `args`."""
        values: dict[str, str] = {}
        pairs: list[tuple[Token, Token, int]] = []
        for key, first, last in self.attributes(start, end):
            if key.text == "args" and self.tokens[first].text == "{":
                pairs += self.attributes(first + 1, last - 1)  # type: ignore[arg-type]
            elif first == last - 1:
                values[key.text] = self.tokens[first].text.strip('"')
        build = _build(self.span(name.start, name.end), self.path, values)
        yield build
        for key, first, last in pairs:  # type: ignore[assignment]
            opened, closed = self.tokens[first], self.tokens[min(last, len(self.tokens)) - 1]
            raw = self.text[opened.start : closed.end]
            bare = not raw.startswith('"')
            span, value = self.span(key.start, key.end), self.span(opened.start, closed.end)
            yield _argument(key.text.strip('"'), raw.strip('"'), bare, span, value, build)

    def attributes(self, position: int, end: int) -> Iterator[tuple[Token, int, int]]:
        """`name = value` pairs: the name, and the first token of the value and the one behind it."""
        while position + 2 < end + 1 and position + 2 < len(self.tokens):
            key, equals = self.tokens[position], self.tokens[position + 1]
            if key.kind not in ("name", "string") or equals.text not in ("=", ":"):
                position = self.closing(position) + 1 if key.text in ("{", "[", "(") else position + 1
                continue
            first = last = position + 2
            line = self.line(self.tokens[first].start)
            while last < end and (last == first or self.line(self.tokens[last].start) == line):
                if self.tokens[last].text in ("{", "[", "("):
                    last = self.closing(last)
                    line = self.line(self.tokens[min(last, len(self.tokens) - 1)].start)
                elif self.tokens[last].text == ",":
                    break
                last += 1
            yield key, first, max(last, first + 1)
            position = last + (last < end and self.tokens[last].text == ",")

    def line(self, offset: int) -> int:
        """The number of the line of a character, from 0."""
        from bisect import bisect_right

        return bisect_right(self.lines, offset) - 1

    def span(self, start: int, end: int) -> Span:
        """Where a stretch of the text lies."""
        first, last = self.line(start), self.line(end)
        return Span(self.path, first + 1, start - self.lines[first] + 1, last + 1, end - self.lines[last] + 1)
