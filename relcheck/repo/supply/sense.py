"""What the values of a workload say about its network and its keys, so that rules need not see them.

Each value is read again where it is written, in the manifest or as the default in the class, judged and forgotten.
"""

import re
from ast import literal_eval
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from relcheck.facts.deployment import Feed, Host, Linked, Supply, Told
from relcheck.facts.python import Field
from relcheck.repo.supply.fit import lines_of, plain
from relcheck.repo.supply.value import references
from relcheck.secret import entropy

_URL: Final = re.compile(
    r"([a-zA-Z][a-zA-Z0-9+.-]*)://(?:([^/?#]*)@)?(\[[^\]]*\]|[^/:?#,]*)(?::(\d{1,5}))?(?=[/:?#,]|$)"
)
_ADDRESS: Final = re.compile(
    r"(?:([^@/\s]*)@)?(\[[0-9a-fA-F:]+\]|[0-9a-fA-F]*::[0-9a-fA-F:]*|[\w.-]+)(?::(\d{1,5}))?\.?"
)
_RANGE: Final = re.compile(r"(\d{1,5})(?:\s*-\s*(\d{1,5}))?")
_CLUSTER: Final = re.compile(r"([a-z0-9-]+)(?:\.([a-z0-9-]+))?(?:\.svc(?:\.cluster\.local)?)?\.?")
_LABEL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_QUERY: Final = re.compile(r"(?:^|_)(DNS_CLUSTER_QUERY|CLUSTER_QUERY|DNS_QUERY|HEADLESS_SERVICE(_NAME)?)$")
_VARIES: Final = re.compile(r"%[a-zA-Z]|\{\{")
MAX_PORTS: Final = 1_000
MAX_LENGTH: Final = 4_000
KEY_LENGTH: Final = 32
"""What `relcheck.types.SecretKey` asks for."""
KEY_BITS: Final = 96.0
Source = Callable[[str], str | None]


def told(feed: Feed, source: Source, services: Iterable[Linked]) -> Iterator[Told]:
    """What every field's value says, where the value can be seen: what is given wins over a default."""
    given = feed.given()
    known = tuple(services)
    for cls in feed.classes:
        for field in cls.fields:
            supply = next((given[name] for name in field.names if name in given), None)
            value = standing(supply, source) if supply is not None else _default(field, source)
            if not value:
                continue
            name = supply.name if supply is not None else field.names[0] if field.names else field.name
            said = _said(value, field)._replace(varies=_VARIES.search(value) is not None)
            if supply is not None and queried(field):
                said = said._replace(trouble=_trouble(value, feed, known))
            span = supply.span if supply is not None else field.span
            yield said._replace(span=span, variable=name, default=supply is None)


def queried(field: Field) -> bool:
    """Whether a field holds the DNS name by which the nodes of a cluster find each other."""
    return any(_QUERY.search(name.upper()) for name in (*field.names, field.name))


def standing(supply: Supply, source: Source) -> str:
    """The value that stands where nobody gives another: of `${A:-b}` it is `b`."""
    if supply.state != "literal":
        return ""
    value = plain(supply, source)
    if value is None or len(value) > MAX_LENGTH:
        return ""
    if "$" not in value:
        return value if "{{" not in value else ""
    found, rest = references(value)
    return found[0].word if len(found) == 1 and not rest and "$" not in found[0].word else ""


def _default(field: Field, source: Source) -> str:
    """The default as the class writes it, where that is one literal on one line."""
    at = field.default
    if at is None or at.form != "literal" or at.line == 0 or at.line != at.end_line:
        return ""
    lines = lines_of(source(field.span.path) or "")
    written = lines[at.line - 1][at.column - 1 : at.end_column - 1] if at.line <= len(lines) else ""
    try:
        return str(literal_eval(written))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ""


def _said(value: str, field: Field) -> Told:
    nothing = Told(field.span, "", field)
    if match := _URL.match(value):
        cut = value.partition("://")[2]
        crooked = "@" in cut and (match[2] is None or "@" in match[2])
        port = (int(match[4]),) if match[4] else ()
        return nothing._replace(scheme=match[1].lower(), host=host(match[3]), ports=port, crooked=crooked)
    if match := _RANGE.fullmatch(value.strip()):
        first, last = int(match[1]), int(match[2] or match[1])
        ports = tuple(range(first, last + 1)) if 0 < first <= last < 65536 and last - first < MAX_PORTS else ()
        return nothing._replace(ports=ports, lame=True)
    lame = len(value) < KEY_LENGTH or entropy(value) * len(value) < KEY_BITS
    if match := _ADDRESS.fullmatch(value.strip()):
        port = (int(match[3]),) if match[3] else ()
        return nothing._replace(host=host(match[2]), ports=port, lame=lame)
    return nothing._replace(lame=lame)


def host(name: str) -> Host:
    """What a host name or address leads to."""
    bare = name.strip("[]").lower().rstrip(".")
    if bare in ("localhost", "::1", "ip6-localhost") or re.fullmatch(r"127(\.\d+){3}", bare):
        return "loopback"
    if bare in ("0.0.0.0", "::"):
        return "any6" if bare == "::" else "any4"
    if bare.endswith((".internal", ".flycast")):
        return "internal"
    if bare.endswith((".svc", ".cluster.local")):
        return "cluster"
    return "" if not bare else "address" if ":" in bare or bare.replace(".", "").isdigit() else "name"


def _trouble(value: str, feed: Feed, services: tuple[Linked, ...]) -> str:
    """What keeps the name from resolving to all nodes; empty where that is not known."""
    name = value.strip().rstrip(".")
    if not name or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        return "is no DNS name"
    unit = feed.workload
    found = _CLUSTER.fullmatch(name)
    if unit.platform == "fly" and not name.endswith((".internal", ".flycast")):
        return "does not end in `.internal`, as the names of Fly's private network do"
    if unit.platform != "kubernetes" or found is None or not services:
        return ""
    known = [one for one in services if one.name == found[1]]
    known = [one for one in known if one.span.path == unit.span.path] or known
    if "svc" not in name.split(".") and found[2] and not known:
        return ""  # a name from elsewhere
    if not known:
        return "names no Service of these manifests"
    return "" if any(one.headless for one in known) else "names a Service with an address of its own, not its pods"
