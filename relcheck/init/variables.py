"""The variables of the contract as manifests need them: what must be given, what may, and what is a secret."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from relcheck.facts.contract import Entry
from relcheck.init.seen import Seen

_LOCAL: Final = re.compile(r"(^|://([^/@]*@)?)(localhost|127\.0\.0\.1)(?![^:/?])")


def required(seen: Seen) -> list[Entry]:
    """What the service does not start without."""
    return [entry for entry in seen.entries if not entry.optional]


def optional(seen: Seen) -> list[Entry]:
    """What has a default; the value of a mapping with names of its own is nothing that a manifest can list."""
    return [entry for entry in seen.entries if entry.optional]


def apart(seen: Seen) -> Seen:
    """The same for containers: no default that leads to this machine, or that each of them would draw anew."""
    entries = [
        entry._replace(optional=False, default="") if entry.drawn or _LOCAL.search(entry.default) else entry
        for entry in seen.entries
    ]
    return seen._replace(entries=tuple(entries))


def about(entry: Entry) -> str:
    """What a person wants to know beside the name."""
    words = entry.words if entry.words != "text" else ""
    if entry.secret and "secret" not in words:
        words = f"{words}, secret" if words else "secret"
    return entry.description or words


def comments(seen: Seen, line: Callable[[Entry], str]) -> Iterator[str]:
    """The optional variables, each as a comment that one takes the `#` from."""
    for entry in optional(seen):
        if not entry.secret and not entry.open:
            yield f"# {line(entry)}"


def withheld(seen: Seen) -> list[Entry]:
    """The optional secrets: a manifest names them, and where their values go."""
    return [entry for entry in optional(seen) if entry.secret or entry.open]


def quoted(text: str) -> str:
    """A text for YAML, TOML and JSON alike."""
    return json.dumps(text, ensure_ascii=False)
