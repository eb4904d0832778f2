"""The vocabulary for settings fields."""

import re
import runpy
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings

from relcheck import types
from relcheck.types import DnsName, HostPort, NodeName, Port, PortRange, Probe, SecretKey, SharedAcrossReplicas

GOOD: list[tuple[Any, str]] = [
    (Port, "8000"),
    (PortRange, "9100-9105"),
    (PortRange, "4369"),
    (DnsName, "shop.internal"),
    (DnsName, "shop-headless.default.svc.cluster.local."),
    (HostPort, "db.internal:5432"),
    (HostPort, "[fdaa::3]:443"),
    (NodeName, "shop-1a2b3c@10.0.0.7"),
    (NodeName, "shop@fdaa::3"),
    (SecretKey, "kJ8nd92NdkQ9dnK29dnZkfa8s7dfLmQ2xY"),
]
BAD: list[tuple[Any, str]] = [
    (Port, "0"),
    (Port, "65536"),
    (PortRange, "9105-9100"),
    (PortRange, "nine"),
    (DnsName, "-shop.internal"),
    (DnsName, "shop internal"),
    (DnsName, "a" * 64),
    (HostPort, "cache.example"),
    (HostPort, "fdaa::3:443x"),
    (HostPort, "db.internal:70000"),
    (NodeName, "10.9.8.6"),
    (NodeName, "shop@"),
    (SecretKey, "short-secret"),
    (SecretKey, "ab" * 20),
]


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_what_deployments_write_is_read(kind: Any, text: str) -> None:
    value = TypeAdapter(kind).validate_python(text)
    if not isinstance(value, int | SecretStr) and kind is not PortRange:
        assert str(value) == text


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_what_cannot_work_is_refused_and_never_repeated(kind: Any, text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(text)
    for error in caught.value.errors(include_input=False, include_url=False):
        assert text not in str(error)


@given(st.integers(1, 65535), st.integers(1, 65535))
def test_a_range_reads_what_it_writes(one: int, two: int) -> None:
    ports = PortRange(f"{min(one, two)}-{max(one, two)}")
    assert (ports.first, ports.last) == (min(one, two), max(one, two))
    assert PortRange(str(ports)) == ports


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for kind in (PortRange, HostPort, NodeName, DnsName, SecretKey):
        try:
            TypeAdapter(kind).validate_python(text)  # type: ignore[arg-type]
        except ValidationError as error:
            errors = error.error_count()
        else:
            errors = 0
        assert errors <= 1


def test_a_model_keeps_the_markers_and_writes_json() -> None:
    class Settings(BaseModel):
        peer: HostPort
        cookie: Annotated[SecretKey, SharedAcrossReplicas()]

    settings = Settings.model_validate({"peer": "db:5432", "cookie": "kJ8nd92NdkQ9dnK29dnZkfa8s7dfLmQ2xY"})
    assert SharedAcrossReplicas() in Settings.model_fields["cookie"].metadata
    assert settings.model_dump_json() == '{"peer":"db:5432","cookie":"**********"}'
    assert Settings.model_json_schema()["properties"]["peer"]["type"] == "string"


class Deployed(BaseModel):
    ports: PortRange
    cluster: DnsName
    peer: HostPort
    node: NodeName
    cookie: SecretKey
    port: Port = 8000


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize(("kind", "text"), [case for case in GOOD if case[0] not in (Port, DnsName)])
def test_the_json_schema_takes_what_the_type_takes(mode: Any, kind: Any, text: str) -> None:
    found = TypeAdapter(kind).json_schema(mode=mode)
    assert found["type"] == "string"
    assert len(text) >= found.get("minLength", 0)
    assert re.search(found.get("pattern", ""), text)


def test_the_json_schema_says_what_a_field_is() -> None:
    found = Deployed.model_json_schema()["properties"]
    assert found["port"]["maximum"] == 65535
    assert found["cluster"]["format"] == "hostname"
    assert found["peer"]["examples"] == ["db.internal:5432"]
    assert (found["cookie"]["writeOnly"], found["cookie"]["minLength"]) == (True, 32)


def test_a_node_name_has_a_release_and_an_address() -> None:
    node = NodeName("shop-1a2b3c@10.0.0.7")
    assert (node.name, node.host) == ("shop-1a2b3c", "10.0.0.7")


def test_the_last_marker_counts() -> None:
    class Settings(BaseModel):
        port: Annotated[Port, Probe("tcp")]

    assert [item for item in Settings.model_fields["port"].metadata if isinstance(item, Probe)][-1] == Probe("tcp")


class FromVariables(BaseSettings):
    ports: PortRange
    peer: HostPort
    node: NodeName
    peers: list[HostPort] = []
    spare: HostPort | None = None


def test_a_settings_class_reads_them_from_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {
        "PORTS": "9100-9105",
        "PEER": "[fdaa::3]:443",
        "NODE": "shop-1a2b3c@10.0.0.7",
        "PEERS": '["a:1", "b:2"]',
        "SPARE": "spare:9",
    }.items():
        monkeypatch.setenv(name, text)
    found = FromVariables()  # type: ignore[call-arg]
    assert (found.ports.first, found.ports.last) == (9100, 9105)
    assert (found.peer.host, found.peer.port) == ("fdaa::3", 443)
    assert (found.node.name, found.node.host) == ("shop-1a2b3c", "10.0.0.7")
    assert [(peer.host, peer.port) for peer in found.peers] == [("a", 1), ("b", 2)]
    assert found.spare == "spare:9"


def test_everything_public_is_on_its_page(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs/types.md").read_text("utf-8")
    public = [name for name, kind in vars(types).items() if name[0] != "_" and _is_ours(name, kind)]
    assert {"Port", "NodeName", "RequiredIn"} <= set(public)
    assert [name for name in public if f"`{name}" not in page] == []
    code = page.split("```python")[1].partition("\n")[2].split("```")[0]
    (tmp_path / "page.py").write_text(code, encoding="utf-8")
    names = runpy.run_path(str(tmp_path / "page.py"))
    good = {"cluster": "shop.internal", "node": "shop@10.0.0.7", "cookie": "kJ8nd92NdkQ9dnK29dnZkfa8s7dfLmQ2xY"}
    assert names["Settings"](**good).port == 8000


def _is_ours(name: str, kind: Any) -> bool:
    return getattr(kind, "__module__", "") == "relcheck.types" or name in ("Port", "DnsName", "SecretKey")
