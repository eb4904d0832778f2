"""The server as a process: how it is reached, and how it ends."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
import pytest_lsp
from client import HOMES, conversation
from lsprotocol import types

from relcheck.cli import main

SERVER = [sys.executable, "-P", "-m", "relcheck", "server"]


def test_an_editor_that_dies_takes_its_server_along() -> None:
    done = subprocess.run(SERVER, stdin=subprocess.DEVNULL, capture_output=True, env=HOMES, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_what_is_no_message_ends_nothing_and_is_not_repeated() -> None:
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "marked-3f7a9c", "params": ["marked-3f7a9c"]}'
    data = b"Content-Length: %d\r\n\r\n%s" % (len(body), body) + b"Content-Length: 9\r\n\r\nmarked-3f"
    done = subprocess.run(SERVER, input=data, capture_output=True, env=HOMES, timeout=60)
    assert b"marked" not in done.stderr
    assert b'"error"' in done.stdout


async def _connected(port: int) -> pytest_lsp.LanguageClient:
    client = pytest_lsp.make_test_lsp_client()
    until = time.monotonic() + 60
    while True:
        try:
            await client.start_tcp("127.0.0.1", port)
            return client
        except OSError:
            assert time.monotonic() < until
            await asyncio.sleep(0.1)


@conversation
async def test_it_listens_on_a_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    process = subprocess.Popen([*SERVER, "--tcp", str(port)], env=HOMES)
    try:
        client = await _connected(port)
        answer = await client.initialize_session(types.InitializeParams(types.ClientCapabilities()))
        assert answer.server_info
        assert answer.server_info.name == "relcheck"
        await client.shutdown_session()
        assert process.wait(30) == 0
    finally:
        process.kill()


def test_a_port_that_is_taken_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["server", "--tcp", str(port)]) == 2
    error = capsys.readouterr().err
    assert error == f"relcheck: cannot listen on port {port} (Address already in use)\n"


def test_the_server_says_how_to_get_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("pygls", "relcheck.server"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    assert main(["server"]) == 2
    wanted = "relcheck: relcheck server needs the extra `server`: pip install 'relcheck-config[server]'\n"
    assert capsys.readouterr().err == wanted


@pytest.mark.parametrize("delay", [0.0, 0.5])
def test_a_person_who_starts_it_is_told_what_it_waits_for_and_can_end_it(delay: float) -> None:
    main_end, terminal = os.openpty()
    process = subprocess.Popen(SERVER, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=HOMES)
    assert process.stderr is not None
    assert process.stderr.readline().startswith(b"relcheck: editors start this and talk to it")
    time.sleep(delay)  # until it waits for a line
    process.send_signal(signal.SIGINT)
    try:
        assert process.communicate(timeout=60) == (b"", b"")
        assert process.returncode == 130
    finally:
        process.kill()
        os.close(main_end)
        os.close(terminal)


@conversation
async def test_it_can_be_ended_while_an_editor_is_at_its_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    process = subprocess.Popen([*SERVER, "--tcp", str(port)], stderr=subprocess.PIPE, env=HOMES)
    try:
        client = await _connected(port)
        await client.initialize_session(types.InitializeParams(types.ClientCapabilities()))
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[1] == b""
        assert process.returncode == 130
    finally:
        process.kill()
