"""Which fields `verify-env --probe` looks at, what it reports, and that no credential is in it."""

import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relcheck.boot import probe as probing
from relcheck.boot.judge import judge
from relcheck.boot.probe_urls import Endpoint
from relcheck.boot.schema_probe import _STATES
from relcheck.cli import main
from relcheck.config import Config, Selection
from relcheck.facts.boot import State, Variable

Run = Callable[..., tuple[int, str, str]]

HEAD = """\
from typing import Annotated
from pydantic import AnyHttpUrl, BaseModel, Field, PostgresDsn, RedisDsn, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from relcheck.types import DnsName, HostPort, NodeName, NoProbe, Port, PortRange, Probe, RequiredIn


"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run verify-env on a settings class given as text; every look says `refused`, and is noted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    looked: list[Endpoint] = []

    def look(endpoint: Endpoint, until: float) -> str:
        looked.append(endpoint)
        return "refused"

    monkeypatch.setattr(probing, "look", look)

    def ran(body: str, *arguments: str, **environ: str) -> tuple[int, str, str]:
        looked.clear()
        (tmp_path / "settings.py").write_text(HEAD + body, encoding="utf-8")
        sys.modules.pop("settings", None)
        with mock.patch.dict(os.environ, {"HOME": "/", **environ}, clear=True):
            status = main(["verify-env", "settings:Settings", "--isolated", *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    ran.looked = looked  # type: ignore[attr-defined]
    yield ran
    sys.modules.pop("settings", None)


def looked(run: Run) -> set[tuple[str, str, int]]:
    return {(place.kind, place.host, place.port) for place in run.looked}  # type: ignore[attr-defined]


FIELDS = """\
class Cache(BaseModel):
    url: RedisDsn = RedisDsn("redis://nested:7/0")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")

    port: Port = 8001
    metrics_host: str = "127.0.0.1"
    metrics_port: Port = 8002
    search_host: str = "search"
    search_port: Port = 9200
    range: PortRange = PortRange("9100-9102")
    cluster: DnsName = "shop.internal"
    node: NodeName = NodeName("shop@10.0.0.7")
    peer: HostPort | None = HostPort("peer:1")
    peers: list[HostPort] = [HostPort("[fdaa::3]:2")]
    database_url: PostgresDsn = PostgresDsn("postgresql://u:p@db/x")
    broker_url: str = "amqp://u:p@mq//"
    secret_url: SecretStr = SecretStr("redis://:p@hidden/0")
    kafka: Annotated[str, Probe("tcp")] = "k1:9092,k2:9092"
    hosts: Annotated[list[str], Probe("redis", 26379)] = ["s1", "s2"]
    api: AnyHttpUrl = AnyHttpUrl("https://api.example")
    asked: Annotated[AnyHttpUrl, Probe()] = AnyHttpUrl("https://asked.example")
    silent: Annotated[RedisDsn, NoProbe()] = RedisDsn("redis://silent/0")
    plain: int = 8003
    name: str = "shop"
    cache: Cache = Cache()
"""


def test_a_field_is_probed_if_it_says_what_it_is(run: Run) -> None:
    run(FIELDS, "--probe")
    assert looked(run) == {
        ("port", "", 8001), ("port", "127.0.0.1", 8002), ("tcp", "search", 9200), ("port", "", 9100),
        ("name", "shop.internal", 0), ("name", "10.0.0.7", 0), ("tcp", "peer", 1), ("tcp", "fdaa::3", 2),
        ("postgresql", "db", 5432), ("amqp", "mq", 5672), ("redis", "hidden", 6379), ("tcp", "k1", 9092),
        ("tcp", "k2", 9092), ("redis", "s1", 26379), ("redis", "s2", 26379), ("tcp", "asked.example", 443),
        ("redis", "nested", 7),
    }  # fmt: skip


def test_a_field_is_probed_if_it_is_named(run: Run) -> None:
    run(FIELDS, "--probe=API,silent", "--probe=CACHE__URL")
    assert looked(run) == {("tcp", "api.example", 443), ("redis", "silent", 6379), ("redis", "nested", 7)}
    run(FIELDS, "--probe=PLAIN")
    assert looked(run) == {("port", "", 8003)}


def test_a_name_that_nobody_has_is_an_error(run: Run) -> None:
    assert run(FIELDS, "--probe=NOPE")[0] == 2
    assert run("class Settings(BaseSettings):\n    a: Annotated[str, Probe('http')] = 'x'\n", "--probe")[0] == 2
    assert run(FIELDS, "--probe-wait", "3")[0] == 2
    assert run(FIELDS, "--probe", "--probe-timeout", "long")[0] == 2
    assert looked(run) == set()


def test_what_is_missing_and_what_is_not_there_is_one_report(run: Run) -> None:
    body = "class Settings(BaseSettings):\n    key: SecretStr\n    url: RedisDsn\n    other: RedisDsn\n"
    status, out, _ = run(body, "--probe", URL="redis://:marked@host/0", OTHER="marked")
    assert status == 1
    assert out.count("error:") == 3
    assert "`KEY` is not set [REL401]" in out
    assert "`OTHER` is not what `Settings` expects (url_parsing) [REL403]" in out
    assert "`URL` leads to a server that refuses connections [REL418]" in out
    assert looked(run) == {("redis", "host", 6379)}


def test_one_variable_of_two_classes_is_told_once(run: Run) -> None:
    body = "class Base(BaseSettings):\n    url: RedisDsn\n\n\nclass Settings(Base):\n    pass\n\n\nBase()\nSettings()\n"
    _, out, _ = run(body, "--probe", URL="redis://host/0")
    assert out.count("[REL418]") == 1


def test_what_could_not_be_probed_is_said(run: Run) -> None:
    body = """\
class Settings(BaseSettings):
    url: Annotated[str, Probe()] = "sqlite:///x"
    token: Annotated[SecretStr, Probe("tcp")] = SecretStr("q6Vb2mJx0TzKw8LrYd5NfHs3:1")
    limits: Annotated[dict[str, int], Probe()] = {"a": 1}
"""
    status, out, _ = run(body, "--probe")
    assert status == 0
    assert "note: `URL` was not probed: its URL leads to no server" in out
    assert "note: `TOKEN` was not probed: it holds a secret that is not a URL" in out
    assert "note: `LIMITS` was not probed: a value of its type names no host" in out
    _, out, _ = run("class Settings(BaseSettings):\n    name: str = 'x'\n", "--probe")
    assert out.startswith("note: nothing was probed: no field says")


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_every_format_tells_a_probe(run: Run, form: str) -> None:
    body = "class Settings(BaseSettings):\n    url: RedisDsn\n"
    status, out, _ = run(body, "--probe", "--output-format", form, URL="redis://:marked@host/0")
    assert (status, "REL418" in out, "marked" in out, "host/0" in out) == (1, True, False, False)
    if form == "json":
        document = json.loads(out)
        assert document["probed"] == ["URL"]
        assert (document["problems"][0]["state"], document["problems"][0]["reason"]) == ("unreachable", "refused")


def test_without_the_option_nothing_of_it_is_imported(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text(HEAD + FIELDS, encoding="utf-8")
    code = (
        "import sys, json; from relcheck.cli import main; main(['verify-env', 'settings:Settings'])\n"
        "print(json.dumps(list(sys.modules)))"
    )
    environ = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"], "SECRET_URL": "redis://cache/0"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    modules = set(json.loads(done.stdout.splitlines()[-1]))
    assert "relcheck.boot.schema_check" in modules
    assert not {name for name in modules if name.startswith("relcheck.boot") and "probe" in name}
    assert not modules & {"libcst", "rich", "yaml"}


REASONS = [reason for words in _STATES.values() for reason in words]


@pytest.mark.parametrize(("state", "reason"), [(state, word) for state, words in _STATES.items() for word in words])
def test_every_reason_has_words_and_something_to_do(state: State, reason: str) -> None:
    fact = Variable(("URL",), state, "url", reason=reason, part="host 2 of 3")
    (found,) = judge([fact], Config(), Selection())
    assert found.diagnostic.message.startswith("`URL` ")
    assert found.diagnostic.message.endswith("(host 2 of 3)")
    assert found.diagnostic.help


SHAPES = [
    "postgresql://{0}:{1}@{2}:5432/{3}?sslmode=require", "postgresql://{0}:{1}@{2},{3}/x", "redis://:{1}@{2}:6379/0",
    "rediss://{0}:{1}@{2}/0?ssl_ca_certs=/{3}", "amqp://{0}:{1}@{2}/{3}", "{0}:{1}@{2}", "redis://{0}:{1}/{2}@{3}",
    "mysql://{0}:{1}@{2}/{3}", "unix://{0}:{1}@/{2}.sock?password={3}", "{2}", "https://{0}:{1}@{2}/{3}",
    "host={2} user={0} password={1}", "redis://{0}:{1}@{2};redis://{0}:{1}@{3}", "postgresql://{0}:{1}@/x?host=/{2}",
]  # fmt: skip
KINDS = ["str", "SecretStr", "PostgresDsn", "RedisDsn", "HostPort", "DnsName", "NodeName", "list[str]"]
MARKERS = ["Probe()", 'Probe("tcp")', 'Probe("redis")', 'Probe("name")', 'Probe("port")', "Field()"]


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_credential_is_in_any_output(data: st.DataObject) -> None:
    """Whatever the value looks like, and whatever a look at it says."""
    number = data.draw(st.integers(10**11, 10**12))
    marks = [f"QX{number + part}ZW" for part in range(4)]
    lines, environ = [], {"HOME": "/"}
    for index in range(data.draw(st.integers(1, 4))):
        kind, marker = data.draw(st.sampled_from(KINDS)), data.draw(st.sampled_from(MARKERS))
        lines.append(f"    url_{index}: Annotated[{kind}, {marker}]")
        text = data.draw(st.sampled_from(SHAPES)).format(*marks)
        environ[f"URL_{index}"] = json.dumps([text]) if kind == "list[str]" else text
    Path("marked.py").write_text(HEAD + "class Settings(BaseSettings):\n" + "\n".join(lines) + "\n", encoding="utf-8")
    sys.modules.pop("marked", None)
    chance = random.Random(number)
    seen: list[Endpoint] = []

    def look(endpoint: Endpoint, until: float) -> str:
        seen.append(endpoint)
        return chance.choice([*REASONS, ""])

    out = io.StringIO()
    form = data.draw(st.sampled_from(["text", "json", "github", "sarif"]))
    with (
        mock.patch.dict(os.environ, environ, clear=True),
        mock.patch.object(probing, "look", look),
        redirect_stdout(out),
        redirect_stderr(out),
    ):
        status = main(["verify-env", "marked:Settings", "--probe", "--verbose", "--isolated", "--output-format", form])
    said = out.getvalue()
    assert status in (0, 1), said
    for mark in marks:
        assert all(mark[at : at + 6] not in said for at in range(len(mark) - 5)), (mark, said)
    assert not any(marks[1] in part for place in seen for part in (place.host, place.user, place.database))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)


def test_whoever_waits_can_be_ended(start: Callable[..., "subprocess.Popen[str]"], tmp_path: Path) -> None:
    """SIGTERM ends the waiting, as PID 1 too, and the command is not started."""
    (tmp_path / "waits.py").write_text(HEAD + "class Settings(BaseSettings):\n    url: RedisDsn\n", encoding="utf-8")
    process = start("waits", "--probe", "--probe-wait", "60", "--", "echo", "served", URL="redis://localhost:1/0")
    assert process.stderr is not None
    assert "waiting for what URL leads to" in process.stderr.readline()
    process.terminate()
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (143, "")
