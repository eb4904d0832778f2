"""What a value names: the hosts, ports and files to look for, read from a URL, a DSN or a list of addresses.

Nothing is connected to here. An `Endpoint` holds parts of a value, so none is ever printed.
"""

import os
import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple
from urllib.parse import parse_qsl, unquote

Kind = Literal["port", "name", "tcp", "postgresql", "redis", "amqp"]
Trust = Literal["", "offered", "encrypted", "wished", "chain", "full"]
"""TLS: none, where it is offered, without a look at the certificate, a bad certificate is only a warning, the
certificate must lead to a known authority, and it must name the host as well."""


class Endpoint(NamedTuple):
    """One place to look for. `host` is a name, an address, or the path of a Unix socket."""

    kind: Kind
    host: str
    port: int = 0
    last: int = 0  # of a range of ports to bind
    trust: Trust = ""
    authorities: str = ""  # the file of certificates that the URL names
    user: str = ""
    database: str = ""


class UnclearError(ValueError):
    """A value names nothing that can be looked for; the argument is a word for why, and no part of the value."""


class Scheme(NamedTuple):
    """What stands behind the scheme of a URL; `peer` is a database, a cache or a broker."""

    port: int
    kind: Kind = "tcp"
    trust: Trust = ""
    peer: bool = True


SCHEMES: Final[Mapping[str, Scheme]] = {
    **dict.fromkeys(("postgresql", "postgres", "postgis"), Scheme(5432, "postgresql")),
    **dict.fromkeys(("cockroachdb", "cockroach"), Scheme(26257, "postgresql")),
    **dict.fromkeys(("redis", "valkey"), Scheme(6379, "redis")),
    **dict.fromkeys(("rediss", "valkeys"), Scheme(6379, "redis", "full")),
    "sentinel": Scheme(26379, "redis"),
    **dict.fromkeys(("amqp", "pyamqp", "librabbitmq"), Scheme(5672, "amqp")),
    "amqps": Scheme(5671, "amqp", "wished"),
    **dict.fromkeys(("mysql", "mariadb"), Scheme(3306)),
    "mssql": Scheme(1433),
    "oracle": Scheme(1521),
    "mongodb": Scheme(27017),
    **dict.fromkeys(("kafka", "confluentkafka"), Scheme(9092)),
    "nats": Scheme(4222),
    "clickhouse": Scheme(9000),
    **dict.fromkeys(("memcached", "memcache"), Scheme(11211)),
    "mqtt": Scheme(1883),
    "mqtts": Scheme(8883, "tcp", "wished"),
    "stomp": Scheme(61613),
    "ray": Scheme(10001),
    **dict.fromkeys(("tcp", "unix"), Scheme(0, peer=False)),
    "tls": Scheme(0, "tcp", "encrypted", peer=False),
    "http": Scheme(80, peer=False),
    "https": Scheme(443, "tcp", "full", peer=False),
    "ws": Scheme(80, peer=False),
    "wss": Scheme(443, "tcp", "full", peer=False),
    "ldap": Scheme(389, peer=False),
    "ldaps": Scheme(636, "tcp", "full", peer=False),
    "smtp": Scheme(25, peer=False),
    "smtps": Scheme(465, "tcp", "full", peer=False),
    "ftp": Scheme(21, peer=False),
}
"""Default ports as the drivers have them, by the scheme without its driver (`postgresql+asyncpg`)."""
NOWHERE: Final = ("sqlite", "file", "memory", "filesystem", "duckdb", "sqs", "s3", "gs", "rpc", "mongodb+srv")
"""Schemes of what is no server, or of one that only its own driver can find."""
SOCKETS: Final = ("/run/postgresql", "/var/run/postgresql", "/tmp")
"""Where PostgreSQL's drivers look for a socket if a URL names no host (libpq, asyncpg)."""
_HOST: Final = re.compile(r"[\w.-]+|[0-9A-Fa-f:.]+(%\w+)?")
"""A name (a Unicode one, too) or an IPv6 address; anything else may be a part of a password."""
_SPOKEN: Final[Mapping[str, Kind]] = {"name": "name", "postgresql": "postgresql", "redis": "redis", "amqp": "amqp"}
_VERIFY: Final[Mapping[str, Trust]] = {
    "disable": "", "allow": "", "prefer": "offered", "require": "encrypted", "verify-ca": "chain",
    "verify-full": "full", "true": "encrypted", "false": "",
}  # fmt: skip
"""What `sslmode` asks for (PostgreSQL, "SSL Support"), and `ssl`, as asyncpg has it."""


def is_peer(text: str) -> bool:
    """Whether a text is the URL of a database, a cache or a broker."""
    scheme = _named(text.partition("://")[0])[0] if "://" in text else ""
    return scheme in SCHEMES and SCHEMES[scheme].peer


def _named(scheme: str) -> tuple[str, str]:
    """The scheme and its driver; Celery writes `db+` and `cache+` before those of result backends."""
    name, _, driver = scheme.strip().lower().removeprefix("db+").removeprefix("cache+").partition("+")
    return name, driver


def endpoints(text: str, kind: str, port: int, defaults: Mapping[str, str]) -> tuple[Endpoint, ...]:
    """What a text names; `kind` and `port` are those of a marker, `defaults` the variables that libpq reads.

    Raises `UnclearError` where nothing can be looked for.
    """
    text = text.strip()
    found = [place for part in _split(text) for place in _of_part(part, kind, port, defaults)]
    if not found:
        raise UnclearError("nothing")
    return tuple(dict.fromkeys(found))


def _split(text: str) -> list[str]:
    """The URLs of a list (Celery separates brokers by `;`), or its addresses, by commas or spaces as well."""
    if "://" in text:
        return re.split(r"[;,](?=[A-Za-z][A-Za-z0-9+.-]*://)", text)
    return text.replace(";", ",").replace(",", " ").split()


def _of_part(text: str, kind: str, port: int, defaults: Mapping[str, str]) -> Iterator[Endpoint]:
    if kind == "port" or (not kind and text.replace("-", "").isdigit()):
        yield _ports(text)
    elif "://" in text:
        yield from _of_url(text, kind, port, defaults)
    elif kind == "name":
        yield Endpoint("name", _address(text)[0])
    else:
        made = Endpoint(_kind(kind, Scheme(0)), "", port or (SCHEMES[kind].port if kind in _SPOKEN else 0))
        yield _at(made._replace(trust="full" if kind == "tls" else ""), text)


def _ports(text: str) -> Endpoint:
    first, _, last = (part.strip() for part in text.partition("-"))
    last = last or first
    if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
        raise UnclearError("no-port")
    if not 1 <= int(first) <= int(last) <= 65535:
        raise UnclearError("no-port")
    return Endpoint("port", "", int(first), int(last))


def _of_url(text: str, kind: str, port: int, defaults: Mapping[str, str]) -> Iterator[Endpoint]:
    """The hosts of one URL; several stand in one, as PostgreSQL, MongoDB and NATS have them."""
    name, _, rest = text.partition("://")
    name, driver = _named(name)
    if name in NOWHERE or f"{name}+{driver}" in NOWHERE:
        raise UnclearError("no-server" if driver != "srv" else "srv")
    scheme = SCHEMES.get(name) or (Scheme(0) if kind or port else None)
    if scheme is None:
        raise UnclearError("scheme")
    end = min((rest.index(mark) for mark in "/?#" if mark in rest), default=len(rest))
    authority, path = rest[:end], rest[end:]
    hosts, query = authority.rpartition("@")[2], _query(path)
    plain = not scheme.peer and "@" not in authority and "?" in path  # a query may say anything
    if "@" in (path.partition("?")[0] if plain else path):  # part of a password would be taken for a host
        raise UnclearError("at-sign")
    made = Endpoint(_kind(kind, scheme), "", 26379 if driver == "sentinel" else port or scheme.port)
    made = made._replace(trust="full" if kind == "tls" else "" if kind == "tcp" else scheme.trust)
    several = re.split(r"[,;]", hosts) if scheme.peer else [hosts]
    if kind == "name":
        yield from (made._replace(port=0, host=_address(host)[0]) for host in several)
        return
    if name == "unix" or driver in ("socket", "unix"):
        yield made._replace(host=unquote(authority.rpartition("@")[2] + path.partition("?")[0]), trust="")
        return
    made = _secured(made, name, query, defaults)
    if made.kind == "postgresql":
        user = unquote(authority.rpartition("@")[0].partition(":")[0]) if "@" in authority else ""
        base = unquote(path.partition("?")[0].strip("/"))
        yield from _of_postgresql(made, hosts, query, defaults, user, base)
        return
    socket = query.get("unix_socket") or query.get("socket") or ""
    if socket.startswith("/"):
        several = [socket]
    for host in several:
        if not host.partition(":")[0] and made.kind not in ("redis", "amqp"):
            raise UnclearError("nothing")
        yield _at(made, host if host.partition(":")[0] else f"localhost{host}")


def _query(path: str) -> dict[str, str]:
    """The query of a URL; a host that is given several times is a list of hosts (SQLAlchemy)."""
    found: dict[str, str] = {}
    for key, value in parse_qsl(path.partition("#")[0].partition("?")[2]):
        found[key] = f"{found[key]},{value}" if key in found and key in ("host", "port") else value
    return found


def _kind(kind: str, scheme: Scheme) -> Kind:
    """What to look for: what the marker says, else what the scheme does."""
    return scheme.kind if not kind else _SPOKEN.get(kind, "tcp")


def _secured(made: Endpoint, name: str, query: Mapping[str, str], defaults: Mapping[str, str]) -> Endpoint:
    """How much a URL asks of TLS, and the certificates that it trusts."""
    if made.kind == "postgresql":
        mode = query.get("sslmode") or query.get("ssl") or defaults.get("PGSSLMODE") or "prefer"
        file = query.get("sslrootcert") or defaults.get("PGSSLROOTCERT") or ""
        trust = _VERIFY.get(mode.lower(), "offered")
        if trust in ("chain", "full"):  # libpq and asyncpg trust nobody else by themselves
            file = "" if file == "system" else file or os.path.expanduser("~/.postgresql/root.crt")
        return made._replace(trust=trust, authorities=file)
    if name == "mongodb" and "true" in (query.get("tls"), query.get("ssl")):
        lax = "true" in (query.get("tlsAllowInvalidCertificates"), query.get("tlsInsecure"))
        return made._replace(trust="encrypted" if lax else "full", authorities=query.get("tlsCAFile", ""))
    if made.trust and "ssl_cert_reqs" in query:
        wish = query["ssl_cert_reqs"].lower().removeprefix("cert_")
        asked: Trust = "full" if wish == "required" else "wished" if wish == "optional" else "encrypted"
        made = made._replace(trust=asked)
    return made._replace(authorities=query.get("ssl_ca_certs", "")) if made.trust else made


def _of_postgresql(
    made: Endpoint, hosts: str, query: Mapping[str, str], defaults: Mapping[str, str], user: str, base: str
) -> Iterator[Endpoint]:
    """The hosts that libpq would try: those of the authority, of `?host=`, of PGHOST, or its sockets and localhost."""
    user = query.get("user") or user or defaults.get("PGUSER", "")
    made = made._replace(user=user, database=query.get("dbname") or base or defaults.get("PGDATABASE", ""))
    named = query.get("host") or hosts or defaults.get("PGHOST", "")
    ports = (query.get("port") or (defaults.get("PGPORT", "") if not hosts else "")).split(",")
    if named and all(part == "" or part.startswith(":") for part in named.split(",")):
        named = ",".join("localhost" + part for part in named.split(","))
    if not named:
        number = _number(ports[0]) or made.port
        file = f".s.PGSQL.{number}"
        there = [f"{folder}/{file}" for folder in SOCKETS if os.path.exists(f"{folder}/{file}")]
        yield made._replace(host=there[0] if there else "localhost", port=number, trust="" if there else made.trust)
        return
    for index, host in enumerate(named.split(",")):
        own = ports[index] if len(ports) > index else ports[-1]
        yield _at(made._replace(port=_number(own) or made.port), host)


def _at(made: Endpoint, text: str) -> Endpoint:
    """An endpoint at one host, with its own port or that of the scheme; the directory of a socket, or its file."""
    if unquote(text).startswith("/"):
        path, _, own = text.partition(":")  # percent-encoded, it may have a port, which names the file
        made = made._replace(port=_number(own) or made.port)
        directory = unquote(path)
        file = f"/.s.PGSQL.{made.port}" if made.kind == "postgresql" and ".s.PGSQL." not in directory else ""
        return made._replace(host=directory + file, trust="")
    host, port = _address(text)
    if not (port or made.port):
        raise UnclearError("no-port")
    return made._replace(host=host, port=port or made.port)


def _address(text: str) -> tuple[str, int]:
    """Host and port; the port is 0 where there is none. An IPv6 address stands in brackets, or has no port."""
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
        if not closed or (rest and not rest.startswith(":")):
            raise UnclearError("host")
    elif text.count(":") > 1:
        host, port = text, ""
    else:
        host, _, port = text.partition(":")
    host = unquote(host)
    if not _HOST.fullmatch(host):
        raise UnclearError("host")
    return host, _number(port)


def _number(text: str) -> int:
    """A port, 0 for none."""
    if text and not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise UnclearError("host")
    return int(text or 0)
