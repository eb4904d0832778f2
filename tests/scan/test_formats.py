"""Every kind of artifact is read to its last member, archive in archive."""

import bz2
import json
import lzma
import subprocess
import sys
import tarfile
import zipapp
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from relcheck.facts.artifact import SecretValue
from relcheck.scan.run import Scan, scan
from relcheck.scan.unpack import zstd_module

zstd = zstd_module()
SECRET = "k7Qz-9fRt2Lw"
SECRETS = {"TOKEN": SECRET}
TEXT = b"# settings\ntoken = '" + SECRET.encode() + b"'\n"
Scanned = Callable[..., Scan]
Maker = Callable[..., bytes]


def paths(found: Scan) -> list[str]:
    return [fact.place.path.rpartition("/artifact")[2] for fact in found.facts if isinstance(fact, SecretValue)]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_a_tar_of_any_dialect(tar_of: Maker, scanned: Scanned, form: int) -> None:
    long = "d" * 90 + "/" + "e" * 60 + "/settings.toml"
    found = scanned(tar_of({"./a.txt": b"nothing", long: TEXT, "/etc/b": TEXT}, form), SECRETS)
    assert paths(found) == [f"!/{long}", "!/etc/b"]
    assert [fact.place.offset for fact in found.facts] == [20, 20]


def test_names_longer_than_a_header(tar_of: Maker, scanned: Scanned) -> None:
    long = "/".join(["päth"] * 60)
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert paths(scanned(tar_of({long: TEXT}, form), SECRETS)) == [f"!/{long}"]


@pytest.mark.parametrize("pack", [zlib.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_compressed_file(pack: Callable[[bytes], bytes], scanned: Scanned, tar_of: Maker) -> None:
    assert paths(scanned(pack(TEXT * 3), SECRETS)) == [""]
    assert paths(scanned(pack(tar_of({"app/x": TEXT})), SECRETS)) == ["!/app/x"]


def test_gzip_and_zstd_in_several_parts(gz: Callable[[bytes], bytes], tar_of: Maker, scanned: Scanned) -> None:
    tar = tar_of({"a": b"0" * 3000, "b": TEXT})
    parts = [tar[:700], tar[700:3000], tar[3000:]]
    assert paths(scanned(b"".join(gz(part) for part in parts), SECRETS)) == ["!/b"]
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00none"
    assert paths(scanned(skippable + b"".join(zstd.compress(part) + skippable for part in parts), SECRETS)) == ["!/b"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_wheel(zip_of: Maker, scanned: Scanned, method: int) -> None:
    wheel = zip_of({"shop/__init__.py": b"", "shop/_build_config.py": TEXT, "shop-1.dist-info/RECORD": b"x"}, method)
    assert paths(scanned(wheel, SECRETS)) == ["!/shop/_build_config.py"]


def test_a_zip_written_to_a_pipe_has_its_sizes_behind(tmp_path: Path, scanned: Scanned) -> None:
    program = (
        "import sys, zipfile\n"
        "class Pipe:\n"
        "    def write(self, data): return sys.stdout.buffer.write(data)\n"
        "    def flush(self): sys.stdout.buffer.flush()\n"
        "with zipfile.ZipFile(Pipe(), 'w', zipfile.ZIP_DEFLATED) as z:\n"
        f"    z.writestr('a.txt', 'x' * 5000); z.writestr('b.txt', {TEXT.decode()!r})\n"
    )
    data = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    assert paths(scanned(data, SECRETS)) == ["!/b.txt"]


def test_an_archive_in_an_archive_in_a_layer(
    tar_of: Maker, zip_of: Maker, gz: Callable[[bytes], bytes], scanned: Scanned
) -> None:
    wheel = zip_of({"shop/x.py": TEXT, "shop/inner.tar.gz": gz(tar_of({"deep.txt": TEXT}))})
    found = scanned(gz(tar_of({"opt/shop.whl": wheel})), SECRETS)
    assert sorted(paths(found)) == ["!/opt/shop.whl!/shop/inner.tar.gz!/deep.txt", "!/opt/shop.whl!/shop/x.py"]


def test_a_zipapp_is_a_script_with_an_archive(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/__main__.py").write_bytes(TEXT)
    for compressed in (True, False):
        target = tmp_path / f"app{compressed}.pyz"
        zipapp.create_archive(tmp_path / "src", target, interpreter="/usr/bin/env python3", compressed=compressed)
        found = scan([str(target)], SECRETS)
        assert [fact.place.path for fact in found.facts] == [f"{target}!/__main__.py"]


def test_compiled_python_keeps_its_constants_in_sight(tmp_path: Path) -> None:
    import py_compile

    source = tmp_path / "conf.py"
    source.write_bytes(TEXT)
    py_compile.compile(str(source), str(tmp_path / "dist/conf.pyc"))
    assert len(scan([str(tmp_path / "dist")], SECRETS).facts) == 1


def test_a_directory_is_read_without_following_links(tmp_path: Path, tar_of: Maker) -> None:
    (tmp_path / "dist/sub").mkdir(parents=True)
    (tmp_path / "outside").write_bytes(TEXT)
    (tmp_path / "dist/sub/x.tar").write_bytes(tar_of({"in": TEXT}))
    (tmp_path / "dist/link").symlink_to("../outside")
    (tmp_path / "dist/loop").symlink_to(".")
    found = scan([str(tmp_path / "dist")], SECRETS)
    assert [fact.place.path for fact in found.facts] == [f"{tmp_path}/dist/sub/x.tar!/in"]


def test_a_loose_object_and_a_pack_of_git(tmp_path: Path, scanned: Scanned) -> None:
    loose = zlib.compress(b"blob %d\0" % len(TEXT) + TEXT, 1)
    pack = (
        b"PACK\0\0\0\x02\0\0\0\x02\xb0\x05" + zlib.compress(b"tree 12 of nothing") + b"\xb1\x02" + zlib.compress(TEXT)
    )
    for data in (loose, pack):
        assert len(scanned(data, SECRETS).facts) == 1


def test_a_pyinstaller_bundle_names_its_members(scanned: Scanned) -> None:
    """The layout of a one-file bundle: bootloader, compressed members, their directory, a cookie."""
    import struct

    members = {"prod.env": zlib.compress(TEXT), "PYZ.pyz": b"PYZ\0" + b"0" * 13 + zlib.compress(TEXT, 9)}
    body, toc = b"", b""
    for name, data in members.items():
        label = name.encode() + b"\0" * (16 - len(name))
        toc += struct.pack("!IIIIBc", 18 + len(label), len(body), len(data), len(TEXT), 1, b"x") + label
        body += data
    size = len(body) + len(toc) + 88
    cookie = struct.pack("!8sIIII64s", b"MEI\014\013\012\013\016", size, len(body), len(toc), 311, b"libpython3.11.so")
    elf = b"\x7fELF\x02\x01\x01" + b"\0" * 57 + b"the bootloader sets sys._MEIPASS " + b"\0" * 500
    found = scanned(elf + body + toc + cookie + b"\0" * 300, SECRETS)
    assert sorted(paths(found)) == ["!/PYZ.pyz", "!/prod.env"]


def test_a_zip_behind_an_executable(zip_of: Maker, scanned: Scanned) -> None:
    elf = b"\x7fELF\x02\x01\x01" + b"\0" * 33 + (64).to_bytes(8, "little") + b"\0" * 16
    assert paths(scanned(elf + zip_of({"lib/x.py": TEXT}), SECRETS)) == ["!/lib/x.py"]


def test_bytes_between_members_are_searched_too(tar_of: Maker, zip_of: Maker, scanned: Scanned) -> None:
    assert paths(scanned(tar_of({"a": b"x"}) + TEXT, SECRETS)) == [""]
    assert paths(scanned(zip_of({"a": b"x"}) + TEXT, SECRETS)) == [""]


def test_json_in_the_outermost_archive_is_no_trap(tar_of: Maker, scanned: Scanned) -> None:
    odd = {"manifest.json": b"[1, 2]", "config.json": json.dumps({"config": 3, "history": "x", "layers": 4}).encode()}
    odd |= {
        "index.json": b'{"manifests": {"a": 1}, "layers": [1, {"digest": 2}], "config": []}',
        "deep.json": b"[" * 9999,
    }
    assert paths(scanned(tar_of(odd | {"x": TEXT}), SECRETS)) == ["!/x"]


@pytest.mark.parametrize("bits", [31, -15])
def test_output_that_waits_when_the_input_is_over(bits: int, scanned: Scanned, zip_of: Maker) -> None:
    """The last input may decompress to more than one call has room for."""
    for size in range((1 << 18) - 3, (1 << 18) + 4):
        packer = zlib.compressobj(9, zlib.DEFLATED, bits)
        data = b"x" * size + TEXT
        packed = packer.compress(data) + packer.flush()
        found = scanned(packed if bits > 0 else zip_of({"a": data}), SECRETS)
        assert len(found.facts) == 1
        assert not any("early" in note for note in found.notes)
