"""Builds and starts the images that `relcheck init` describes: with buildah, from this machine's own Python.

A build asks no registry: the base is made of the running interpreter and busybox, and the packages of the image
are those that the tests run with, packed into wheels again.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import relcheck_rules
from packaging.requirements import Requirement

import relcheck

COMMANDS = "sh cat cp rm mkdir ls env ln test true"
STDLIB = Path(sysconfig.get_paths()["stdlib"])
WANTED = (
    "libstdc++.so.6", "libgcc_s.so.1", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1", "libresolv.so.2",
)  # fmt: skip
_LEFT = ("site-packages", "test", "tests", "idlelib", "tkinter", "lib2to3", "turtledemo", "config-*", "*.opt-?.pyc")


class Image:
    """A built image, mounted: its configuration, and its file system to start processes in."""

    def __init__(self, root: Path, config: dict[str, Any]) -> None:
        self.root = root
        self.entry: list[str] = config["Entrypoint"]
        self.command: list[str] = config["Cmd"]
        self.user = int(str(config["User"]).partition(":")[0])
        self.directory: str = config["WorkingDir"]
        self.environ = dict(line.split("=", 1) for line in config["Env"])

    def start(self, *command: str, **variables: str) -> "subprocess.Popen[str]":
        """What `docker run` does: the entry point, with the command of the image or another, as its user."""

        def enter() -> None:
            os.chroot(self.root)
            os.chdir(self.directory)
            os.setgroups([])
            os.setgid(self.user)
            os.setuid(self.user)

        words = [*self.entry, *(command or self.command)]
        return subprocess.Popen(
            words, env=self.environ | variables, preexec_fn=enter, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *command: str, **variables: str) -> tuple[int, str, str]:
        """The same, to its end."""
        process = self.start(*command, **variables)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


class Builder:
    """A place for images of one test run."""

    def __init__(self, root: Path, wheels: Iterable[str]) -> None:
        self.home = root
        base = root / "base"
        _python(base / "rootfs/usr/local")
        _shell(base / "rootfs")
        self.wheels = root / "wheels"
        self.wheels.mkdir()
        for name in wheels:
            pack(name, self.wheels)
        (base / "rootfs/wheels").mkdir()
        (base / "rootfs/etc").mkdir(exist_ok=True)
        (base / "rootfs/etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n", "ascii")
        (base / "rootfs/etc/pip.conf").write_text("[global]\nno-index = true\nfind-links = /wheels\n", "ascii")
        (base / "Dockerfile").write_text("FROM scratch\nCOPY rootfs/ /\nENV PATH=/usr/local/bin:/bin\n", "ascii")
        self.buildah("bud", "-q", "-t", "base", str(base))

    def buildah(self, *arguments: str) -> str:
        """One command of buildah's."""
        where = ["--storage-driver", "vfs", "--root", str(self.home / "store"), "--runroot", str(self.home / "run")]
        done = subprocess.run(["buildah", *where, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def build(self, project: Path, name: str, *options: str) -> Image:
        """The image of a project, mounted."""
        how = ("--isolation", "chroot", "--format", "docker", "--volume", f"{self.wheels}:/wheels:ro", *options)
        base = ("--build-arg", "PYTHON_IMAGE=localhost/base")
        self.buildah("bud", "-q", *how, *base, "-t", name, str(project))
        container = self.buildah("from", "--pull-never", f"localhost/{name}")
        root = Path(self.buildah("mount", container))
        config = json.loads(self.buildah("inspect", "--type", "image", name))["Docker"]["config"]
        (root / "dev").mkdir(exist_ok=True)
        for device, minor in (("null", 3), ("urandom", 9)):
            if not (root / "dev" / device).exists():
                os.mknod(root / "dev" / device, 0o20666, os.makedev(1, minor))
                (root / "dev" / device).chmod(0o666)
        (root / "tmp").mkdir(exist_ok=True)
        (root / "tmp").chmod(0o1777)
        return Image(root, config)

    def saved(self, name: str) -> Path:
        """An image as `docker save` writes it."""
        path = self.home / f"{name}.tar"
        self.buildah("push", "-q", name, f"docker-archive:{path}:{name}:latest")
        return path


@contextmanager
def building(wheels: Iterable[str]) -> Iterator[Builder]:
    """A builder with these distributions; its images are gone afterwards."""
    # In memory where there is room: thousands of small files are copied for each layer.
    memory = os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 6 << 30
    root = Path(tempfile.mkdtemp(prefix="images-", dir="/dev/shm" if memory else None))
    made = Builder(root, wheels)
    yield made
    made.buildah("rm", "--all")
    shutil.rmtree(root, ignore_errors=True)


def free() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        number: int = held.getsockname()[1]
    return number


def answer(url: str, process: "subprocess.Popen[str]") -> str:
    """What the server says, once it does."""
    for _ in range(300):
        if process.poll() is not None:
            raise AssertionError(process.communicate())
        try:
            with urlopen(url, timeout=20) as said:
                text: str = said.read().decode()
                return text
        except HTTPError as error:
            raise AssertionError(f"the server says {error.code}") from None
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server never answered")


def on(port: int, command: list[str]) -> list[str]:
    """The command of an image at another port."""
    return [word.replace("8000", str(port)) for word in command]


def serve_and_end(shop: Image, says: str, **variables: str) -> None:
    """Start the server of an image, hear what it says, and end it as an orchestrator does."""
    port = free()
    process = shop.start(*on(port, shop.command), **variables)
    try:
        assert answer(f"http://127.0.0.1:{port}/", process) == says
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.communicate()


def _python(target: Path) -> None:
    """The running interpreter with its library and what both are linked to."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    (target / "bin").mkdir(parents=True)
    binary = Path(os.path.realpath(sys.executable))
    shutil.copy(binary, target / "bin" / version)
    for name in ("python", "python3"):
        (target / "bin" / name).symlink_to(version)
    shutil.copytree(STDLIB, target / "lib" / version, ignore=shutil.ignore_patterns(*_LEFT), symlinks=True)
    (bundled,) = (STDLIB / "ensurepip/_bundled").glob("pip-*.whl")
    with zipfile.ZipFile(bundled) as pip:
        pip.extractall(target / "lib" / version / "site-packages")
    (target / "bin/pip").write_text('#!/bin/sh\nexec python -m pip "$@"\n', "ascii")
    (target / "bin/pip").chmod(0o755)
    linked = [binary, *(target / "lib" / version / "lib-dynload").glob("*.so")]
    libraries = target.parent / "lib"
    libraries.mkdir(exist_ok=True)
    for path in {found for one in linked for found in _linked(one)}:
        place = target.parent.parent / "lib64" if Path(path).name.startswith("ld-linux") else libraries
        place.mkdir(exist_ok=True)
        shutil.copy(path, place / Path(path).name)
    # Compiled extensions of wheels want these, whoever links them.
    for path in WANTED:
        found = next(iter(Path("/usr/lib").glob(f"*-linux-gnu/{path}")), None)
        if found:
            shutil.copy(found, libraries / path)


def _linked(path: Path) -> list[str]:
    done = subprocess.run(["ldd", path], capture_output=True, text=True, check=False)
    return [word for word in re.findall(r"(/\S+)", done.stdout) if os.path.isfile(word)]


def _shell(root: Path) -> None:
    """A shell for the steps of the build; the service itself needs none."""
    (root / "bin").mkdir(parents=True, exist_ok=True)
    shutil.copy(shutil.which("busybox") or "", root / "bin/busybox")
    for name in COMMANDS.split():
        (root / "bin" / name).symlink_to("busybox")
    (root / "tmp").mkdir(mode=0o1777)
    (root / "root").mkdir()


def closure(*wanted: str) -> list[str]:
    """The names of these distributions and of all that they need, extras that are asked for among it."""
    found: dict[str, set[str]] = {}
    queue = [Requirement(one) for one in wanted]
    while queue:
        need = queue.pop()
        key = need.name.lower().replace("_", "-")
        fresh = {"", *need.extras} - found.setdefault(key, set())
        found[key] |= fresh
        for line in distribution(need.name).requires or () if fresh else ():
            other = Requirement(line)
            if other.marker is None or any(other.marker.evaluate({"extra": extra}) for extra in found[key]):
                queue.append(other)
    return sorted(found)


def pack(name: str, target: Path) -> None:
    """An installed distribution as a wheel again."""
    made = distribution(name)
    wheel = made.read_text("WHEEL") or ""
    tag = next(iter(re.findall(r"(?m)^Tag: (\S+)", wheel)), "py3-none-any")
    stem = f"{re.sub('[-_.]+', '_', made.metadata['Name'])}-{made.version}"
    info = f"{stem}.dist-info"
    rows = []
    with zipfile.ZipFile(target / f"{stem}-{tag}.whl", "w", zipfile.ZIP_STORED) as archive:
        for path, data in _contents(made, info):
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append(f"{path},sha256={digest},{len(data)}")
            archive.writestr(path, data)
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,", ""]))


def _contents(made: Distribution, info: str) -> Iterable[tuple[str, bytes]]:
    if made.metadata["Name"] == "relcheck-config":  # an editable install lists none of its modules
        for package in (relcheck, relcheck_rules):
            home = Path(package.__file__ or "").parent
            for path in sorted(home.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield f"{home.name}/{path.relative_to(home).as_posix()}", path.read_bytes()
    for file in made.files or ():
        parts = file.parts
        if ".." in parts or "__pycache__" in parts or parts[0].endswith(".pth") or parts[0].startswith("__editable__"):
            continue
        if not parts[0].endswith(".dist-info"):
            if made.metadata["Name"] != "relcheck-config":
                yield str(file), Path(str(made.locate_file(file))).read_bytes()
        elif parts[-1] in ("METADATA", "WHEEL", "entry_points.txt"):
            yield f"{info}/{parts[-1]}", Path(str(made.locate_file(file))).read_bytes()
