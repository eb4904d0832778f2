"""Whether a literal fits the field that it fills, by the field's type as it is written.

Reads the value again from the manifest, judges it and forgets it. Where pydantic would try harder than
these few forms, it says that it fits: a false alarm is worse than a miss that `verify-env` catches at boot.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from relcheck.facts.deployment import Feed, Misfit, Supply
from relcheck.facts.python import Field, SettingsClass

_BOOLEANS: Final = frozenset("0 1 true false t f yes no y n on off".split())
"""Pydantic, "Booleans": the strings that are valid, in any case."""
_INTEGER: Final = re.compile(r"^\s*[+-]?\d[\d_]*(\.0+)?\s*$")
_FLOAT: Final = re.compile(
    r"^\s*[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$|^\s*[+-]?(inf|infinity|nan)\s*$", re.IGNORECASE
)
_URL: Final = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://")
_NAME: Final = r"(?=.{1,254}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\.?"
_FORMS: Final = {
    "PortRange": (re.compile(r"\d{1,5}(\s*-\s*\d{1,5})?"), "ports such as 9100-9105"),
    "DnsName": (re.compile(_NAME), "a DNS name"),
    "HostPort": (re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+):\d{1,5}"), "a host and a port such as db.internal:5432"),
    "NodeName": (re.compile(r"[\w.-]+@[\w.:-]+"), "a node's name such as shop-1a2b3c@10.0.0.7"),
}
"""The types of `relcheck.types`, as far as a form can tell; their own checks are at boot."""
_OPTIONAL: Final = re.compile(r"^(?:typing\.)?Optional\[(.*)\]$|^(.*?)\s*\|\s*None$|^None\s*\|\s*(.*)$")
_COLLECTION: Final = re.compile(
    r"(?:typing\.)?(list|set|frozenset|tuple|dict|List|Set|FrozenSet|Tuple|Dict|Sequence)(\[.*\])?$"
)
LIMITS: Final = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
URLS: Final = frozenset(
    "AnyUrl AnyHttpUrl HttpUrl PostgresDsn RedisDsn AmqpDsn MySQLDsn MongoDsn KafkaDsn NatsDsn WebsocketUrl".split()
)


def misfits(feeds: Iterable[Feed], source: Callable[[str], str | None]) -> Iterator[Misfit]:
    """Every literal that its field would refuse; `source` gives a file's text."""
    seen: set[tuple[object, str]] = set()
    for feed in feeds:
        given = feed.given()
        for cls in feed.classes:
            for field in cls.fields:
                supply = next((given[name] for name in field.names if name in given), None)
                if supply is None or supply.state != "literal" or (supply.span, field.name) in seen:
                    continue
                seen.add((supply.span, field.name))
                value = written(supply, source)
                expected = "" if value is None else refused(value, field) or _undecoded(value, field, cls)
                if expected:
                    yield Misfit(supply, field, expected)


def _undecoded(value: str, field: Field, cls: SettingsClass) -> str:
    """What would do instead, where pydantic-settings decodes a list or a map as JSON, and this is none.

    It does so before any validator of the class runs. A class with sources of its own may read values differently.
    """
    own = cls.customised_sources or ("enable_decoding", False) in cls.config or ("NoDecode", "") in field.markers
    if own or cls.library not in ("pydantic-settings", "pydantic-v1") or field.nested:
        return ""
    kind = field.type.strip()
    if optional := _OPTIONAL.match(kind):
        kind = next(group for group in optional.groups() if group is not None).strip()
    collection = _COLLECTION.match(kind)
    if collection is None:
        return ""
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return "JSON, as " + ('{"a": "b"}' if collection[1].lower() == "dict" else '["a", "b"]')
    return ""


def written(supply: Supply, source: Callable[[str], str | None]) -> str | None:
    """The value as its manifest writes it, where that is one line without interpolation."""
    value = plain(supply, source)
    return None if value is None or any(sign in value for sign in ("$", "\\", "{{")) else value


def plain(supply: Supply, source: Callable[[str], str | None]) -> str | None:
    """The value as its manifest writes it, where that is one line; quotes and its own name are taken away."""
    text = source(supply.file or supply.span.path)
    if text is None or supply.line == 0 or supply.line != supply.end_line:
        return None
    lines = lines_of(text)
    if supply.line > len(lines):
        return None
    if supply.verbatim:
        return lines[supply.line - 1][supply.column - 1 :]
    value = lines[supply.line - 1][supply.column - 1 : supply.end_column - 1].strip()
    if value[:1] in ("'", '"'):
        if len(value) < 2 or value[-1] != value[0]:
            return None
        value = value[1:-1]
    return value.removeprefix(f"{supply.name}=")


@lru_cache(maxsize=8)
def lines_of(text: str) -> list[str]:
    """The lines of a file: every field of a class and every variable of a manifest asks for one."""
    return text.splitlines()


def refused(value: str, field: Field) -> str:
    """What would do instead, in words; empty where the value may be right."""
    kind = field.type.strip()
    while optional := _OPTIONAL.match(kind):
        kind = next(group for group in optional.groups() if group is not None).strip()
    limits = dict(field.constraints)
    if kind == "bool":
        return "" if value.strip().lower() in _BOOLEANS else "true or false"
    if kind in ("int", "PositiveInt", "NonNegativeInt", "Port"):
        named = field.name.rpartition(".")[2].lower()
        port = {"ge": "0", "le": "65535"} if kind == "Port" or named == "port" or named.endswith("_port") else {}
        return _number(value, _INTEGER, "a whole number", port | limits)
    if kind in ("float", "PositiveFloat", "NonNegativeFloat"):
        return _number(value, _FLOAT, "a number", limits)
    if kind.rpartition(".")[2] in URLS:
        return "" if _URL.match(value) else "a URL with a scheme, such as https://"
    word = kind.rpartition(".")[2]
    if word in _FORMS and not _FORMS[word][0].fullmatch(value.strip()):
        return _FORMS[word][1]
    choices = [text for key, text in field.constraints if key == "choice"]
    if choices and kind.startswith(("Literal", "typing.Literal")) and value not in choices:
        return "one of " + ", ".join(choices)
    return ""


def _number(value: str, form: "re.Pattern[str]", words: str, limits: dict[str, str]) -> str:
    if not form.match(value):
        return words
    number = float(value.replace("_", ""))
    for key, text in LIMITS.items():
        limit = limits.get(key, "")
        if _FLOAT.match(limit) and _beyond(number, key, float(limit)):
            return f"{words}, {text} {limit}"
    return ""


def _beyond(number: float, key: str, limit: float) -> bool:
    if key in ("ge", "gt"):
        return number < limit or (key == "gt" and number == limit)
    return number > limit or (key == "lt" and number == limit)
