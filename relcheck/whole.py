"""Writes a file in one step: after an interruption, or on a full disk, the old file or the new one is there."""

import errno
import os
import stat
from contextlib import suppress
from typing import Final

_ELSEWHERE: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY)
"""The directory takes no new file, or the file is a mount of its own: it may still be written where it lies."""


def write(path: str, data: bytes) -> None:
    """Write a file, through a link to where it is, with the mode and the owner that it has; OSError where it cannot."""
    target = os.path.realpath(path)
    try:
        before = os.stat(target)
    except FileNotFoundError:
        before = None
    if before and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    if before and not stat.S_ISREG(before.st_mode):  # /dev/stdout is written to, and not replaced
        return _into(target, data)
    try:
        _replace(target, data, before)
    except OSError as error:
        if before is None or error.errno not in _ELSEWHERE:
            raise
        _into(target, data)


def _replace(target: str, data: bytes, before: os.stat_result | None) -> None:
    draft = os.path.join(os.path.dirname(target), f".relcheck.{os.getpid()}.new")
    try:
        _into(draft, data)
        if before:
            if hasattr(os, "chown"):
                with suppress(OSError):  # only root gives files away, and only who is root takes somebody's over
                    os.chown(draft, before.st_uid, before.st_gid)
            os.chmod(draft, stat.S_IMODE(before.st_mode))
        os.replace(draft, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)
        raise


def _into(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
