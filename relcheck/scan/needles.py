"""From the values of secrets to the bytes to search for: every value as it is, and in four encodings."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import quote, quote_plus, unquote

from relcheck.facts.artifact import Encoding
from relcheck.secret import entropy, looks

_REFERENCE: Final = re.compile(r"\$\{[^}]*\}|\$[A-Z_][A-Z0-9_]*|\{\{.*\}\}")
MIN_LENGTH: Final = 6
"""Below six characters, a value is found by chance in any large image."""
_MAX_LENGTH: Final = 4096
"""Of a longer value the last 4096 characters are searched: no two secrets share those."""


class Needle(NamedTuple):
    """One form of one value. It holds the value: never print, log or store one."""

    data: bytes
    variable: str
    encoding: Encoding
    part: str = ""

    def __repr__(self) -> str:
        return f"<Needle {self.variable} {self.encoding}>"


def refusal(value: str) -> str:
    """Why this value cannot be searched for, in words; empty when it can.

    An exact search must not cry wolf: `postgres` and `123456` are in every image.
    """
    if not value:
        return "is empty"
    if len(value) < MIN_LENGTH:
        return f"is shorter than {MIN_LENGTH} characters"
    if _REFERENCE.fullmatch(value):
        return "refers to another variable"
    look = looks(value)
    # A random key may begin like a path, and a long value that only looks made up is still nobody else's.
    if look == "path" and (len(value) < 20 or entropy(value) < 4):
        return "is only a path"
    if look == "boolean" or (look in ("number", "placeholder") and len(value) < 12):
        return f"is only a {look}"
    if len(value) < 12 and value.isalpha() and (value.islower() or value.isupper() or value.istitle()):
        return "is a plain word"
    return ""


def needles(secrets: Mapping[str, str]) -> tuple[Needle, ...]:
    """All forms of all values, each once a variable; values that `refusal` refuses have none."""
    return tuple(dict.fromkeys(form for name in sorted(secrets) for form in _needles(name, secrets[name])))


def _needles(variable: str, value: str) -> Iterator[Needle]:
    if refusal(value):
        return
    yield from _forms(variable, value, "")
    for part in _parts(value):
        if not refusal(part):
            yield from _forms(variable, part, "the password of")


def _parts(value: str) -> Iterator[str]:
    """The password inside of a URL, which a .netrc or a connection string repeats without the URL."""
    _, slashes, rest = value.partition("://")
    user, at, _ = rest.rpartition("@")
    password = user.partition(":")[2]
    if slashes and at and "/" not in user and password:
        yield password
        if unquote(password) != password:
            yield unquote(password)


def _forms(variable: str, value: str, part: str) -> Iterator[Needle]:
    """Every form that differs from the value itself; the value itself first."""
    seen: set[bytes] = set()
    for encoding, form in _encoded(_key_line(value)[-_MAX_LENGTH:]):
        if form not in seen:
            seen.add(form)
            yield Needle(form, variable, encoding, part)


def _key_line(value: str) -> str:
    """Of a PEM key its middle line, which is there however the file is indented and its lines end."""
    lines = [line.strip() for line in value.splitlines()]
    if "-----BEGIN" in value and len(lines) > 4:
        return max(lines[len(lines) // 2 - 1 : -2] or lines, key=len)
    return value


def _encoded(value: str) -> Iterator[tuple[Encoding, bytes]]:
    raw = value.encode("utf-8", "surrogateescape")
    yield "as it is", raw
    yield "as it is", repr(value)[1:-1].encode("utf-8", "replace")  # as a generated Python module spells it
    if "\n" in value:
        yield "as it is", raw.replace(b"\n", b"\r\n")
    for encoded in _base64(raw):
        yield "in base64", encoded
    yield "in hex", raw.hex().encode()
    yield "in hex", raw.hex().upper().encode()
    for form in _urls(value):
        yield "URL-encoded", form.encode()
    for form in _jsons(value):
        yield "JSON-escaped", form.encode("utf-8", "replace")


def _base64(raw: bytes) -> Iterator[bytes]:
    """The three alignments, without the characters that depend on the bytes before and after."""
    for shift in range(3):
        padded = b"\0" * shift + raw
        begin, end = (shift * 8 + 5) // 6, len(padded) * 8 // 6
        yield b64encode(padded)[begin:end]
        yield urlsafe_b64encode(padded)[begin:end]


def _urls(value: str) -> Iterator[str]:
    data = value.encode("utf-8", "surrogateescape")
    for form in (quote(data, safe=""), quote(data, safe="/"), quote(data, safe="/:"), quote_plus(data)):
        yield form
        yield _lower_escapes(form)


def _lower_escapes(form: str) -> str:
    """`%2F` as `%2f`, which some libraries write."""
    head, *rest = form.split("%")
    return "%".join([head, *(piece[:2].lower() + piece[2:] for piece in rest)])


def _jsons(value: str) -> Iterator[str]:
    for ascii_only in (True, False):
        plain = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        yield plain
        yield plain.replace("/", "\\/")  # PHP
        yield _escaped(plain, "&<>")  # Go, which writes the configuration of images
        yield _escaped(plain, "&<>'+")  # .NET and templates


def _escaped(text: str, characters: Iterable[str]) -> str:
    """The text with these characters as `\\u` escapes."""
    for character in characters:
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
