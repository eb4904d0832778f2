"""Builds real images with buildah, from scratch and a static busybox, without a network or a daemon."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

COMMANDS = "sh cat cp tee rm mkdir grep sed base64 printf env ln"
SECRET = "k7Qz-9fRt2Lw"


class Row(NamedTuple):
    """One way of the catalogue: a Dockerfile with its context, and what must be found in the image."""

    name: str
    dockerfile: str
    expected: frozenset[tuple[str, str]]  # code, and a word of the message
    files: Mapping[str, str] = {}
    arguments: Mapping[str, str] = {}
    secret: bool = False
    contract: bool = False


class Store:
    """A place for images of one test run, in a directory of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.built: set[str] = set()
        base = root / "base"
        (base / "rootfs/bin").mkdir(parents=True)
        (base / "rootfs/tmp").mkdir()
        shutil.copy(shutil.which("busybox") or "", base / "rootfs/bin/busybox")
        for name in COMMANDS.split():
            (base / "rootfs/bin" / name).symlink_to("busybox")
        (base / "Dockerfile").write_text("FROM scratch\nCOPY rootfs/ /\n")
        self.run("bud", "-q", "-t", "base", str(base))

    def run(self, *arguments: str) -> str:
        """One command of buildah's."""
        where = ["--storage-driver", "vfs", "--root", str(self.root / "store"), "--runroot", str(self.root / "run")]
        done = subprocess.run(["buildah", *where, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def build(self, row: Row, target: str = "docker-archive") -> Path:
        """The image of a row, as an archive."""
        if row.name in self.built:
            return self.push(row.name, target)
        self.built.add(row.name)
        context = self.root / row.name
        for path, text in {"Dockerfile": row.dockerfile, **row.files}.items():
            (context / path).parent.mkdir(parents=True, exist_ok=True)
            (context / path).write_text(text)
        options = ["--layers", "--isolation", "chroot", "--format", "docker"]
        for name, value in row.arguments.items():
            options += ["--build-arg", f"{name}={value}"]
        if row.secret:
            (self.root / "secret").write_text(SECRET)
            options += ["--secret", f"id=token,src={self.root / 'secret'}"]
        self.run("bud", "-q", *options, "-t", row.name, str(context))
        return self.push(row.name, target)

    def push(self, name: str, target: str) -> Path:
        """An image as an archive or directory of this kind."""
        path = self.root / f"{name}.{target}"
        tag = {"dir": "", "docker-archive": f":{name}:latest"}.get(target, ":latest")
        if not path.exists():
            self.run("push", "-q", name, f"{target}:{path}{tag}")
        return path
