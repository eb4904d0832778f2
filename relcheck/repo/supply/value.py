"""What one written value means: given, promised, empty; with the interpolation of compose and of shells.

The grammar is that of the Compose specification, "Interpolation": `$V`, `${V}`, `${V:-d}`, `${V-d}`, `${V:?e}`,
`${V?e}`, `${V:+a}`, `${V+a}`, nested defaults, and `$$` for a dollar.
"""

import re
from typing import Final, NamedTuple

from relcheck.facts.deployment import State
from relcheck.facts.python import Looks
from relcheck.repo.yaml import Node
from relcheck.secret import digest, looks

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ASKED: Final = re.compile(r"\$\{?\w+")
_OPERATOR: Final = re.compile(r":?[-?+]")

MAX_REFERENCES: Final = 100
"""In one value; nested ones are looked through once for each level."""


class Value(NamedTuple):
    """A value's meaning without the value."""

    state: State
    looks: Looks = "text"
    digest: int = 0
    variables: tuple[str, ...] = ()  # those that interpolation asks for
    empties: bool = False  # an unset variable ends as an empty value


class Reference(NamedTuple):
    """One `${NAME...}` of a text."""

    name: str
    operator: str = ""  # "", "-", ":-", "?", ":?", "+", ":+"
    word: str = ""  # what follows the operator


def literal(text: str) -> Value:
    """A value that stands as it is, with no interpolation."""
    return Value("empty", "empty") if text == "" else Value("literal", looks(text), digest(text))


def interpolated(text: str) -> Value:
    """A value in which the platform puts variables of the shell that starts it."""
    if text.count("$") > MAX_REFERENCES:
        return Value("promised", "reference")
    found, rest = references(text)
    if not found:
        return literal(text.replace("$$", "$"))
    names = tuple(dict.fromkeys(reference.name for reference in found))
    empties = not rest and all(reference.operator in ("", "-", ":-") and not reference.word for reference in found)
    if rest or len(found) > 1:
        return Value("promised", "reference", 0, names, False)
    only = found[0]
    if only.operator in ("-", ":-") and only.word:
        inner = interpolated(only.word)
        return Value(
            inner.state if inner.state != "literal" else "literal", inner.looks, inner.digest, names, inner.empties
        )
    return Value("promised", "reference", 0, names, empties)


def references(text: str) -> tuple[list[Reference], str]:
    """The references of a text in order, and what of it is none."""
    found: list[Reference] = []
    rest: list[str] = []
    position = 0
    while position < len(text):
        if text[position] != "$":
            rest.append(text[position])
            position += 1
        elif text.startswith("$$", position):
            rest.append("$")
            position += 2
        else:
            reference, position = _reference(text, position + 1)
            if reference is None:
                rest.append("$")
            else:
                found.append(reference)
    return found, "".join(rest)


def _reference(text: str, position: int) -> tuple[Reference | None, int]:
    """The reference behind a dollar, and where the text goes on."""
    braced = text.startswith("{", position)
    name = _NAME.match(text, position + braced)
    if name is None:
        return None, position
    if not braced:
        return Reference(name.group()), name.end()
    end = _closing(text, position)
    if end < 0:
        return None, position
    operator = _OPERATOR.match(text, name.end())
    if operator is None:
        return (Reference(name.group()), end + 1) if name.end() == end else (None, position)
    return Reference(name.group(), operator.group(), text[operator.end() : end]), end + 1


def _closing(text: str, start: int) -> int:
    """Where the brace that opens at `start` closes, or -1."""
    depth = 0
    for position in range(start, len(text)):
        if text[position] == "{":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    return -1


def place(node: Node) -> tuple[int, int, int, int]:
    """The four positions of a value."""
    return node.line, node.column, node.end_line, node.end_column


def text(node: Node | None) -> str:
    """The text of a scalar; empty where there is none, or where it is no scalar."""
    return node.value if node is not None and node.kind == "scalar" and not node.null else ""


def scalars(node: Node | None) -> list[Node]:
    """The scalars of what may be one, a list of them, or not there."""
    return [] if node is None else node.strings()


def number(node: Node | None) -> int | None:
    """A count or a port written in digits."""
    digits = text(node)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def boolean(node: Node | None) -> bool:
    """Whether a scalar is true, as YAML 1.1 and 1.2 agree."""
    return node is not None and node.value.lower() in ("true", "yes", "on")


def runs_as(user: str) -> str:
    """`root` or `other` for a user's name or number; empty where it is not said, or not in the file."""
    return "" if not user or "$" in user else "root" if user in ("root", "0") else "other"


def unnamed(meaning: Value, name: str, text: str) -> Value:
    """A value that repeats its variable's name (`API_KEY: API_KEY_VAL`) is to be replaced, whatever it looks like."""
    text = _ASKED.sub("", text)
    repeats = meaning.state == "literal" and len(name) > 3 and name.lower() in text.lower() and "://" not in text
    return meaning._replace(looks="placeholder") if repeats else meaning
