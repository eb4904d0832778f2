"""The only module that replaces this process by another: `execvpe`, so that the command keeps PID and signals."""

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from relcheck.errors import RelcheckError
from relcheck.names import valueless


class LaunchError(RelcheckError):
    """The command cannot be started; `status` is what a shell would exit with: 127 not found, 126 not runnable."""

    def __init__(self, command: str, error: OSError) -> None:
        self.status = 127 if isinstance(error, FileNotFoundError) else 126
        why = "no such command" if self.status == 127 else (error.strerror or "it cannot be run").lower()
        super().__init__(f"cannot start `{valueless(command)}`: {why}; the environment itself is verified")


Environment = dict[bytes, bytes] | dict[str, str]


def environment() -> Environment:
    """The environment as this process was given it.

    Python adds `LC_CTYPE` in a C locale (PEP 538), which the command must not inherit.
    """
    if not os.supports_bytes_environ:  # Windows
        return dict(os.environ)
    environ = dict(os.environb)
    if environ.get(b"LC_CTYPE", b"") in (b"C.UTF-8", b"C.utf8", b"UTF-8"):
        try:
            with open("/proc/self/environ", "rb") as file:
                given = file.read().split(b"\0")
        except OSError:
            return environ
        if not any(entry.startswith(b"LC_CTYPE=") for entry in given):
            del environ[b"LC_CTYPE"]
    return environ


def launch(command: Sequence[str], environ: Environment) -> NoReturn:
    """Become the command. Signals that Python ignores at start are given back first, or it would inherit that."""
    flush()
    for name in ("SIGPIPE", "SIGXFSZ", "SIGXFZ"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    try:
        os.execvpe(command[0], list(command), environ)
    except OSError as error:
        raise LaunchError(command[0], error) from None


def leave(status: int) -> NoReturn:
    """End at once: nothing of the interpreter needs to be taken down, and threads of theirs do not matter."""
    flush()
    os._exit(status)


def flush() -> None:
    """Write out what is waiting. A log that takes nothing, its disk being full, keeps no command from starting."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            pass


def listen() -> None:
    """Let SIGTERM end this process: the kernel ignores it for PID 1 unless somebody handles it."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(128 + signal.SIGTERM))
