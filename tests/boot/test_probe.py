"""What a look at an endpoint makes of servers of all sorts: here they are threads of the test."""

import errno
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from unittest import mock

import pytest

from relcheck.boot import probe as probing
from relcheck.boot import probe_net
from relcheck.boot.probe import Plan, probe
from relcheck.boot.probe_urls import Endpoint, endpoints

Serve = Callable[..., int]
PASSWORD = "QZXJKVW-q6Vb2mJx0T"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that answers what a list says, a piece for each thing it is told; `None` hangs up."""
    heard: list[bytes] = []
    open_: list[socket.socket] = []

    def begin(*answers: bytes | None, silent: bool = False) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        open_.append(server)

        def work() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    line.settimeout(5)
                    for answer in answers:
                        heard.append(line.recv(4096))
                        if answer is None:
                            break
                        line.sendall(answer)
                    if silent:
                        time.sleep(20)

        threading.Thread(target=work, daemon=True).start()
        number: int = server.getsockname()[1]
        return number

    begin.heard = heard  # type: ignore[attr-defined]
    yield begin
    for server in open_:
        server.close()


def word(url: str, timeout: float = 10.0, **defaults: str) -> str:
    (found,) = probe([endpoints(url, "", 0, defaults)], Plan(timeout=timeout)).values()
    return found


AUTH = b"R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0"


def failed(state: bytes) -> bytes:
    body = b"SFATAL\0C" + state + b"\0Mmarked\0\0"
    return b"E" + (len(body) + 4).to_bytes(4, "big") + body


@pytest.mark.parametrize(
    ("url", "answers", "said"),
    [
        ("postgresql://u:{p}@127.0.0.1:{n}/x", (b"N", AUTH), ""),
        ("postgresql://u:{p}@127.0.0.1:{n}/x?sslmode=disable", (AUTH,), ""),
        ("postgresql://u:{p}@127.0.0.1:{n}/x?sslmode=require", (b"N",), "no-tls"),
        ("postgresql://u:{p}@127.0.0.1:{n}/x", (b"N", failed(b"57P03")), "starting"),
        ("postgresql://u:{p}@127.0.0.1:{n}/x", (b"N", failed(b"53300")), "full"),
        ("postgresql://u:{p}@127.0.0.1:{n}/x", (b"N", failed(b"28000")), "rejected"),
        ("postgresql://u:{p}@127.0.0.1:{n}/x", (b"HTTP/1.1 400",), "other"),
        ("postgresql://u:{p}@127.0.0.1:{n}/x", (None,), "closed"),
        ("redis://u:{p}@127.0.0.1:{n}/0", (b"+PONG\r\n",), ""),
        ("redis://u:{p}@127.0.0.1:{n}/0", (b"-NOAUTH Authentication required.\r\n",), ""),
        ("redis://u:{p}@127.0.0.1:{n}/0", (b"-LOADING Redis is loading\r\n",), "starting"),
        ("redis://u:{p}@127.0.0.1:{n}/0", (b"-DENIED Redis is running in protected mode\r\n",), "rejected"),
        ("redis://u:{p}@127.0.0.1:{n}/0", (b"-ERR max number of clients reached\r\n",), "full"),
        ("redis://u:{p}@127.0.0.1:{n}/0", (b"SSH-2.0\r\n",), "other"),
        ("rediss://u:{p}@127.0.0.1:{n}/0", (b"-ERR unknown\r\n",), "no-tls"),
        ("amqp://u:{p}@127.0.0.1:{n}//", (b"\x01\0\0\0\0\x01\xff\0",), ""),
        ("amqp://u:{p}@127.0.0.1:{n}//", (b"AMQP\0\0\x09\x01",), ""),
        ("amqp://u:{p}@127.0.0.1:{n}//", (b"HTTP/1.1 400",), "other"),
        ("http://u:{p}@127.0.0.1:{n}/", (b"never asked",), ""),
    ],
)
def test_a_server_is_known_by_its_first_words(serve: Serve, url: str, answers: tuple[bytes, ...], said: str) -> None:
    assert word(url.format(p=PASSWORD, n=serve(*answers))) == said
    assert PASSWORD.encode() not in b"".join(serve.heard)  # type: ignore[attr-defined]


def test_a_server_that_says_nothing_is_given_up(serve: Serve) -> None:
    begin = time.monotonic()
    assert word(f"redis://127.0.0.1:{serve(silent=True)}/0", timeout=0.3) == "silent"
    assert time.monotonic() - begin < 30


def test_everything_is_looked_at_at_once(serve: Serve) -> None:
    found = [Endpoint("redis", "127.0.0.1", serve(silent=True)) for _ in range(60)]
    begin = time.monotonic()
    assert set(probe([(one,) for one in found], Plan(timeout=0.4)).values()) == {"silent"}
    assert time.monotonic() - begin < 20


def test_a_resolver_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(probe_net.socket, "getaddrinfo", lambda *_, **__: done.wait(60))
    begin = time.monotonic()
    found = probe([(Endpoint("name", "slow"),), (Endpoint("tcp", "slow", 1),)], Plan(timeout=0.2))
    done.set()
    assert list(found.values()) == ["slow-name", "no-answer"]
    assert time.monotonic() - begin < 30


def test_a_bug_of_a_look_is_seen() -> None:
    def broken(endpoint: Endpoint, until: float) -> str:
        raise LookupError

    with pytest.raises(LookupError):
        probe([(Endpoint("name", "x"),)], Plan(look=broken))


def test_one_address_that_answers_is_enough(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    port = serve()
    entries: list[Any] = [
        (socket.AF_INET6, socket.SOCK_STREAM, 0, "", ("2001:db8::1", port)),
        (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 1)),
        (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port)),
    ]
    monkeypatch.setattr(probe_net.socket, "getaddrinfo", lambda *_, **__: entries)
    assert word(f"tcp://many:{port}") == ""
    monkeypatch.setattr(probe_net.socket, "getaddrinfo", lambda *_, **__: entries[:2])
    assert word(f"tcp://many:{port}", timeout=1) in ("refused", "no-answer")


@pytest.mark.parametrize(("code", "said"), [(socket.EAI_NONAME, "no-address"), (socket.EAI_AGAIN, "no-name-server")])
def test_a_name_that_is_not_there_and_a_server_that_fails_differ(
    monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    monkeypatch.setattr(probe_net.socket, "getaddrinfo", mock.Mock(side_effect=socket.gaierror(code, PASSWORD)))
    assert probe([(Endpoint("name", "x"),)], Plan())[Endpoint("name", "x")] == said


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "x..y", "\0"])
def test_a_host_that_is_none_has_no_address(host: str) -> None:
    assert probe([(Endpoint("name", host),)], Plan())[Endpoint("name", host)] == "no-address"


def test_a_port_in_time_wait_is_free_and_one_that_is_listened_to_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = server.accept()
        assert probing.look(Endpoint("port", "", port), 0) == "in-use"
        assert probing.look(Endpoint("port", "127.0.0.1", port), 0) == "in-use"
        accepted.close()  # this side hangs up first, and keeps the port for a while
        client.close()
    assert probing.look(Endpoint("port", "", port), 0) == ""
    assert probing.look(Endpoint("port", "", port, port), 0) == ""


def test_a_port_that_only_ipv6_takes_is_not_free() -> None:
    if not socket.has_dualstack_ipv6():
        return
    with closing(socket.create_server(("::", 0), family=socket.AF_INET6)) as server:
        assert probing.look(Endpoint("port", "", server.getsockname()[1]), 0) == "in-use"


def test_an_address_of_somebody_else_cannot_be_bound() -> None:
    assert probing.look(Endpoint("port", "192.0.2.1", 8000), 0) == "not-ours"


def test_a_look_is_repeated_while_somebody_waits() -> None:
    looks: list[float] = []
    waited: list[int] = []
    one, two = Endpoint("tcp", "a", 1), Endpoint("tcp", "b", 2)

    def late(endpoint: Endpoint, until: float) -> str:
        looks.append(time.monotonic())
        return "" if endpoint.port == 1 or len(looks) > 3 else "refused"

    found = probe([(one,), (two,)], Plan(wait=10, look=late), lambda pending: waited.append(len(pending)))
    assert set(found.values()) == {""}
    assert (len(looks), waited) == (4, [1])


def test_waiting_ends() -> None:
    begin = time.monotonic()
    found = probe([(Endpoint("tcp", "a", 1),)], Plan(wait=1.2, look=lambda *_: "refused"))
    assert found == {Endpoint("tcp", "a", 1): "refused"}
    assert 0.5 <= time.monotonic() - begin < 30


def test_a_server_that_does_not_take_up_is_given_up() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(4)]  # the queue is full, and further ones are not answered
        for line in waiting:
            line.setblocking(False)
            line.connect_ex(server.getsockname())
        begin = time.monotonic()
        assert word(f"tcp://127.0.0.1:{server.getsockname()[1]}", timeout=0.4) == "no-answer"
        assert time.monotonic() - begin < 30
        for line in waiting:
            line.close()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENETUNREACH, "no-route"),
        (errno.EHOSTUNREACH, "no-route"),
        (errno.EACCES, "denied"),
        (errno.ETIMEDOUT, "no-answer"),
        (errno.EINVAL, "failed"),
    ],
)
def test_why_a_connection_fails_is_one_word(monkeypatch: pytest.MonkeyPatch, code: int, said: str) -> None:
    monkeypatch.setattr(socket.socket, "connect_ex", lambda line, address: code, raising=False)
    assert word("tcp://127.0.0.1:9") == said


@pytest.mark.parametrize(
    ("code", "said"), [(errno.EACCES, "privileged"), (errno.EADDRINUSE, "in-use"), (errno.EINVAL, "not-bound")]
)
def test_why_a_port_cannot_be_bound_is_one_word(monkeypatch: pytest.MonkeyPatch, code: int, said: str) -> None:
    def bind(line: socket.socket, address: object) -> None:
        raise OSError(code, PASSWORD)

    monkeypatch.setattr(socket.socket, "bind", bind, raising=False)
    assert probing.look(Endpoint("port", "", 80), 0) == said


def test_a_machine_of_one_family_binds_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made = socket.socket

    def only_four(family: int, kind: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "no such family")
        return made(family, kind)

    monkeypatch.setattr(probe_net.socket, "socket", only_four)
    assert probing.look(Endpoint("port", "", serve_nothing()), 0) == ""


def serve_nothing() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
    return number


@pytest.mark.parametrize(("first", "second", "looks"), [("", "refused", 2), ("untrusted", "expired", 2)])
def test_what_waiting_cannot_mend_is_not_waited_for(first: str, second: str, looks: int) -> None:
    """Another host of the same value is there; or a certificate is wrong, and stays so."""
    seen: list[Endpoint] = []

    def look(endpoint: Endpoint, until: float) -> str:
        seen.append(endpoint)
        return first if endpoint.port == 1 else second

    group = (Endpoint("tcp", "a", 1), Endpoint("tcp", "b", 2))
    begin = time.monotonic()
    assert list(probe([group], Plan(wait=30, look=look)).values()) == [first, second]
    assert (len(seen), time.monotonic() - begin < 20) == (looks, True)
