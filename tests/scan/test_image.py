"""The documents of an image: layers with their instructions, deletions, several platforms, provenance."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from typing import Any

from relcheck.config import Config
from relcheck.facts.artifact import SecretLook, SecretValue
from relcheck.scan.report import report
from relcheck.scan.run import Scan

SECRET = "k7Qz-9fRt2Lw"
SECRETS = {"API_TOKEN": SECRET}
TEXT = f"token {SECRET}".encode()
Scanned = Callable[..., Scan]
Maker = Callable[..., bytes]


class Layout:
    """An OCI layout in the making: blobs by digest."""

    def __init__(self) -> None:
        self.members: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def blob(self, data: bytes) -> dict[str, Any]:
        digest = hashlib.sha256(data).hexdigest()
        self.members[f"blobs/sha256/{digest}"] = data
        return {"digest": f"sha256:{digest}", "size": len(data)}

    def document(self, value: Any) -> dict[str, Any]:
        return self.blob(json.dumps(value).encode())

    def image(self, layers: list[bytes], history: list[str], env: list[str] | None = None) -> dict[str, Any]:
        steps = [{"created_by": line} for line in history]
        config = {"config": {"Env": env or []}, "history": steps, "rootfs": {"type": "layers"}}
        return self.document({"config": self.document(config), "layers": [self.blob(layer) for layer in layers]})


def values(found: Scan) -> list[SecretValue]:
    return [fact for fact in found.facts if isinstance(fact, SecretValue)]


def test_a_layer_has_the_instruction_that_made_it(scanned: Scanned, image_of: Maker, tar_of: Maker) -> None:
    layers = [tar_of({"a": b"x"}), tar_of({"b": TEXT})]
    (found,) = values(scanned(image_of(layers, ["ADD rootfs.tar /", "RUN /bin/sh -c make # buildkit"]), SECRETS))
    assert found.place.instruction == "RUN make"
    assert found.place.path.endswith("artifact!/b")


def test_steps_without_a_layer_do_not_shift_the_others(scanned: Scanned, tar_of: Maker) -> None:
    steps = [{"created_by": "ENV A=1", "empty_layer": True}, {"created_by": "COPY . /app"}]
    documents = {
        "x/layer.tar": tar_of({"b": TEXT}),
        "config.json": json.dumps({"config": {}, "history": steps, "rootfs": {"diff_ids": ["sha256:12"]}}).encode(),
        "manifest.json": b'[{"Config": "config.json", "Layers": ["x/layer.tar"]}]',
    }
    (found,) = values(scanned(tar_of(documents), SECRETS))
    assert found.place.instruction == "COPY . /app"
    assert found.place.layer == "sha256:12"


def test_a_link_stands_for_the_layer_it_leads_to(scanned: Scanned, tar_of: Maker) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in (
            ("0a.tar", tar_of({"b": TEXT})),
            ("manifest.json", b'[{"Config": "config.json", "Layers": ["x/layer.tar"]}]'),
            ("config.json", b'{"config": {}, "history": [{"created_by": "COPY . /app"}]}'),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        info = tarfile.TarInfo("x/layer.tar")
        info.type, info.linkname = tarfile.SYMTYPE, "../0a.tar"
        archive.addfile(info)
    (found,) = values(scanned(out.getvalue(), SECRETS))
    assert found.place.instruction == "COPY . /app"


TOKEN = "npm_aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY1zA3bC5"


def test_a_build_argument_that_all_later_steps_had_is_told_once(
    scanned: Scanned, image_of: Maker, tar_of: Maker
) -> None:
    steps = [f"/bin/sh -c #(nop) ARG NPM_TOKEN={TOKEN}", *(f"|1 NPM_TOKEN={TOKEN} /bin/sh -c make {n}" for n in "abc")]
    found = scanned(image_of([tar_of({})] * 4, steps), {})
    told = [fact.place.instruction for fact in found.facts if isinstance(fact, SecretLook)]
    assert told == ["ARG NPM_TOKEN=…", "RUN make a, with build argument NPM_TOKEN"]


def test_the_copy_of_a_configuration_for_old_readers_is_told_with_it(scanned: Scanned, tar_of: Maker) -> None:
    described = json.dumps({"config": {"Env": [f"API_TOKEN={SECRET}", f"NPM_TOKEN={TOKEN}"]}, "rootfs": {}}).encode()
    documents = {
        f"{'a' * 64}.json": described,
        "manifest.json": json.dumps([{"Config": f"{'a' * 64}.json", "Layers": []}]).encode(),
        f"{'b' * 64}/json": described,
    }
    found = scanned(tar_of(documents), SECRETS)
    assert {fact.place.path[-5:] for fact in found.facts} == {".json"}
    assert len(found.facts) == 2
    del documents["manifest.json"]
    assert {fact.place.path[-5:] for fact in scanned(tar_of(documents), SECRETS).facts} == {".json", "/json"}


def test_every_platform_of_an_index_is_read(scanned: Scanned, tar_of: Maker, gz: Callable[[bytes], bytes]) -> None:
    layout = Layout()
    one = layout.image([gz(tar_of({"app/x": TEXT}))], ["COPY x /app/"])
    other = layout.image([tar_of({"app/y": TEXT})], ["COPY y /app/"], ["PAYMENT_TOKEN=hG3kd8Wq0zLp"])
    layout.members["index.json"] = json.dumps({"manifests": [layout.document({"manifests": [one, other]})]}).encode()
    found = scanned(tar_of(layout.members), SECRETS)
    assert sorted(fact.place.instruction for fact in values(found)) == ["COPY x /app/", "COPY y /app/"]
    assert all(fact.place.layer.startswith("sha256:") for fact in values(found))
    assert [fact.variable for fact in found.facts if isinstance(fact, SecretLook)] == ["PAYMENT_TOKEN"]


def test_deletions_in_a_layout_name_the_layer(scanned: Scanned, tar_of: Maker) -> None:
    layout = Layout()
    first = tar_of({"app/a/x": TEXT, "app/b/y": TEXT, "app/c/z": TEXT, "app/d": TEXT})
    later = tar_of({"app/a/.wh.x": b"", "app/.wh.b": b"", "app/c/.wh..wh..opq": b""})
    manifest = layout.image([first, later], ["COPY . /", "RUN rm"])
    layout.members["index.json"] = json.dumps({"manifests": [manifest]}).encode()
    found = values(scanned(tar_of(layout.members), SECRETS))
    gone = {fact.place.path.rpartition("!/")[2] for fact in found if fact.place.deleted}
    assert gone == {"app/a/x", "app/b/y", "app/c/z"}
    assert len(found) == 4


def test_a_build_argument_in_the_provenance_is_told(scanned: Scanned, tar_of: Maker) -> None:
    layout = Layout()
    for arguments in (
        {"invocation": {"parameters": {"args": {"build-arg:NPM_TOKEN": "hG3kd8Wq0zLp", "build-arg:GIT_SHA": "abc"}}}},
        {"buildDefinition": {"externalParameters": {"request": {"args": {"build-arg:API_TOKEN": SECRET}}}}},
    ):
        statement = layout.document({"predicateType": "https://slsa.dev/provenance/v1", "predicate": arguments})
        layout.members["index.json"] = json.dumps({"manifests": [layout.document({"layers": [statement]})]}).encode()
    found = scanned(tar_of(layout.members), SECRETS)
    said = {(d.code, d.variable) for d in report(found, Config()).diagnostics}
    assert said == {("REL243", "NPM_TOKEN"), ("REL240", "API_TOKEN")}
    assert [fact.evidence for fact in found.facts if isinstance(fact, SecretLook)] == ["provenance"]


def test_an_argument_overwritten_by_a_later_env_is_told(scanned: Scanned, image_of: Maker, tar_of: Maker) -> None:
    history = ["COPY . /", "ENV PAYMENT_TOKEN=hG3kd8Wq0zLp", "ENV PAYMENT_TOKEN="]
    found = scanned(image_of([tar_of({"a": b"x"})], history, ["PAYMENT_TOKEN="]))
    assert [(f.evidence, f.variable) for f in found.facts if isinstance(f, SecretLook)] == [
        ("history", "PAYMENT_TOKEN")
    ]


def test_an_image_that_is_compressed_as_a_whole(
    scanned: Scanned, image_of: Maker, tar_of: Maker, gz: Callable[[bytes], bytes]
) -> None:
    data = gz(image_of([tar_of({"b": TEXT})], ["COPY . /app"], ["PAYMENT_TOKEN=hG3kd8Wq0zLp"]))
    found = scanned(data, SECRETS)
    assert [fact.place.instruction for fact in values(found)] == ["COPY . /app"]
    assert len(found.facts) == 2
