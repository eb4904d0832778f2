"""The only module that opens sockets: names are resolved, ports bound, and servers connected to.

Whatever goes wrong becomes a `FailedError` with one word for why; no host, no text of an error leaves this module.
"""

import os
import selectors
import socket
import time
from typing import Any, Final, NoReturn

from relcheck.boot.probe_urls import Endpoint, Trust

_STAGGER: Final = 0.25
"""Seconds after which the next address of a host is tried beside the last (RFC 8305, section 5)."""
_ADDRESSES: Final = 8
"""How many addresses of one host are tried."""
_RANK: Final = ("refused", "no-socket", "denied", "no-route", "no-answer", "failed")
"""Of several addresses that fail, the most telling word is said."""


class FailedError(Exception):
    """Something is not there, or is not what it should be; the argument is a word for why."""


class Line:
    """A connection on which at most one answer is read; `until` is when it is given up (`time.monotonic`)."""

    def __init__(self, endpoint: Endpoint, until: float) -> None:
        self.endpoint = endpoint
        self.until = until
        self._socket: Any = _dial(endpoint, until)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, question: bytes, limit: int = 1) -> bytes:
        """Send a question, and read at most `limit` bytes of what comes first; nothing where the line was closed."""
        try:
            self._socket.settimeout(left(self.until))
            self._socket.sendall(question)
            answer: bytes = self._socket.recv(limit)
            return answer
        except TimeoutError:
            raise FailedError("silent") from None
        except OSError:
            return b""

    def say(self, words: bytes) -> None:
        """Send what nobody answers; that it cannot be sent does not matter any more."""
        try:
            self._socket.sendall(words)
        except OSError:
            return

    def encrypt(self, trust: Trust) -> None:
        """Go on in TLS."""
        import ssl  # only what asks for TLS pays for it

        context = _context(ssl, trust, self.endpoint.authorities)
        try:
            self._socket.settimeout(left(self.until))
            self._socket = context.wrap_socket(self._socket, server_hostname=self.endpoint.host)
        except ssl.SSLCertVerificationError as error:
            raise FailedError(_distrust(error.verify_code)) from None
        except ssl.SSLError as error:
            raise FailedError("no-tls" if _is_plain(error.reason) else "tls-failed") from None
        except (OSError, ValueError):  # closed, reset, or no answer to the greeting; a host that TLS cannot name
            raise FailedError("no-tls") from None


def _context(ssl: Any, trust: Trust, authorities: str) -> Any:
    """What a client of that much trust would use."""
    if trust in ("offered", "encrypted"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        context = ssl.create_default_context(cafile=authorities or None)
    except (OSError, ValueError):
        raise FailedError("no-authorities") from None
    context.check_hostname = trust != "chain"
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # Python asks more than libpq and others, since 3.13
    return context


def _distrust(code: int) -> str:
    """The word for a certificate that is refused (OpenSSL, `X509_STORE_CTX_get_error`)."""
    return {9: "not-yet-valid", 10: "expired", 62: "other-host", 64: "other-host"}.get(code, "untrusted")


def _is_plain(reason: str | None) -> bool:
    """Whether the other side answered, and not in TLS."""
    return reason in ("WRONG_VERSION_NUMBER", "UNEXPECTED_EOF_WHILE_READING", "RECORD_LAYER_FAILURE", "HTTP_REQUEST")


def left(until: float) -> float:
    """The seconds that are left, never none, for a socket without a time-out would wait for ever."""
    return max(until - time.monotonic(), 0.001)


def resolve(host: str, port: int = 0) -> list[Any]:
    """The addresses of a name, A and AAAA, as the application itself would get them."""
    try:
        return socket.getaddrinfo(host, port or None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise FailedError("no-name-server" if error.errno == socket.EAI_AGAIN else "no-address") from None
    except (OSError, UnicodeError):
        raise FailedError("no-address") from None


def _dial(endpoint: Endpoint, until: float) -> Any:
    """A connection to the first address that takes one."""
    if endpoint.host.startswith("/"):
        family = getattr(socket, "AF_UNIX", None)
        if family is None or not os.path.exists(endpoint.host):
            raise FailedError("no-socket")
        addresses = [(family, endpoint.host)]
    else:
        addresses = [(entry[0], entry[4]) for entry in resolve(endpoint.host, endpoint.port)][:_ADDRESSES]
    tried: list[str] = []
    with selectors.DefaultSelector() as waiting:
        try:
            while addresses or waiting.get_map():
                if addresses:
                    _start(*addresses.pop(0), waiting, tried)
                pause = min(left(until), _STAGGER) if addresses else left(until)
                for key, _ in waiting.select(pause) if waiting.get_map() else ():
                    code = key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)  # type: ignore[union-attr]
                    waiting.unregister(key.fileobj)
                    if code == 0:
                        return key.fileobj
                    key.fileobj.close()  # type: ignore[union-attr]
                    tried.append(_word(code))
                if time.monotonic() >= until and (waiting.get_map() or addresses):
                    raise FailedError("no-answer")
        finally:
            for key in list((waiting.get_map() or {}).values()):
                key.fileobj.close()  # type: ignore[union-attr]
    raise FailedError(min(tried, key=_RANK.index, default="no-address"))


def _start(family: int, address: Any, waiting: Any, tried: list[str]) -> None:
    """Begin to connect; a family that this machine does not have counts as a route that is not there."""
    import errno

    try:
        line = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        tried.append("no-route")
        return
    line.setblocking(False)
    try:
        code = line.connect_ex(address)
    except OSError:  # an address that no socket takes, as a path that is too long
        code = errno.EINVAL
    if code in (0, errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN):
        waiting.register(line, selectors.EVENT_WRITE)
    else:
        line.close()
        tried.append(_word(code))


def _word(code: int) -> str:
    import errno

    words = {
        errno.ECONNREFUSED: "refused",
        errno.ENOENT: "no-socket",
        errno.EACCES: "denied",
        errno.EPERM: "denied",
        errno.ENETUNREACH: "no-route",
        errno.EHOSTUNREACH: "no-route",
        errno.EADDRNOTAVAIL: "no-route",
        errno.ETIMEDOUT: "no-answer",
    }
    return words.get(code, "failed")


def bind(endpoint: Endpoint) -> None:
    """Bind a port, or each of a range, as a server does, and let it go again."""
    for port in range(endpoint.port, (endpoint.last or endpoint.port) + 1):
        failed = []
        for family, address in _listeners(endpoint.host):
            word = _bound(family, address, port)
            if word not in ("", "no-family"):
                failed.append(word)
        if failed:
            _give_up(failed)


def _listeners(host: str) -> list[tuple[int, str]]:
    """The addresses to bind: those of the host, or all of both families."""
    if host in ("", "*"):
        return [(socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")]
    return list(dict.fromkeys((int(entry[0]), str(entry[4][0])) for entry in resolve(host)))


def _bound(family: int, address: str, port: int) -> str:
    """The word for what keeps a port from being bound, empty for nothing."""
    import errno

    try:
        server = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return "no-family"
    with server:
        if os.name == "posix":  # elsewhere it would take the port away from whoever has it
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            server.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                return "no-family" if address == "::" else "not-ours"
            return {errno.EADDRINUSE: "in-use", errno.EACCES: "privileged"}.get(error.errno or 0, "not-bound")
    return ""


def _give_up(words: list[str]) -> NoReturn:
    raise FailedError(next((word for word in ("in-use", "privileged", "not-ours") if word in words), "not-bound"))
