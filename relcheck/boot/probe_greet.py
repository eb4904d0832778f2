"""What a server answers to the first words of its protocol. No password is ever sent."""

from collections.abc import Callable, Mapping
from typing import Final

from relcheck.boot.probe_net import FailedError, Line

_SSL_REQUEST: Final = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
_VERSION: Final = (3 << 16).to_bytes(4, "big")
_STATES: Final = {"57P03": "starting", "57P01": "starting", "57P02": "starting", "53300": "full"}
"""SQLSTATEs of a server that is there, and cannot serve yet or any more (PostgreSQL, Appendix A)."""


def greet(line: Line) -> None:
    """Ask as the endpoint's protocol does; `FailedError` where what answers is something else, or not ready."""
    endpoint = line.endpoint
    if endpoint.trust and endpoint.kind != "postgresql":
        line.encrypt(endpoint.trust)
    speak = _PROTOCOLS.get(endpoint.kind)
    if speak:
        speak(line)


def _postgresql(line: Line) -> None:
    """As libpq begins: SSLRequest, TLS where it is offered and asked for, and a startup message (Chapter 55).

    The user's name and the database's are sent, as every client sends them before it is asked for a password; what
    the server asks for then is not given.
    """
    wish = line.endpoint.trust
    if wish:
        answer = line.ask(_SSL_REQUEST)
        if answer == b"S":
            line.encrypt(wish)
        elif answer == b"N" and wish != "offered":
            raise FailedError("no-tls")
        elif answer != b"N":
            raise FailedError("closed" if not answer else "other")
    answer = line.ask(_startup(line.endpoint.user or "postgres", line.endpoint.database), 1024)
    if answer[:1] == b"E":
        fields = answer[5:].split(b"\0")
        state = next((field[1:].decode("ascii", "replace") for field in fields if field[:1] == b"C"), "")
        raise FailedError(_STATES.get(state, "rejected"))
    if answer[:1] not in (b"R", b"v"):
        raise FailedError("closed" if not answer else "other")
    if answer[:9] == b"R" + (8).to_bytes(4, "big") + bytes(4):  # no password is needed: say goodbye
        line.say(b"X" + (4).to_bytes(4, "big"))


def _startup(user: str, database: str) -> bytes:
    said = ("user", user, "database", database or user)
    body = _VERSION + b"".join(word.replace("\0", "").encode("utf-8", "replace") + b"\0" for word in said) + b"\0"
    return (len(body) + 4).to_bytes(4, "big") + body


def _redis(line: Line) -> None:
    """PING: `+PONG`, or an error, which is an answer as well: `-NOAUTH` is what a server with a password says."""
    answer = line.ask(b"*1\r\n$4\r\nPING\r\n", 512)
    if answer[:1] not in (b"+", b"-"):
        raise FailedError("closed" if not answer else "other")
    for start, word in ((b"-LOADING", "starting"), (b"-DENIED", "rejected"), (b"-ERR max number", "full")):
        if answer.startswith(start):
            raise FailedError(word)


def _amqp(line: Line) -> None:
    """The protocol header: a broker sends a method frame, or the header of the version that it speaks (AMQP 0-9-1)."""
    answer = line.ask(b"AMQP\x00\x00\x09\x01", 8)
    if answer[:1] != b"\x01" and answer[:4] != b"AMQP":
        raise FailedError("closed" if not answer else "other")


_PROTOCOLS: Final[Mapping[str, Callable[[Line], None]]] = {"postgresql": _postgresql, "redis": _redis, "amqp": _amqp}
