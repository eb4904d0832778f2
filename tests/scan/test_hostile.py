"""Archives that are made to hurt: a clear message, bounded memory and time, and nothing is written."""

import gzip
import io
import os
import random
import struct
import subprocess
import sys
import tarfile
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.facts.artifact import SecretValue, Unread
from relcheck.scan.limits import Limits
from relcheck.scan.run import Scan, scan
from relcheck.scan.unpack import zstd_module

zstd = zstd_module()
SECRET = "k7Qz-9fRt2Lw"
SECRETS = {"TOKEN": SECRET}
TEXT = SECRET.encode()
SMALL = Limits(bytes=20 << 20, ratio=1, members=1000)
Scanned = Callable[..., Scan]
Maker = Callable[..., bytes]


def reasons(found: Scan) -> list[str]:
    return [fact.why for fact in found.facts if isinstance(fact, Unread)]


def is_found(found: Scan) -> bool:
    return any(isinstance(fact, SecretValue) for fact in found.facts)


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    chunk = bytes(1 << 20)
    return b"".join(packer.compress(chunk) for _ in range(size >> 20)) + packer.flush()


@pytest.mark.parametrize("pack", [bomb, lambda size: zstd.compress(bytes(size))])
def test_a_decompression_bomb_ends_at_its_limit(pack: Callable[[int], bytes], scanned: Scanned) -> None:
    found = scanned(pack(200 << 20), SECRETS, limits=SMALL)
    (reason,) = reasons(found)
    assert "decompression bomb" in reason


def test_a_bomb_takes_no_memory(tmp_path: Path) -> None:
    (tmp_path / "bomb").write_bytes(bomb(300 << 20))
    scan([str(tmp_path / "bomb")], SECRETS)  # what is made once is made
    tracemalloc.start()
    try:
        scan([str(tmp_path / "bomb")], SECRETS, limits=Limits(bytes=1 << 40))
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


def test_a_zip_that_names_the_same_bytes_often(zip_of: Maker, scanned: Scanned) -> None:
    """The worst bombs give one kernel thousands of entries in the directory; the directory is not read."""
    data = zip_of({"a": bytes(1 << 20)})
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    assert scanned(data[:at] + data[at:end] * 5000 + data[end:], SECRETS, limits=SMALL).facts == ()


def test_archives_in_archives_end_somewhere(tar_of: Maker, scanned: Scanned) -> None:
    data = TEXT
    for _ in range(40):
        data = gzip.compress(tar_of({"in": data}))
    found = scanned(data, SECRETS)
    assert any("nested too deep" in note for note in found.notes)


def test_too_many_members_end_with_a_message(tar_of: Maker, scanned: Scanned) -> None:
    found = scanned(tar_of({f"m{number}": b"" for number in range(1500)}), SECRETS, limits=SMALL)
    assert reasons(found) == ["it has too many members; the rest was not read"]


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("unit", [b"x\x9c", b"x\x9c\x03\x00\x00\x00\x00\x01", zlib.compress(b"a")])
def test_a_bundle_of_false_beginnings_ends_in_time(unit: bytes, scanned: Scanned) -> None:
    found = scanned(b"PACK\0\0\0\x02" + unit * 50_000, SECRETS, limits=SMALL)
    assert reasons(found) == ["it has too many members; the rest was not read"]


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("unit", [b"hf_", b"AKIA", TEXT])
def test_a_file_of_nothing_but_beginnings_ends_in_time(unit: bytes, scanned: Scanned) -> None:
    (reason,) = reasons(scanned(unit * 1_000_000, SECRETS, limits=Limits(places=300_000)))
    assert "too often" in reason


@pytest.mark.usefixtures("soon")
def test_texts_that_make_expressions_slow(scanned: Scanned, tar_of: Maker, image_of: Maker) -> None:
    size = 1 << 16
    heads = [b"A=" + b" " * size + b"x", b"\n" * size, b"a" * size, b"a: " * size, b"password" + b" " * size]
    names = [".env", ".netrc", "pip.conf", ".npmrc", ".aws/credentials", ".pypirc", ".kube/config", ".pgpass"]
    scanned(tar_of({f"{number}/{name}": head for number, head in enumerate(heads) for name in names}), SECRETS)
    scanned((b"-----BEGIN PRIVATE KEY-----\n" + b"a: " * 5000) * 20, SECRETS)
    scanned(
        image_of([b""], ["a" * size, "a=" * size, "|9 " + " A=1" * size, "-a " * size, "authorization:" * size]),
        SECRETS,
    )


@pytest.mark.usefixtures("soon")
def test_ten_million_members_take_bounded_memory_and_time(tmp_path: Path) -> None:
    """A tenth of it here, as one stream of the same header; all of it is the benchmark's."""
    header = tarfile.TarInfo("x").tobuf()
    (tmp_path / "many.gz").write_bytes(gzip.compress(header * 100_000, 1) * 10)
    found = scan([str(tmp_path / "many.gz")], SECRETS)
    assert found.files == 1_000_000
    assert not found.facts


def test_names_that_climb_out_are_only_names(tmp_path: Path, tar_of: Maker, zip_of: Maker) -> None:
    evil = {"../../../../outside": TEXT, "/etc/cron.d/x": TEXT, "a\x1b[31m\nb": TEXT}
    before = sorted(path.name for path in tmp_path.iterdir())
    (tmp_path / "in").mkdir()
    for name, data in (("t.tar", tar_of(evil)), ("t.zip", zip_of(evil))):
        (tmp_path / "in" / name).write_bytes(data)
    found = scan([str(tmp_path / "in")], SECRETS)
    assert len(found.facts) == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == [*before, "in"]
    assert all(fact.place.path.isprintable() for fact in found.facts)


def test_links_devices_and_sparse_files_are_harmless(scanned: Scanned) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, target in (
            ("a", tarfile.SYMTYPE, "b"),
            ("b", tarfile.SYMTYPE, "a"),
            ("c", tarfile.LNKTYPE, "c"),
            ("dev/zero", tarfile.CHRTYPE, ""),
            ("pipe", tarfile.FIFOTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, target, 0
            archive.addfile(info)
        sparse = tarfile.TarInfo("sparse")
        sparse.type, sparse.size = tarfile.GNUTYPE_SPARSE, len(TEXT)
        archive.addfile(sparse, io.BytesIO(TEXT))
    assert is_found(scanned(out.getvalue(), SECRETS))


def test_a_link_that_claims_to_have_data_has_none(tar_of: Maker, scanned: Scanned) -> None:
    info = tarfile.TarInfo("link")
    info.type, info.size, info.linkname = tarfile.SYMTYPE, 1 << 40, "x"
    found = scanned(info.tobuf() + tar_of({"after": TEXT}), SECRETS)
    assert is_found(found)
    assert not reasons(found)


def test_layers_that_link_in_a_circle(tar_of: Maker, scanned: Scanned) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, target in (("a/layer.tar", "../b/layer.tar"), ("b/layer.tar", "../a/layer.tar")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
        data = b'[{"Config": "a/layer.tar", "Layers": ["a/layer.tar", "b/layer.tar"]}]'
        info = tarfile.TarInfo("manifest.json")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    assert scanned(out.getvalue(), SECRETS).facts == ()


@pytest.mark.parametrize("size", [b"\xff" * 12, b"\x80" + b"\xff" * 11, b"77777777777\0", b"9z9z9z9z9z9\0"])
def test_a_member_of_absurd_size(size: bytes, scanned: Scanned) -> None:
    header = bytearray(tarfile.TarInfo("x").tobuf())
    header[124:136] = size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    (reason,) = reasons(scanned(bytes(header) + TEXT + bytes(1000), SECRETS))
    assert "tar" in reason


def test_an_extended_header_of_absurd_size(scanned: Scanned) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 2 << 30
    assert reasons(scanned(info.tobuf(), SECRETS)) == ["a tar archive has an extended header of absurd size"]


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_truncated_and_damaged_data_is_searched_as_far_as_it_goes(
    pack: Callable[[bytes], bytes], tar_of: Maker, scanned: Scanned
) -> None:
    noise = random.Random(7).randbytes(400_000)
    data = pack(tar_of({"first": TEXT, "second": noise}))
    found = scanned(data[:-100_000], SECRETS)
    assert is_found(found)
    assert "ends early" in reasons(found)[0]
    damaged = bytearray(data)
    damaged[-50_000:-49_000] = bytes(1000)
    assert is_found(scanned(bytes(damaged), SECRETS))


def test_an_encrypted_entry_is_a_remark(zip_of: Maker, scanned: Scanned) -> None:
    data = bytearray(zip_of({"a": b"x" * 100}))
    struct.pack_into("<H", data, 6, 1)
    found = scanned(bytes(data), SECRETS)
    assert not found.facts
    assert any("it is encrypted" in note for note in found.notes)


def test_a_pipe_in_a_directory_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert scan([str(tmp_path)], SECRETS).facts == ()


def test_memory_stays_small_whatever_the_size(tmp_path: Path) -> None:
    """Half a gigabyte in one layer, by the high-water mark of a process of its own."""
    (tmp_path / "big.gz").write_bytes(bomb(512 << 20))
    program = (
        "import sys; from relcheck.scan.run import scan; scan([sys.argv[1]], {'T': 'k7Qz-9fRt2Lw'});"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "big.gz")], capture_output=True, check=True)
    assert int(done.stdout) < 150 << 10


@given(st.binary(max_size=400), st.sampled_from([b"", b"\x1f\x8b\x08\0", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"BZh9"]))
def test_any_bytes_are_read_quietly(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + data)
    scan([str(path)], SECRETS)


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=30))
def test_a_damaged_archive_is_read_without_an_error(
    tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged"
    if not (path.parent / "whole").exists():
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name in ("a", "b" * 150, "c"):
                info = tarfile.TarInfo(name)
                info.size = 700
                archive.addfile(info, io.BytesIO(bytes(700)))
        (path.parent / "whole").write_bytes(out.getvalue())
    data = (path.parent / "whole").read_bytes()
    path.write_bytes(data[:at] + junk + data[at + len(junk) :])
    scan([str(path)], SECRETS)


@pytest.mark.parametrize("name", ["shop-1-py3-none-any.whl", "shop-1.tar.gz", "image.tar"])
@pytest.mark.parametrize("data", [b"", b"PK", b"<html>404 Not Found</html>" + TEXT])
def test_what_only_is_named_like_an_archive_is_not_clean(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    found = scan([str(tmp_path / name)], SECRETS)
    assert reasons(found) == ["it is not an archive, although it is named like one"]
    assert is_found(found) == (TEXT in data)  # its bytes were searched all the same


def test_a_wheel_that_was_cut_off_is_not_clean(zip_of: Maker, tmp_path: Path) -> None:
    whole = zip_of({f"shop/m{n}.py": os.urandom(300) for n in range(5)})
    path = tmp_path / "shop-1-py3-none-any.whl"
    for kept in (20, 200, 400, 900, 1300):
        path.write_bytes(whole[:kept])
        assert reasons(scan([str(path)], SECRETS)), kept
    path.write_bytes(whole)
    assert not reasons(scan([str(path)], SECRETS))


def test_an_empty_archive_is_clean(zip_of: Maker, tmp_path: Path) -> None:
    (tmp_path / "empty.zip").write_bytes(zip_of({}))
    assert not reasons(scan([str(tmp_path / "empty.zip")], SECRETS))
