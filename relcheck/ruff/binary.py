"""The only module that starts a process: ruff's binary, and git where ruff is not installed.

On Linux a process is spawned without `subprocess`, whose import costs more than linting a file does; its
output goes to memory files, so that neither pipe can fill up while the other is read. A started process
runs while relcheck imports its reader: call `start` early and `finish` late.
"""

import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from relcheck.errors import MissingExtraError, RelcheckError


class Finished(NamedTuple):
    """How a process ended: its exit status (negative: the signal), and all it wrote."""

    status: int
    stdout: bytes
    stderr: bytes

    @property
    def complaint(self) -> str:
        """Why it failed, in one line: the last causes it gave, else the first line it wrote to stderr."""
        lines = [line.strip() for line in self.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        causes = [line.removeprefix("Cause:").strip() for line in lines if line.startswith("Cause:")]
        return ": ".join(causes[-2:]) if causes else (lines[0] if lines else f"exit status {self.status}")


class Started:
    """A process that runs; `finish` waits for it, once."""

    def __init__(self, pid: int, out: int, err: int) -> None:
        self.pid = pid
        self._out = out
        self._err = err

    def finish(self) -> Finished:
        """Wait for the end, and read what was written."""
        _, status = os.waitpid(self.pid, 0)
        return Finished(os.waitstatus_to_exitcode(status), _drain(self._out), _drain(self._err))


class _Done:
    """The same shape for a process that has already ended."""

    def __init__(self, finished: Finished) -> None:
        self._finished = finished

    def finish(self) -> Finished:
        """What it wrote."""
        return self._finished


def find(name: str = "ruff") -> str:
    """The path of a binary: beside the running interpreter first, then on PATH; empty if there is none."""
    suffix = ".exe" if os.name == "nt" else ""
    # A virtual environment keeps its tools beside its interpreter, and may well not be activated.
    for directory in (os.path.dirname(sys.executable), *os.get_exec_path()):
        candidate = os.path.join(directory, name + suffix)
        if directory and os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return candidate
    return ""


def start(argv: Sequence[str], stdin: bytes = b"", cwd: str = "") -> Started | _Done:
    """Start a process without a shell. `argv[0]` is a path; `cwd` defaults to the current directory."""
    moves = bool(cwd) and "threading" in sys.modules  # what is spawned begins where we are, and threads share that
    if moves or not (hasattr(os, "memfd_create") and hasattr(os, "posix_spawn")):
        return _Done(_subprocess(argv, stdin, cwd))
    source = os.memfd_create("stdin")
    os.write(source, stdin)
    os.lseek(source, 0, os.SEEK_SET)
    out, err = os.memfd_create("stdout"), os.memfd_create("stderr")
    actions = [(os.POSIX_SPAWN_DUP2, fd, number) for number, fd in enumerate((source, out, err))]
    try:
        pid = _spawn(argv, actions, cwd)
    except OSError as error:
        os.close(out)
        os.close(err)
        raise RelcheckError(f"{argv[0]} cannot be started: {error.strerror}") from None
    finally:
        os.close(source)
    return Started(pid, out, err)


def _spawn(argv: Sequence[str], actions: list[tuple[int, int, int]], cwd: str) -> int:
    """The process id of a program that is started in a directory, from which this process comes back at once."""
    if not cwd:
        return os.posix_spawn(argv[0], list(argv), os.environ, file_actions=actions)
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(cwd)
        return os.posix_spawn(argv[0], list(argv), os.environ, file_actions=actions)
    finally:
        os.fchdir(here)
        os.close(here)


def run(argv: Sequence[str], stdin: bytes = b"", cwd: str = "") -> Finished:
    """Start a process and wait for it."""
    return start(argv, stdin, cwd).finish()


def ruff(*arguments: str, stdin: bytes = b"", cwd: str = "") -> Finished:
    """Run ruff with these arguments; without ruff, a one-line error that says how to get it."""
    path = find()
    if not path:
        raise MissingExtraError("ruff", "lint")
    return run((path, *arguments), stdin, cwd)


def _drain(fd: int) -> bytes:
    """All that was written to a memory file, which is closed."""
    with os.fdopen(fd, "rb") as file:
        file.seek(0)
        return file.read()


def _subprocess(argv: Sequence[str], stdin: bytes, cwd: str) -> Finished:
    """The portable way, for other systems and other working directories."""
    import subprocess

    try:
        done = subprocess.run(list(argv), input=stdin, capture_output=True, cwd=cwd or None, check=False)
    except OSError as error:
        raise RelcheckError(f"{argv[0]} cannot be started: {error.strerror}") from None
    return Finished(done.returncode, done.stdout, done.stderr)
