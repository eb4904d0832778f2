"""Real images, built here: every way of the catalogue that ends in an image is found in it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from catalogue import CLEAN, ROWS
from real import SECRET, Row, Store

from relcheck.config import Config
from relcheck.diagnostic import Report
from relcheck.scan.report import report
from relcheck.scan.run import scan

CONTRACT = {"API_TOKEN": "", "QUEUE_HOST": "queue.internal"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    root = tmp_path_factory.mktemp("images")
    yield Store(root)
    shutil.rmtree(root, ignore_errors=True)


def said(path: Path, row: Row | None = None) -> Report:
    contract = CONTRACT if row is not None and row.contract else {}
    return report(scan([str(path)], {"API_TOKEN": SECRET}, contract), Config())


def missing(found: Report, row: Row) -> list[tuple[str, str]]:
    """What was expected of a row and not said."""
    texts = [(diagnostic.code, diagnostic.message) for diagnostic in found.diagnostics]
    return [(code, word) for code, word in row.expected if not any(code == c and word in text for c, text in texts)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_way_of_the_catalogue_is_found(row: Row, store: Store) -> None:
    found = said(store.build(row), row)
    assert missing(found, row) == [], [diagnostic.message for diagnostic in found.diagnostics]
    assert {diagnostic.code for diagnostic in found.diagnostics} == {code for code, _ in row.expected}
    assert all(SECRET not in diagnostic.message for diagnostic in found.diagnostics)


@pytest.mark.parametrize("row", CLEAN, ids=lambda row: row.name)
def test_an_image_built_right_is_clean(row: Row, store: Store) -> None:
    assert said(store.build(row), row).diagnostics == ()


def test_a_deleted_file_is_told_with_the_layer_that_deletes_it(store: Store) -> None:
    row = next(row for row in ROWS if row.name == "mounted-secret-written")
    (found,) = said(store.build(row)).diagnostics
    assert "RUN --mount=type=secret,id=token cat /run/secrets/token > /token" in found.message
    assert "deletes the file" in found.message


@pytest.mark.parametrize("target", ["docker-archive", "oci-archive", "oci", "dir"])
def test_one_image_in_every_layout(target: str, store: Store) -> None:
    row = next(row for row in ROWS if row.name == "copy-renamed-env")
    store.build(row)
    codes = {diagnostic.code for diagnostic in said(store.push(row.name, target)).diagnostics}
    assert codes == {"REL240", "REL241"}


def test_a_layer_is_told_by_digest_and_instruction(store: Store) -> None:
    row = next(row for row in ROWS if row.name == "copy-renamed-env")
    store.build(row)
    for target in ("docker-archive", "oci-archive"):
        for found in said(store.push(row.name, target)).diagnostics:
            assert "layer sha256:" in found.message
            assert "made by `COPY … in /app/.env`" in found.message
            assert found.span.path.endswith("!/app/.env")


def test_zstd_layers(store: Store, tmp_path: Path) -> None:
    row = next(row for row in ROWS if row.name == "copy-renamed-env")
    source = f"docker-archive:{store.build(row)}"
    target = tmp_path / "zstd"
    command = ["skopeo", "copy", "-q", "--dest-compress-format", "zstd", source, f"oci:{target}:latest"]
    subprocess.run(command, check=True, capture_output=True)
    assert {diagnostic.code for diagnostic in said(target).diagnostics} == {"REL240", "REL241"}


def test_an_image_that_umoci_makes(tmp_path: Path) -> None:
    layout = tmp_path / "layout"
    rootfs = tmp_path / "rootfs"
    rootfs.mkdir()
    (rootfs / "key").write_text(f"token {SECRET}")
    for arguments in (
        ["init", "--layout", str(layout)],
        ["new", "--image", f"{layout}:latest"],
        ["insert", "--rootless", "--image", f"{layout}:latest", str(rootfs), "/app"],
        ["config", "--image", f"{layout}:latest", "--config.env", "PAYMENT_TOKEN=hG3kd8Wq0zLp"],
    ):
        subprocess.run(["umoci", *arguments], check=True, capture_output=True)
    assert {diagnostic.code for diagnostic in said(layout).diagnostics} == {"REL240", "REL243"}
