"""The lock of a build: the contract as it was, and a keyed digest of each value that the build had read.

What Elixir's releases do with `validate_compile_env`: a value that was frozen at build must be the same
at boot, or the image is another one than its deployment believes. A secret is never remembered.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from relcheck.errors import ConfigError
from relcheck.facts.boot import Variable
from relcheck.facts.contract import Entry
from relcheck.secret import is_secret

VERSION: Final = 1
_LENGTH: Final = 16
"""Hex digits of a digest that are kept: enough to tell two values apart."""


def written(entries: Iterable[Entry], environ: Mapping[str, str], frozen: Iterable[str] = ()) -> str:
    """The lock as text. What is frozen are the variables of the contract that are set now, and those of `frozen`."""
    entries = tuple(entries)
    key = secrets.token_hex(16)
    asked = {name for entry in entries if not entry.secret for name in entry.names} | set(frozen)
    held = {name: _digest(key, environ[name]) for name in sorted(asked) if name in environ and not is_secret(name)}
    document = {"version": VERSION, "key": key, "contract": _shape(entries), "frozen": held}
    return json.dumps(document, indent=2) + "\n"


def read(path: str) -> dict[str, Any]:
    """The lock in a file; what is no lock is a `ConfigError`."""
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); `relcheck contract --lock` writes it") from None
    except (ValueError, RecursionError):
        raise ConfigError(f"{path}: is not a lock; `relcheck contract --lock` writes one") from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ConfigError(f"{path}: is a lock of another version; write it anew with `relcheck contract --lock`")
    parts = document.get("contract"), document.get("frozen")
    if not _is_key(document.get("key")) or not all(isinstance(part, dict) for part in parts):
        raise ConfigError(f"{path}: is not a lock; `relcheck contract --lock` writes one")
    return document


def differences(
    lock: Mapping[str, Any], path: str, entries: Iterable[Entry], environ: Mapping[str, str]
) -> Iterator[Variable]:
    """The facts about what is not as the lock remembers it."""
    entries = tuple(entries)
    by_name = {name: entry for entry in entries for name in entry.names}
    now, then = _shape(entries), lock["contract"]
    for name in sorted(now.keys() | then.keys()):
        if now.get(name) != then.get(name):
            word = "new" if name not in then else "gone" if name not in now else "changed"
            yield _fact(name, "drifted", word, path, by_name.get(name))
    for name, digest in sorted(lock["frozen"].items()):
        if name not in environ:
            yield _fact(name, "frozen", "unset", path, by_name.get(name))
        elif not hmac.compare_digest(_digest(lock["key"], environ[name]), str(digest)):
            yield _fact(name, "frozen", "differs", path, by_name.get(name))


def held(facts: Iterable[Variable], lock: Mapping[str, Any]) -> Iterator[Variable]:
    """The facts of a run without those that nobody reads a variable which the build did read."""
    return (fact for fact in facts if fact.state != "unknown" or fact.variable not in lock["frozen"])


def _is_key(key: object) -> bool:
    try:
        return isinstance(key, str) and bool(bytes.fromhex(key))
    except ValueError:
        return False


def _fact(name: str, state: Any, reason: str, path: str, entry: Entry | None) -> Variable:
    return Variable(
        (name,), state, entry.field if entry else "", entry.declared if entry else None,
        entry.expected if entry else "", reason, "process" if state == "frozen" else "file", path,
        scope=entry.group if entry else "", fatal=True,
    )  # fmt: skip


def _shape(entries: Iterable[Entry]) -> dict[str, list[Any]]:
    """What of a contract matters to a deployment: names, what is expected, whether it must be set."""
    return {entry.name: [list(entry.names[1:]), entry.expected, not entry.optional] for entry in entries}


def _digest(key: str, value: str) -> str:
    return hmac.new(bytes.fromhex(key), value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:_LENGTH]
