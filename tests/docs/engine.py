"""What `docker` does on the pages, done by buildah: build, run, stop and save, without a daemon or a registry.

The pages say `docker`, which readers have. A program of that name is put before all others, and maps each command
to buildah; the base image is made of the Python that runs the tests, and has wheels to install from.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

BASES: Final = ("docker.io/library/python:3.13-slim", "docker.io/library/python:3.13-slim-trixie")
"""The images that the pages build on; here they hold the Python of the tests."""
_TOOLS: Final = "sh cat ls mkdir rm cp env sleep id"
_LEFT_OUT: Final = (
    "test",
    "site-packages",
    "idlelib",
    "tkinter",
    "turtledemo",
    "lib2to3",
    "__pycache__",
    "config-*",
    "*.a",
)

_DOCKER: Final = """\
#!{python}
import os, signal, subprocess, sys, time
from pathlib import Path

home = Path({home!r})
store = ["buildah", "--storage-driver", "vfs", "--root", str(home / "store"), "--runroot", str(home / "run")]

def buildah(*arguments):
    done = subprocess.run([*store, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise SystemExit(done.returncode)
    return done.stdout.strip()

def build(arguments):
    buildah("bud", "-q", "--isolation", "chroot", "--format", "docker", "--pull=never", *arguments)

def run(arguments):
    options, name, detached, inside, outside = [], "", False, "", ""
    while arguments[0].startswith("-"):
        option = arguments.pop(0)
        if option in ("--env", "-e"):
            options += ["--env", arguments.pop(0)]
        elif option == "--env-file":
            lines = Path(arguments.pop(0)).read_text().splitlines()
            options += [word for line in lines if "=" in line and line[0] != "#" for word in ("--env", line)]
        elif option == "--name":
            name = arguments.pop(0)
        elif option in ("--publish", "-p"):
            outside, inside = arguments.pop(0).split(":")
        elif option in ("--detach", "-d"):
            detached = True
        elif option != "--rm":
            raise SystemExit(f"this docker does not know {{option}}")
    image, *command = arguments
    template = "{{{{range .OCIv1.Config.%s}}}}{{{{println .}}}}{{{{end}}}}"
    entry = buildah("inspect", "--type", "image", "--format", template % "Entrypoint", image).splitlines()
    command = command or buildah("inspect", "--type", "image", "--format", template % "Cmd", image).splitlines()
    # The network is the host's: to publish a port is to let the command listen there.
    command = [outside if word == inside else word for word in command]
    container = buildah("from", "--pull=never", image)
    program = [*store, "run", "--isolation", "chroot", *options, container, "--", *entry, *command]
    if detached:
        output = open(home / f"{{name}}.log", "wb")
        streams = dict(stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        process = subprocess.Popen(program, start_new_session=True, **streams)
        (home / f"{{name}}.pid").write_text(str(process.pid))
        print(container)
    else:
        done = subprocess.run(program, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        lines = done.stderr.splitlines(keepends=True)
        sys.stderr.writelines(line for line in lines if not line.startswith(("subprocess exited", "Error: exit")))
        raise SystemExit(done.returncode)

def below(process):
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if path.read_text().rpartition(")")[2].split()[1] == process:
                return path.parent.name
        except OSError:
            pass  # it has just ended
    return ""

def stop(arguments):
    for name in arguments:
        outer = inner = (home / f"{{name}}.pid").read_text()
        while child := below(inner):
            inner = child  # buildah does not hand on signals, so the program itself gets it, as from docker
        os.kill(int(inner), signal.SIGTERM)
        while Path(f"/proc/{{outer}}").exists():
            time.sleep(0.05)
        print(name)

def logs(arguments):
    sys.stdout.write((home / f"{{arguments[0]}}.log").read_text())

def save(arguments):
    image, _, path = arguments
    buildah("push", "-q", image, f"docker-archive:{{path}}:docker.io/library/{{image}}:latest")

commands = {{"build": build, "run": run, "stop": stop, "logs": logs, "save": save}}
commands[sys.argv[1]](sys.argv[2:])
"""


def docker(home: Path, wheels: Path) -> Path:
    """A directory with a program `docker`, whose store in `home` holds the base image with these wheels."""
    programs = home / "docker"
    programs.mkdir(parents=True)
    program = programs / "docker"
    program.write_text(_DOCKER.format(python=sys.executable, home=str(home)))
    program.chmod(0o755)
    context = home / "base"
    root_file_system(context / "root", wheels)
    major_minor = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (context / "Dockerfile").write_text(
        f"FROM scratch\nCOPY root/ /\nENV PATH=/usr/local/bin:/bin\n"
        f"RUN {major_minor} -m ensurepip && cd /usr/local/bin && ln -s pip3 pip && ln -s {major_minor} python\n"
    )
    tags = [word for base in BASES for word in ("-t", base)]
    subprocess.run([str(program), "build", *tags, str(context)], check=True)
    shutil.rmtree(context)
    return programs


def root_file_system(root: Path, wheels: Path) -> None:
    """A Python with its shared libraries, a shell, and pip told to install from `wheels` alone."""
    for folder in ("bin", "tmp", "etc", "usr/local/bin", "usr/local/lib", "root"):
        (root / folder).mkdir(parents=True)
    shutil.copy(shutil.which("busybox") or "", root / "bin/busybox")
    for name in _TOOLS.split():
        (root / "bin" / name).symlink_to("busybox")
    (root / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/tmp:/bin/sh\n")
    (root / "etc/group").write_text("root:x:0:\nnogroup:x:65534:\n")
    (root / "etc/pip.conf").write_text(
        "[global]\nno-index = true\nfind-links = /wheels\ndisable-pip-version-check = true\nroot-user-action = ignore\n"
    )
    shutil.copytree(wheels, root / "wheels")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    library = Path(sysconfig.get_paths()["stdlib"])
    shutil.copytree(library, root / "usr/local/lib" / version, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    (root / "usr/local/lib" / version / "site-packages").mkdir()
    interpreter = Path(sys.base_prefix) / "bin" / version
    shutil.copy(interpreter, root / "usr/local/bin" / version)
    compiled = Path(sysconfig.get_paths()["platlib"]) / "pydantic_core"
    shared = [str(interpreter), *map(str, [*(library / "lib-dynload").glob("*.so"), *compiled.glob("*.so")])]
    for path in libraries(shared):
        target = root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(os.path.realpath(path), target)


def libraries(programs: list[str]) -> set[str]:
    """The shared libraries that programs are linked with, as the loader finds them."""
    found = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=True).stdout
    words = [word for line in found.splitlines() for word in line.split()]
    return {word for word in words if word.startswith("/") and ".so" in word and not word.endswith(":")}
