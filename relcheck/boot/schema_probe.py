"""One of the `schema*` modules, the only ones that know pydantic: which fields are probed, and as what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, get_args

from relcheck.boot.absent import ABSENT
from relcheck.boot.probe import Group, Plan, probe
from relcheck.boot.probe_urls import Endpoint, UnclearError, endpoints, is_peer
from relcheck.boot.schema_check import Checked
from relcheck.boot.schema_held import Held
from relcheck.boot.schema_names import Leaf
from relcheck.boot.schema_words import strip
from relcheck.errors import SchemaError, UsageError
from relcheck.facts.boot import State, Variable
from relcheck.types import KINDS, HostPort, NodeName, NoProbe, PortRange, Probe

_STATES: Final[Mapping[State, tuple[str, ...]]] = {
    "unresolved": ("no-address", "no-name-server", "slow-name"),
    "unreachable": ("refused", "no-answer", "no-route", "no-socket", "denied", "failed"),
    "untrusted": ("no-tls", "tls-failed", "untrusted", "expired", "not-yet-valid", "other-host", "no-authorities"),
    "unanswered": ("other", "closed", "silent", "starting", "full", "rejected"),
    "unbindable": ("in-use", "privileged", "not-ours", "not-bound"),
}
_WHY: Final = {
    "scheme": "the scheme of its URL is not known: mark the field with `Probe(...)`",
    "no-port": "it names no port",
    "no-server": "its URL leads to no server",
    "srv": "only its driver can ask for SRV records",
    "host": "it is not an address or a URL with a host",
    "at-sign": "where its host begins cannot be told: percent-encode user and password",
    "nothing": "it names no host",
    "plain": "it holds a secret that is not a URL",
    "type": "a value of its type names no host",
}
_LISTENS: Final = ("", "bind", "listen", "http", "web", "server", "metrics")
"""`host` and `port` of these are where we listen; `cache_host` and `cache_port` are somebody else."""


class Target(NamedTuple):
    """One field, and what its value names. Never printed: endpoints are parts of the value."""

    check: Checked
    leaf: Leaf
    given: Held
    endpoints: tuple[Endpoint, ...]


class Probed(NamedTuple):
    """What came out: the facts about what is not there, the variables that were looked at, and what could not be."""

    facts: tuple[Variable, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]


def probed(checks: Sequence[Checked], wrong: Iterable[Variable], plan: Plan, environ: Mapping[str, str]) -> Probed:
    """Look for what the fields name; `wrong` are facts about values that are no use."""
    useless = ("placeholder", "empty", "invalid")
    skipped = {(fact.scope, fact.field) for fact in wrong if fact.state in useless and fact.source != "default"}
    notes: list[str] = []
    targets: dict[tuple[str, ...], Target] = {}
    for check in checks:
        for leaf, marker in _chosen(check, plan.names):
            if (check.scope, leaf.dotted) in skipped or leaf.names in targets:
                continue
            value = _value(check, leaf.path)
            try:
                places = _endpoints(check, leaf, marker, value, environ) if _is_set(value) else ()
            except UnclearError as error:
                notes.append(f"`{leaf.names[0]}` was not probed: {_WHY[str(error)]}")
                continue
            if places:
                given = next(iter(check.held(leaf)), Held(None, "default"))
                targets[leaf.names] = Target(check, leaf, given, places)
    _known(checks, plan.names)
    if not targets and not notes:
        notes.append("nothing was probed: no field says by its type, its marker or its URL what to look for")

    def waiting(pending: Sequence[Group]) -> None:
        plan.waiting([names[0] for names, target in targets.items() if target.endpoints in pending])

    found = probe([target.endpoints for target in targets.values()], plan, waiting)
    facts = [fact for target in targets.values() for fact in _facts(target, found)]
    return Probed(tuple(facts), tuple(name for names in targets for name in names[:1]), tuple(notes))


def _known(checks: Sequence[Checked], names: Sequence[str]) -> None:
    """A name that no field has would let everything pass."""
    for name in names:
        if not any(_is_named(leaf, name) for check in checks for leaf in check.known.values()):
            raise UsageError(f"--probe={name}: no settings class has such a variable or field")


def _is_named(leaf: Leaf, name: str) -> bool:
    return name in (leaf.dotted, *leaf.names, *leaf.keys)


def _chosen(check: Checked, names: Sequence[str]) -> Iterator[tuple[Leaf, Probe | None]]:
    """The fields to probe, each with its marker: those that are named, or those that say what they are."""
    for leaf in check.known.values():
        marker, refused = _marked(leaf.field)
        if refused and not names:
            continue
        if marker and marker.kind not in ("", *get_args(KINDS)):
            raise SchemaError(f"`{leaf.dotted}` of {check.scope}: `Probe({marker.kind!r})` is not known: see its page")
        if any(_is_named(leaf, name) for name in names):
            yield leaf, marker or Probe()
        elif not names and (marker or (not leaf.nested and _says(leaf.field.annotation, _value(check, leaf.path)))):
            yield leaf, marker


def _marked(field: Any) -> tuple[Probe | None, bool]:
    """The last marker of a field, or of the items that it is a list of, and whether it is not to be probed."""
    annotation, inner = strip(field.annotation)
    items = [item for part in getattr(annotation, "__args__", ()) for item in strip(part)[1]]
    found = [item for item in (*items, *inner, *field.metadata) if isinstance(item, Probe | NoProbe)]
    last = found[-1] if found else None
    return (last if isinstance(last, Probe) else None), isinstance(last, NoProbe)


def _says(annotation: Any, value: Any) -> bool:
    """Whether the type or the value itself says that there is something to look for."""
    kind = strip(annotation)[0]
    kinds = [kind, *(strip(part)[0] for part in getattr(kind, "__args__", ()))]
    if any(isinstance(part, type) and issubclass(part, HostPort | NodeName | PortRange) for part in kinds):
        return True
    return any(is_peer(text) for text in _texts(value))


def _value(check: Checked, path: tuple[str, ...]) -> Any:
    """What the settings object has at a path, `None` where there is nothing."""
    found: Any = check.attempt.instance
    for name in path:
        found = found.get(name) if isinstance(found, dict) else getattr(found, "__dict__", {}).get(name)
    return None if found is ABSENT else found


def _is_set(value: Any) -> bool:
    return value is not None and not (isinstance(value, str | list | tuple) and not value)


def _texts(value: Any) -> list[str]:
    """A value, or the items of a list, as texts; a secret is revealed here."""
    if isinstance(value, NodeName):
        return [value.host]
    if isinstance(value, list | tuple | set | frozenset):
        return [text for item in value for text in _texts(item)]
    reveal = getattr(value, "get_secret_value", None)
    value = reveal() if reveal else value
    urls = type(value).__module__.startswith(("pydantic.networks", "pydantic_core"))
    plain = isinstance(value, str | int) and not isinstance(value, bool)
    return [str(value)] if plain or urls or type(value).__module__ == "ipaddress" else []


def _endpoints(
    check: Checked, leaf: Leaf, marker: Probe | None, value: Any, environ: Mapping[str, str]
) -> tuple[Endpoint, ...]:
    """What a value names."""
    texts, (kind, port) = _texts(value), marker or Probe()
    if not texts:
        raise UnclearError("type")
    if hasattr(value, "get_secret_value") and "://" not in texts[0]:
        raise UnclearError("plain")
    if isinstance(value, NodeName):
        kind = kind or "name"
    if isinstance(value, int) and not kind:
        return (_port(check, leaf, value),)
    return tuple(dict.fromkeys(place for text in texts for place in endpoints(text, kind, port, environ)))


def _port(check: Checked, leaf: Leaf, port: int) -> Endpoint:
    """A number: the port of the peer whose host stands beside it, or else one of ours."""
    stem = leaf.path[-1].lower().removesuffix("port").rstrip("_")
    if not 1 <= port <= 65535:
        raise UnclearError("no-port")
    for name in (f"{stem}_host", f"{stem}_hostname") if stem else ("host",):
        host = _value(check, (*leaf.path[:-1], name))
        if isinstance(host, str) and host:
            ours = stem in _LISTENS or host in ("0.0.0.0", "::", "*")
            listed = () if ours else endpoints(host, "tcp", port, {})
            return listed[0] if listed else Endpoint("port", "" if host in ("0.0.0.0", "::", "*") else host, port)
    return Endpoint("port", "", port)


def _facts(target: Target, found: Mapping[Endpoint, str]) -> Iterator[Variable]:
    """What is wrong with what one field names, a fact a state."""
    check, leaf, given, places = target
    others = any(not found[place] for place in places) and places[0].kind != "port"
    for state, words in _STATES.items():
        failed = [number for number, place in enumerate(places, 1) if found[place] in words]
        if not failed:
            continue
        first = places[failed[0] - 1]
        listed = " and ".join(", ".join(map(str, failed)).rsplit(", ", 1))
        part = f"{'port' if first.kind == 'port' else 'host'}{'s' * (len(failed) > 1)} {listed} of {len(places)}"
        wished = first.trust == "wished" and state == "untrusted" and found[first] != "no-tls"
        fact = check.fact(leaf, state, reason=found[first], given=given)
        yield fact._replace(expected="", part=part if len(places) > 1 else "", bearable=others or wished)
