"""How fast `relcheck scan` searches an image for 50 secrets, against decompressing the same image alone.

    python tests/benchmarks/scan.py [--size MIB] [--turns N] [--members N]

Builds an image of files of this machine (interpreter, libraries, installed packages), once with gzip layers
and once with zstd layers, and takes turns, each in a process of its own: decompress every layer with the library
that the scan uses; scan. Only the ratio of one run counts. The bar: at least half the rate, under 300 MB.
"""

import argparse
import gzip
import io
import json
import os
import random
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
from collections.abc import Iterator
from statistics import median

CHUNK = 1 << 18
SOURCES = (sysconfig.get_path("purelib"), "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib/python3",
           "/usr/bin", sysconfig.get_path("stdlib"))  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=2048, help="MiB before compression")
    options.add_argument("--turns", type=int, default=3)
    options.add_argument("--members", type=int, default=10_000_000, help="members of the archive of empty files")
    options.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        one(*asked.one)
        return
    with tempfile.TemporaryDirectory() as directory:
        for form in ("gzip", "zstd"):
            path = os.path.join(directory, f"image.{form}.tar")
            count = build(path, form, asked.size << 20)
            compare(path, form, count, asked.size, asked.turns)
            os.unlink(path)
        many(os.path.join(directory, "many.gz"), asked.members)


def compare(path: str, form: str, count: int, size: int, turns: int) -> None:
    """Take turns, and print what each took."""
    times: dict[str, list[float]] = {"decompress": [], "scan": []}
    memory = 0
    for _ in range(turns):
        for what, taken in times.items():
            done = subprocess.run([sys.executable, __file__, "--one", what, path], capture_output=True, check=True)
            seconds, peak = json.loads(done.stdout)
            taken.append(seconds)
            memory = max(memory, peak if what == "scan" else 0)
    alone, scanned = median(times["decompress"]), median(times["scan"])
    ratios = [a / b for a, b in zip(times["decompress"], times["scan"], strict=True)]
    print(f"{form}: {size} MiB, {count} members, {os.path.getsize(path) >> 20} MiB compressed")
    print(f"  decompress alone {alone:.2f} s CPU ({size / alone:.0f} MiB/s)")
    print(f"  scan             {scanned:.2f} s CPU ({size / scanned:.0f} MiB/s)")
    print(f"  rate of the scan: {median(ratios):.2f} of decompressing [{min(ratios):.2f} to {max(ratios):.2f}]")
    print(f"  peak memory of the scan: {memory / (1 << 20):.0f} MiB", flush=True)


def many(path: str, members: int) -> None:
    """An archive of nothing but headers."""
    header = tarfile.TarInfo("x").tobuf() * 10_000
    part = gzip.compress(header, 1)
    with open(path, "wb") as file:
        for _ in range(members // 10_000):
            file.write(part)
    done = subprocess.run([sys.executable, __file__, "--one", "scan", path], capture_output=True, check=True)
    seconds, peak = json.loads(done.stdout)
    print(f"{members:,} empty members: {seconds:.1f} s CPU, {peak / (1 << 20):.0f} MiB")


def one(what: str, path: str) -> None:
    """One turn, in a process of its own: CPU seconds and peak memory as JSON."""
    begun = time.process_time()
    if what == "scan":
        from relcheck.scan.run import scan

        begun = time.process_time()  # what is imported is imported by both
        scan([path], secrets())
    else:
        decompress(path)
    taken = time.process_time() - begun
    print(json.dumps([taken, peak()]))


def peak() -> int:
    """The most memory that this process has had; `getrusage` would count that of its parent as well."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM"))


def decompress(path: str) -> None:
    """Every layer through the decompressor of the scan, and nothing else."""
    from isal import isal_zlib

    from relcheck.scan.unpack import zstd_module

    zstd = zstd_module()
    with tarfile.open(path) as archive:
        for member in archive:
            layer = archive.extractfile(member)
            assert layer is not None
            if not member.name.endswith("layer.tar"):
                continue
            head = layer.read(4)
            layer.seek(0)
            if head[:2] == b"\x1f\x8b":
                inflate = isal_zlib.decompressobj(31)
                while not inflate.eof:
                    inflate.decompress(inflate.unconsumed_tail or layer.read(CHUNK // 2), CHUNK)
            else:
                unpack = zstd.ZstdDecompressor()
                while not unpack.eof:
                    unpack.decompress(layer.read(CHUNK // 2) if unpack.needs_input else b"", CHUNK)


def secrets() -> dict[str, str]:
    """Fifty values, of the kinds that secrets are."""
    draw = random.Random(50)
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"

    def word(length: int) -> str:
        return "".join(draw.choices(letters, k=length))

    kinds = (
        lambda: word(32),
        lambda: f"postgresql://shop:{word(12)}@db.internal:5432/shop",
        lambda: f"key-{word(24)}",
        lambda: "".join(draw.choices(letters + "!$%&/=+-", k=16)),
        lambda: word(9),
    )
    return {f"SECRET_{index}": kinds[index % len(kinds)]() for index in range(50)}


def build(path: str, form: str, size: int) -> int:
    """An image of eight layers with files of this machine; returns how many files."""
    count = 0
    with tarfile.open(path, "w") as archive:
        files = sources()
        names = []
        for number in range(8):
            packed = io.BytesIO()
            count += layer(packed, form, files, size // 8)
            info = tarfile.TarInfo(f"layer{number}/layer.tar")
            info.size = packed.tell()
            packed.seek(0)
            archive.addfile(info, packed)
            names.append(info.name)
        documents = {"manifest.json": [{"Config": "config.json", "Layers": names}], "config.json": {"history": []}}
        for name, document in documents.items():
            data = json.dumps(document).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return count


def layer(packed: io.BytesIO, form: str, files: Iterator[str], size: int) -> int:
    """One layer of about this size."""
    from relcheck.scan.unpack import zstd_module

    zstd = zstd_module()
    out = gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6) if form == "gzip" else zstd.ZstdFile(packed, "wb")
    count = written = 0
    with out, tarfile.open(fileobj=out, mode="w|", format=tarfile.GNU_FORMAT) as archive:
        while written < size:
            file = next(files)
            archive.add(file, file.lstrip("/"), recursive=False)
            written += os.path.getsize(file) + 512
            count += 1
    return count


def sources() -> Iterator[str]:
    """Regular files of this machine, a directory of each source in turn, over and over."""
    while True:
        for source in SOURCES:
            for directory, below, names in os.walk(source):
                below.sort()
                for name in sorted(names):
                    path = os.path.join(directory, name)
                    if os.path.isfile(path) and not os.path.islink(path):
                        yield path


if __name__ == "__main__":
    main()
