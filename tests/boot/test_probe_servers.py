"""`verify-env --probe` against a real PostgreSQL, Redis and Sentinel, which these tests start."""

import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from relcheck.boot.probe import Plan, probe
from relcheck.boot.probe_urls import endpoints
from relcheck.cli import main

Start = Callable[..., "subprocess.Popen[str]"]
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.servers
PASSWORD = "q6Vb2mJx0TzKw8LrYd5NfHs3"
SETTINGS = """\
from pydantic import PostgresDsn, RedisDsn
from pydantic_settings import BaseSettings
from relcheck.types import DnsName, HostPort, Port


class Settings(BaseSettings):
    database_url: PostgresDsn | None = None
    cache_url: RedisDsn | None = None
    cluster: DnsName | None = None
    peers: list[HostPort] = []
    port: Port | None = None
"""


class Server(NamedTuple):
    """A server that runs: its port, where it lies, and the ports of its TLS and its sentinel."""

    port: int
    home: Path
    secure: int = 0
    sentinel: int = 0


def free() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        number: int = held.getsockname()[1]
    return number


def tool(name: str) -> str:
    """A program of PostgreSQL, which Debian keeps beside the path."""
    found = shutil.which(name) or next(iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))), "")
    assert found, f"{name} is not installed: sh .ci/image-tools"
    return found


def call(*command: str, user: str = "", cwd: str = "/") -> None:
    own = ["runuser", "-u", user, "--"] if user and os.geteuid() == 0 else []
    done = subprocess.run([*own, *command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def up(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(200):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing came up at {port}")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A directory that other users may enter, with an authority and the certificate of `localhost`."""
    path = Path(tempfile.mkdtemp(prefix="probe-"))
    path.chmod(0o755)
    (path / "san").write_text("subjectAltName=DNS:localhost", encoding="ascii")
    made = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    call("openssl", "req", "-x509", *made, "-days", "2", "-subj", "/CN=test authority",
         "-keyout", "ca.key", "-out", "ca.pem", cwd=str(path))  # fmt: skip
    call("openssl", "req", *made, "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "csr.pem", cwd=str(path))
    call("openssl", "x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
         "-days", "2", "-extfile", "san", "-out", "cert.pem", cwd=str(path))  # fmt: skip
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def postgresql(home: Path) -> Iterator[Server]:
    """A PostgreSQL that asks for passwords, turns `outcast` away, and speaks TLS."""
    data, port = home / "pg", free()
    data.mkdir()
    user = "postgres" if os.geteuid() == 0 else ""
    for name in ("key.pem", "cert.pem"):
        shutil.copy(home / name, home / f"pg-{name}")
        (home / f"pg-{name}").chmod(0o600)
        if user:
            shutil.chown(home / f"pg-{name}", user)
    if user:
        shutil.chown(data, user)
        (home / "pw").write_text(PASSWORD, encoding="ascii")
    (home / "pw").write_text(PASSWORD, encoding="ascii")
    call(tool("initdb"), "-D", str(data), "-U", "shop", "--auth=scram-sha-256", f"--pwfile={home / 'pw'}",
         "--no-sync", "--locale=C.UTF-8", user=user)  # fmt: skip
    rules = "host all outcast all reject\nhost all all all scram-sha-256\nlocal all all scram-sha-256\n"
    (data / "pg_hba.conf").write_text(rules, encoding="ascii")
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -k {data} -c fsync=off -c ssl=on -c log_connections=on"
        f" -c ssl_cert_file={home}/pg-cert.pem -c ssl_key_file={home}/pg-key.pem"
    )
    call(tool("pg_ctl"), "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start", user=user)
    yield Server(port, data)
    call(tool("pg_ctl"), "-D", str(data), "-m", "immediate", "stop", user=user)


@pytest.fixture(scope="module")
def redis(home: Path) -> Iterator[Server]:
    """A Redis with a password, in the clear and in TLS, and a Sentinel."""
    server = Server(free(), home / "redis", free(), free())
    server.home.mkdir()
    tls = ("--tls-port", str(server.secure), "--tls-cert-file", str(home / "cert.pem"), "--tls-key-file",
           str(home / "key.pem"), "--tls-ca-cert-file", str(home / "ca.pem"), "--tls-auth-clients", "no")  # fmt: skip
    (server.home / "sentinel.conf").write_text(f"port {server.sentinel}\n", encoding="ascii")
    program = shutil.which("redis-server")
    assert program, "redis-server is not installed: sh .ci/image-tools"
    common = {"cwd": server.home, "stdout": subprocess.DEVNULL}
    started = [
        subprocess.Popen([program, "--port", str(server.port), "--bind", "127.0.0.1", "--requirepass", PASSWORD,
                          "--save", "", "--unixsocket", str(server.home / "sock"), *tls], **common),  # type: ignore[call-overload]
        subprocess.Popen([program, "sentinel.conf", "--sentinel", "--bind", "127.0.0.1"], **common),  # type: ignore[call-overload]
    ]  # fmt: skip
    for port in (server.port, server.secure, server.sentinel):
        up(port)
    yield server
    for process in started:
        process.terminate()
        process.wait(10)


def word(url: str) -> str:
    """What a look at the only endpoint of a URL says."""
    (found,) = probe([endpoints(url, "", 0, {})], Plan(timeout=4)).values()
    return found


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("127.0.0.1:{port}/shop", ""),
        ("127.0.0.1:{port}/shop?sslmode=disable", ""),
        ("127.0.0.1:{port}/shop?sslmode=require", ""),
        ("localhost:{port}/shop?sslmode=verify-full&sslrootcert={home}/ca.pem", ""),
        ("127.0.0.1:{port}/shop?sslmode=verify-ca&sslrootcert={home}/ca.pem", ""),
        ("127.0.0.1:{port}/shop?sslmode=verify-full&sslrootcert={home}/ca.pem", "other-host"),
        ("localhost:{port}/shop?sslmode=verify-full&sslrootcert=system", "untrusted"),
        ("localhost:{port}/shop?sslmode=verify-full&sslrootcert={home}/gone.pem", "no-authorities"),
        ("/shop?host={home}/pg&port={port}", ""),
        ("%2F{under}%2Fpg:{port}/shop", ""),
        ("/shop?host=/nowhere&port={port}", "no-socket"),
    ],
)
def test_postgresql_answers(postgresql: Server, home: Path, rest: str, said: str) -> None:
    filled = rest.format(port=postgresql.port, home=home, under=str(home)[1:].replace("/", "%2F"))
    assert word(f"postgresql+psycopg://shop:{PASSWORD}@{filled}") == said


def test_postgresql_turns_a_client_away_and_saw_no_password(postgresql: Server) -> None:
    for mode in ("disable", "require"):
        assert word(f"postgresql://outcast:{PASSWORD}@127.0.0.1:{postgresql.port}/x?sslmode={mode}") == "rejected"
    log = (postgresql.home / "log").read_text(encoding="utf-8")
    assert PASSWORD not in log
    assert "password authentication failed" not in log
    failures = [line for line in log.splitlines() if "FATAL" in line or "ERROR" in line]
    assert all('user "outcast"' in line for line in failures), failures  # a look at a server that is well leaves none


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://:secret@127.0.0.1:{port}/0", ""),
        ("redis://127.0.0.1:{secure}/0", "closed"),
        ("rediss://localhost:{secure}/0?ssl_ca_certs={home}/ca.pem", ""),
        ("rediss://127.0.0.1:{secure}/0?ssl_ca_certs={home}/ca.pem", "other-host"),
        ("rediss://127.0.0.1:{secure}/0?ssl_cert_reqs=none", ""),
        ("rediss://localhost:{secure}/0", "untrusted"),
        ("rediss://localhost:{port}/0", "no-tls"),
        ("unix://{home}/redis/sock?db=1", ""),
        ("redis+socket://{home}/redis/sock", ""),
        ("sentinel://127.0.0.1:{sentinel}", ""),
        ("amqp://127.0.0.1:{port}//", "silent"),
        ("https://localhost:{secure}/", "untrusted"),
        ("http://localhost:{port}/", ""),
    ],
)
def test_redis_answers(redis: Server, home: Path, url: str, said: str) -> None:
    filled = url.format(port=redis.port, secure=redis.secure, sentinel=redis.sentinel, home=home)
    assert word(filled) == said


def test_postgresql_is_no_redis(postgresql: Server) -> None:
    assert word(f"redis://127.0.0.1:{postgresql.port}/0") in ("closed", "other")


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "settings.py").write_text(SETTINGS, encoding="utf-8")

    def ran(*arguments: str, **environ: str) -> tuple[int, str]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            status = main(["verify-env", "settings:Settings", "--isolated", *arguments])
        sys.modules.pop("settings", None)
        out, err = capsys.readouterr()
        return status, out + err

    return ran


def test_all_that_is_there_is_found_in_one_run(
    run: Callable[..., tuple[int, str]], postgresql: Server, redis: Server
) -> None:
    status, said = run(
        "--probe",
        "--verbose",
        DATABASE_URL=f"postgresql://shop:{PASSWORD}@127.0.0.1:{postgresql.port}/shop",
        CACHE_URL=f"redis://:{PASSWORD}@127.0.0.1:{redis.port}/0",
        PEERS=f'["127.0.0.1:{redis.sentinel}"]',
        PORT=str(free()),
    )
    assert status == 0, said
    assert said.count("found by the probe") == 4
    assert PASSWORD not in said


def test_all_that_is_not_there_is_told_in_one_run(
    run: Callable[..., tuple[int, str]], postgresql: Server, redis: Server
) -> None:
    status, said = run(
        "--probe",
        "--probe-timeout=4",
        DATABASE_URL=f"postgresql://shop:{PASSWORD}@127.0.0.1:{postgresql.port},127.0.0.1:{free()}/shop",
        CACHE_URL=f"rediss://:{PASSWORD}@127.0.0.1:{redis.port}/0",
        PEERS=f'["127.0.0.1:{free()}", "localhost:{free()}"]',
        PORT=str(redis.port),
    )
    assert status == 1
    assert "warning: `DATABASE_URL` leads to a server that refuses connections (host 2 of 2) [REL418]" in said
    assert "error: `CACHE_URL` asks for TLS, and the server does not speak it [REL419]" in said
    assert "error: `PEERS` leads to a server that refuses connections (hosts 1 and 2 of 2) [REL418]" in said
    assert "error: `PORT` is a port that another process listens on [REL421]" in said
    assert all(word not in said for word in (PASSWORD, "127.0.0.1", "localhost", str(redis.port)))


def test_a_container_waits_for_the_server_that_is_started_beside_it(start: Start, tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text(SETTINGS, encoding="utf-8")
    port = free()
    waiting = start(
        "settings", "--probe", "--probe-wait", "30", "--", "echo", "served", CACHE_URL=f"redis://localhost:{port}/0"
    )
    assert waiting.stderr is not None
    assert waiting.stderr.readline() == "relcheck: waiting for what CACHE_URL leads to\n"
    with subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    ) as late:
        try:
            out, err = waiting.communicate(timeout=60)
        finally:
            late.terminate()
    assert (waiting.returncode, out, err) == (0, "served\n", "")
