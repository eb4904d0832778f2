"""The runtime config module that is made: one settings class, with a field for each variable that is read."""

import json
import keyword
from typing import Final, NamedTuple

from relcheck.facts.contract import Entry
from relcheck.facts.python import module_name
from relcheck.init.fill import fill
from relcheck.init.seen import Seen

_RESERVED: Final = frozenset(
    "copy dict json schema schema_json validate construct parse_obj parse_raw parse_file from_orm fields config"
    " update_forward_refs settings_customise_sources".split()
)
_TRUE: Final = frozenset(("1", "true", "t", "yes", "y", "on"))
_KNOWN: Final = {
    "database_url": "the database, with user and password",
    "redis_url": "the Redis server, with its password",
    "broker_url": "the broker of the workers, with user and password",
    "celery_broker_url": "the broker of the workers, with user and password",
    "secret_key": "signs sessions and tokens; `relcheck secret` draws one",
    "debug": "show errors to everybody: never in production",
    "allowed_hosts": "the host names that the site answers to, as a JSON list",
    "log_level": "the least severe messages that are logged",
    "sentry_dsn": "where errors are reported",
    "port": "the TCP port to listen on",
    "host": "the address to listen on",
}


class Made(NamedTuple):
    """One field: its name, annotation and default as Python (empty: required), and the alias where it needs one."""

    name: str
    type: str
    default: str
    alias: str
    description: str


def render(seen: Seen) -> str:
    """The text of the module."""
    fields = [field(entry) for entry in seen.reads]
    taken: set[str] = set()
    lines: list[str] = []
    for one in fields:
        if one.name not in taken:
            taken.add(one.name)
            lines += _declared(one)
    uses_secret = any("SecretStr" in one.type for one in fields)
    imported = ["Field"] * bool(fields) + ["SecretStr"] * uses_secret
    return fill(
        "settings.py.txt",
        pydantic=f"from pydantic import {', '.join(imported)}" if imported else "",
        fields="\n".join(lines),
    )


def field(entry: Entry) -> Made:
    """The field for a variable."""
    name = entry.name.lower()
    alias = ""
    if not name.isidentifier() or keyword.iskeyword(name) or name in _RESERVED or name.startswith(("_", "model_")):
        name = "".join(one if one.isalnum() else "_" for one in name).strip("_") or "variable"
        name = f"the_{name}" if name[0].isdigit() or keyword.iskeyword(name) or name in _RESERVED else name
        name = f"the_{name}" if name.startswith("model_") else name
        alias = entry.name
    kind, default = _typed(entry)
    return Made(name, kind, default, alias, _described(entry))


def _typed(entry: Entry) -> tuple[str, str]:
    """The annotation and the default."""
    if entry.type.startswith("list["):
        return entry.type, entry.default
    if entry.secret:
        return ("SecretStr | None", "None") if entry.optional else ("SecretStr", "")
    cast = entry.type.rpartition(".")[2]
    if cast in ("int", "float"):
        try:
            return cast, repr((int if cast == "int" else float)(entry.default)) if entry.optional else ""
        except (ValueError, OverflowError):
            return f"{cast} | None", "None"
    if cast in ("bool", "truth", "strtobool"):
        return "bool", str(entry.default.strip().lower() in _TRUE) if entry.optional else ""
    if not entry.optional:
        return "str", ""
    return ("str", _quoted(entry.default)) if entry.default else ("str | None", "None")


def _described(entry: Entry) -> str:
    known = entry.description or _KNOWN.get(entry.name.lower(), "")
    if known:
        return known
    names = list(dict.fromkeys(module_name(span.path).removeprefix("src.") for span in entry.read))
    return f"used by {names[0]}" + (" and others" if len(names) > 1 else "") if names else "what the service needs"


def _declared(one: Made) -> list[str]:
    """The lines of a field, broken as formatters break them."""
    given = [f"default={one.default}"] if one.default else []
    given += [f"validation_alias={_quoted(one.alias)}"] if one.alias else []
    given.append(f"description={_quoted(one.description)}")
    line = f"{one.name}: {one.type} = Field({', '.join(given)})"
    if len(line) + 4 <= 88:
        return [line]
    inside = f"    {', '.join(given)}"
    body = [inside] if len(inside) + 4 <= 88 else [f"    {word}," for word in given]
    return [f"{one.name}: {one.type} = Field(", *body, ")"]


def _quoted(text: str) -> str:
    """A text as formatters write it: in double quotes, unless it holds some."""
    if '"' in text and "'" not in text:
        return repr(text)
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")
