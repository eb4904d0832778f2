"""No output of a scan holds a value, in any form, wherever the artifact puts it."""

import base64
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relcheck.cli import main
from relcheck.config import Config
from relcheck.facts.artifact import SecretValue
from relcheck.render import FORMATS, render
from relcheck.render.look import Look
from relcheck.scan.needles import needles, refusal
from relcheck.scan.patterns import Patterns
from relcheck.scan.report import report
from relcheck.scan.run import scan

VALUES = st.text("abcXYZ019-_.+/=&%$ \"'\\é", min_size=6, max_size=40).filter(lambda value: not refusal(value))


def archive(value: str) -> bytes:
    """An image that has the value in every text that a scan could repeat."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as wheel:
        wheel.writestr(f"{value.replace('/', '-')}/x.py", value)
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as tar:
        for name, data in (
            (f"app/{value}/.env", f"API_TOKEN={value}\nA_TOKEN=x{value}y\n".encode()),
            ("app/direct_url.json", f'{{"url": "https://u:{value}@example.org"}}'.encode()),
            (f"app/{base64.b64encode(value.encode()).decode()}.whl", inner.getvalue()),
            (f"broken-{value}.gz", b"\x1f\x8b\x08\0" + value.encode()),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    steps = [
        {"created_by": f"COPY {value} /app/"},
        {"created_by": f"|1 API_TOKEN={value} /bin/sh -c make {value} --token {value}", "empty_layer": True},
        {"created_by": f"ENV OTHER_TOKEN={value} {value.replace('=', '')}=1", "empty_layer": True},
    ]
    config = {
        "config": {
            "Env": [f"API_TOKEN={value}", f"{value}={value}"],
            "Labels": {value: value},
            "Cmd": ["app", "--token", value],
            "Healthcheck": {"Test": ["CMD", f"Authorization: Bearer {value}"]},
        },
        "history": steps,
    }
    statement = {"predicate": {"parameters": {"args": {"build-arg:API_TOKEN": value, f"build-arg:{value}": value}}}}
    documents = {
        "layer.tar": gzip.compress(layer.getvalue()),
        "config.json": json.dumps(config).encode(),
        f"{7:064x}": json.dumps(statement).encode(),
        "manifest.json": json.dumps([{"Config": "config.json", "Layers": ["layer.tar"]}]).encode(),
    }
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in documents.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


@given(VALUES)
@settings(max_examples=30)
def test_no_format_shows_a_value(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    path = tmp_path_factory.getbasetemp() / "image.tar"
    path.write_bytes(archive(value))
    secrets = {"API_TOKEN": value}
    found = scan([str(path)], secrets, {"API_TOKEN": value, "OTHER": value})
    assert any(isinstance(fact, SecretValue) for fact in found.facts)
    said = report(found, Config())
    forms = [needle.data for needle in needles(secrets)]
    texts = [render(form, said, lambda _: None, Look()) for form in FORMATS] + list(found.notes) + [repr(found)]
    for text in texts:
        assert not any(form in text.encode() for form in forms)


@pytest.mark.parametrize("length", [*range(50, 120, 3), 190, 195, 199, 203, 1985, 1995])
def test_no_piece_of_a_value_is_left_where_a_text_is_cut(tmp_path: Path, length: int) -> None:
    value = "Jx7!Kq2#Rw9$Lz4%Tb6&"
    words = " ".join(["pad"] * length)[:length]
    name = f"{'d' * length}\x1b{value}/x.py"
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as tar:
        info = tarfile.TarInfo(name)
        info.size = len(value)
        tar.addfile(info, io.BytesIO(value.encode()))
    steps = [{"created_by": f"COPY {words}{value} /app/"}]
    documents = {
        "layer.tar": layer.getvalue(),
        "config.json": json.dumps({"config": {}, "history": steps}).encode(),
        "manifest.json": json.dumps([{"Config": "config.json", "Layers": ["layer.tar"]}]).encode(),
    }
    for path, data in documents.items():
        (tmp_path / path).write_bytes(data)
    found = scan([str(tmp_path)], {"API_TOKEN": value})
    assert len(found.facts) >= 2
    pieces = [value[at : at + 5] for at in range(len(value) - 4)]
    assert not any(piece in repr(found) for piece in pieces)


@given(VALUES, st.text("ab -=/:", max_size=12), st.text("cd -=/:", max_size=12))
def test_a_masked_text_holds_no_value(value: str, before: str, after: str) -> None:
    patterns = Patterns({"API_TOKEN": value})
    masked = patterns.masked(before + value + after + value)
    assert value not in masked
    assert masked.endswith("…")


def test_the_command_shows_no_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = "k7Qz-9fRt2Lw"
    (tmp_path / "image.tar").write_bytes(archive(value))
    (tmp_path / "prod.env").write_text(f"API_TOKEN={value}\nSHORT_TOKEN=qq7x\nDB_PASSWORD=postgres\n")
    assert main(["scan", str(tmp_path / "image.tar"), "--environ-file", str(tmp_path / "prod.env"), "--isolated"]) == 1
    out, err = capsys.readouterr()
    assert "API_TOKEN" in out
    assert "SHORT_TOKEN is shorter than 6 characters" in err
    for text in (out, err):
        assert not any(secret in text for secret in (value, "qq7x", "postgres"))
