"""Artifacts, made small and in memory."""

import gzip
import io
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from relcheck.scan.limits import Limits
from relcheck.scan.run import Scan, scan

# Real images need buildah and root; continuous integration has both, and must not lose them unnoticed.
_HAS_TOOLS = all(map(shutil.which, ("buildah", "skopeo", "umoci", "busybox"))) and os.geteuid() == 0
collect_ignore = [] if _HAS_TOOLS or os.environ.get("CI") else ["test_real_images.py"]

TarOf = Callable[..., bytes]
ZipOf = Callable[..., bytes]


@pytest.fixture
def tar_of() -> TarOf:
    """A tar archive of these members."""

    def make(members: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=form) as archive:
            for name, data in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        return out.getvalue()

    return make


@pytest.fixture
def zip_of() -> ZipOf:
    """A zip archive of these members."""

    def make(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return out.getvalue()

    return make


@pytest.fixture
def image_of(tar_of: TarOf) -> Callable[..., bytes]:
    """A `docker save` archive: layers, and a configuration with history."""

    def make(layers: list[bytes], history: list[str], env: list[str] | None = None, **config: object) -> bytes:
        steps = [{"created_by": line, "empty_layer": index >= len(layers)} for index, line in enumerate(history)]
        described = {"config": {"Env": env or [], **config}, "history": steps, "rootfs": {"type": "layers"}}
        names = [f"layer{index}/layer.tar" for index in range(len(layers))]
        manifest = [{"Config": "config.json", "Layers": names}]
        return tar_of(
            dict(zip(names, layers, strict=True))
            | {"config.json": json.dumps(described).encode(), "manifest.json": json.dumps(manifest).encode()}
        )

    return make


@pytest.fixture
def scanned(tmp_path: Path) -> Callable[..., Scan]:
    """Scan bytes as a file of this name."""

    def run(
        data: bytes,
        secrets: Mapping[str, str] | None = None,
        contract: Mapping[str, str] | None = None,
        *,
        name: str = "artifact",
        limits: Limits | None = None,
    ) -> Scan:
        path = tmp_path / name
        path.write_bytes(data)
        return scan([str(path)], secrets or {}, contract, limits or Limits())

    return run


@pytest.fixture
def gz() -> Callable[[bytes], bytes]:
    """The bytes as gzip."""
    return lambda data: gzip.compress(data, 6, mtime=0)
