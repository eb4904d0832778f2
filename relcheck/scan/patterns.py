"""Everything that is searched for in one pass: values of secrets, token formats, names of the contract."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from relcheck.scan.limits import Exhausted
from relcheck.scan.needles import Needle, needles
from relcheck.scan.search import Hits, compiled
from relcheck.scan.tokens import TOKENS, Token

_LOOK_AHEAD: Final = 1024
"""How far a token format or an assignment may reach behind its first byte."""
_WORD: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


class Assignment(NamedTuple):
    """A variable of the contract, and an expression for a module that assigns its present value."""

    variable: str
    expression: re.Pattern[bytes]

    def __repr__(self) -> str:
        return f"<Assignment {self.variable}>"


class Marker(NamedTuple):
    """Bytes that tell how to read the rest of a file."""

    literal: bytes


BOOTLOADER: Final = Marker(b"_MEIPASS")
"""What PyInstaller's bootloader holds, in front of the bundle."""

Pattern = Needle | Token | Assignment | Marker


class Patterns:
    """The patterns of one run, compiled. They hold values: never print, log or store them."""

    def __init__(self, secrets: Mapping[str, str] | None = None, contract: Mapping[str, str] | None = None) -> None:
        self.needles = needles(secrets or {})
        self._by_literal: dict[bytes, list[Pattern]] = {}
        for needle in self.needles:
            self._by_literal.setdefault(needle.data, []).append(needle)
        for token in TOKENS:
            for anchor in token.anchors:
                self._by_literal.setdefault(anchor, []).append(token)
        public = {name: value for name, value in (contract or {}).items() if name not in (secrets or {})}
        for assignment in _assignments(public):
            self._by_literal.setdefault(assignment.variable.encode(), []).append(assignment)
        self._by_literal.setdefault(BOOTLOADER.literal, []).append(BOOTLOADER)
        self._groups = list(self._by_literal.values())
        self._search = compiled(list(self._by_literal))
        self.left = 0  # how many places of literals may still be looked at; each artifact has its own limit
        self.longest = max(map(len, self._by_literal), default=0) + _LOOK_AHEAD
        """How many bytes before the end of a block a pattern may begin that this block cannot settle."""

    def find(self, block: bytes) -> list[tuple[int, Pattern]]:
        """What is in a short text, in order."""
        return self._settled(block, self._search(block), 0, len(block))

    def find_within(self, block: bytes, begin: int, end: int) -> list[tuple[int, Pattern]]:
        """What begins between `begin` and `end` of a block, in order; `Exhausted` after too many beginnings."""
        places = self._search(block)
        if not places:
            return []
        self.left -= len(places)
        if self.left < 0:
            raise Exhausted("it repeats what a secret begins with too often; the rest was not read")
        return self._settled(block, places, begin, end)

    def _settled(self, block: bytes, places: Hits, begin: int, end: int) -> list[tuple[int, Pattern]]:
        return [
            (at, pattern)
            for at, group in places
            if begin <= at < end
            for pattern in self._groups[group]
            if isinstance(pattern, Needle | Marker) or _holds(pattern, block, at)
        ]

    def masked(self, text: str) -> str:
        """The text without any of the values, in whatever form, and without tokens."""
        data = text.encode("utf-8", "surrogateescape")
        spans: list[tuple[int, int]] = []
        for at, pattern in self.find(data):
            if isinstance(pattern, Needle):
                spans.append((at, at + len(pattern.data)))
            elif isinstance(pattern, Token) and (match := pattern.expression.match(data, at)):
                spans.append((at, match.end()))
        for begin, end in reversed(_joined(spans)):
            data = data[:begin] + "…".encode() + data[end:]
        return data.decode("utf-8", "replace")


def _holds(pattern: Token | Assignment, block: bytes, at: int) -> bool:
    """Whether the expression matches here, and nothing makes it a part of a longer word."""
    return not (at and block[at - 1] in _WORD) and pattern.expression.match(block, at) is not None


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans as one."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _assignments(contract: Mapping[str, str]) -> Iterator[Assignment]:
    """For each variable with a value: `NAME = "value"`, `"NAME": "value"`, `name="value"` in Python."""
    for name, value in contract.items():
        if not value or len(value) > 256:
            continue
        literals = {repr(value).encode("utf-8", "replace"), b'"%b"' % re.sub(r'(["\\])', r"\\\1", value).encode()}
        if value.isdigit():
            literals.add(value.encode())
        spelled = b"|".join(re.escape(literal) for literal in sorted(literals))
        expression = rb"%b[\"']?\s*(:[^=\n]{1,40})?[:=]\s*(%b)(?![\w.])" % (re.escape(name.encode()), spelled)
        yield Assignment(name, re.compile(expression))
