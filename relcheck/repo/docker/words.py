"""The arguments of an instruction: pairs, JSON words, and variables with their modifiers."""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from relcheck.repo.docker.quotes import unquote, word_bounds
from relcheck.repo.docker.text import Text

MAX_VALUE: Final = 2_000
"""Characters of a value that are looked at: `ENV A=$A$A` written forty times is no reason to stop."""
MAX_DEPTH: Final = 20
"""How deep `${A:-${B:-...}}` is followed."""
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_JSON_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


class Word(NamedTuple):
    """One word as written and without its quotes; the offsets count in the instruction's body."""

    raw: str
    plain: str
    start: int
    end: int


class Pair(NamedTuple):
    """`NAME=value` of ENV, ARG or LABEL. `given` is false for an ARG without a default."""

    name: str
    raw: str
    start: int
    value_start: int
    end: int
    given: bool = True


def words(body: Text, escape: str) -> list[Word]:
    """The words of a body, JSON form or not."""
    if body.text.startswith("["):
        in_json = json_words(body)
        if in_json is not None:
            return in_json
    text = body.text
    return [Word(text[a:b], unquote(text[a:b], escape), a, b) for a, b in word_bounds(text, escape)]


def json_words(body: Text) -> list[Word] | None:
    """The words of the JSON form, None where it is not a list of strings."""
    import json

    try:
        loaded = json.loads(body.text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(loaded, list) or not all(isinstance(word, str) for word in loaded):
        return None
    found = _JSON_STRING.finditer(body.text)
    return [
        Word(match[0], word, match.start() + 1, match.end() - 1) for match, word in zip(found, loaded, strict=False)
    ]


def pairs(body: Text, escape: str, *, keys_alone: bool) -> list[Pair]:
    """The pairs of ENV and LABEL, or (`keys_alone`) of ARG. `ENV NAME some words` is one pair."""
    text = body.text
    bounds = word_bounds(text, escape)
    if not bounds:
        return []
    first_start, first_end = bounds[0]
    if not keys_alone and "=" not in text[first_start:first_end]:
        value_start = bounds[1][0] if len(bounds) > 1 else first_end
        name = unquote(text[first_start:first_end], escape)
        return [Pair(name, text[value_start:], first_start, value_start, len(text), len(bounds) > 1)]
    found: list[Pair] = []
    for start, end in bounds:
        name, equals, value = text[start:end].partition("=")
        at = start + len(name) + len(equals)
        found.append(Pair(unquote(name, escape), value, start, at, end, bool(equals)))
    return found


class Variable(NamedTuple):
    """`$NAME` or `${NAME:-word}`: `word` is what the modifier holds, as written."""

    name: str
    modifier: str
    word: str
    start: int
    end: int


def variables(raw: str, escape: str = "\\", depth: int = 0) -> Iterator[Variable]:
    """The variables that Docker or a shell would put into a text; single quotes and escapes hide them."""
    position = 0
    double = False
    while position < len(raw):
        character = raw[position]
        if character == escape:
            position += 2
        elif character == '"':
            double = not double
            position += 1
        elif character == "'" and not double:
            closing = raw.find("'", position + 1)
            position = len(raw) if closing < 0 else closing + 1
        elif character == "$":
            found = _variable(raw, position)
            if found is None:
                position += 1
                continue
            yield found
            if found.word and depth < MAX_DEPTH:
                yield from variables(found.word, escape, depth + 1)
            position = found.end
        else:
            position += 1


def _variable(raw: str, start: int) -> Variable | None:
    if raw.startswith("{", start + 1):
        name = _NAME.match(raw, start + 2)
        if not name:
            return None
        end = _closing(raw, name.end())
        inside = raw[name.end() : end]
        modifier = re.match(r":?[-+?=]|##?|%%?|//?|", inside)
        width = modifier.end() if modifier else 0
        return Variable(name[0], inside[:width], inside[width:], start, min(end + 1, len(raw)))
    name = _NAME.match(raw, start + 1)
    return Variable(name[0], "", "", start, name.end()) if name else None


def _closing(raw: str, position: int) -> int:
    """Where the brace closes; nested ones count."""
    depth = 1
    while position < len(raw):
        if raw[position] == "\\":
            position += 2
            continue
        depth += {"{": 1, "}": -1}.get(raw[position], 0)
        if not depth:
            return position
        position += 1
    return len(raw)


def expand(raw: str, lookup: Callable[[str], str | None], escape: str = "\\", depth: int = 0) -> str:
    """The value of a raw word: quotes gone, known variables filled in, others left as `${NAME}`.

    `${NAME:-word}` is the word where NAME is unknown, because that is what a build without it takes.
    """
    if depth > MAX_DEPTH:
        return ""
    raw = raw[:MAX_VALUE]
    out: list[str] = []
    position = 0
    for variable in _outer(raw, escape):
        out.append(raw[position : variable.start])
        position = variable.end
        value = lookup(variable.name)
        if variable.modifier in (":-", "-") and not value:
            out.append(expand(variable.word, lookup, escape, depth + 1))
        elif variable.modifier in (":+", "+"):
            out.append(expand(variable.word, lookup, escape, depth + 1) if value else "")
        else:
            out.append("${" + variable.name + "}" if value is None else value)
    out.append(raw[position:])
    return unquote("".join(out), escape)[:MAX_VALUE]


def _outer(raw: str, escape: str) -> Iterator[Variable]:
    end = 0
    for variable in variables(raw, escape, MAX_DEPTH):
        if variable.start >= end and raw[variable.start : variable.end].startswith("$"):
            end = variable.end
            yield variable
