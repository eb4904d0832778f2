"""The only module that decompresses: bounded output from bounded input, whatever the data says.

isal inflates about twice as fast as zlib, with the same interface; where it is not installed, zlib does
it. zstd is in the standard library from 3.14 on, and in `backports.zstd` before.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from relcheck.scan.limits import CHUNK, Broken, Budget
from relcheck.scan.stream import View

_INPUT: Final = 1 << 17
Pull = Callable[[], bytes]

MAGIC: Final = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)
_SKIPPABLE: Final = b"\x2a\x4d\x18"
"""A zstd frame without data (its first byte is 0x50 to 0x5f), which some layers begin or go on with."""
_ZLIB: Final = frozenset(b"\x01\x5e\x9c\xda")


def format_of(head: bytes) -> str:
    """Which compression this is, by its first bytes; empty when none."""
    for magic, name in MAGIC:
        if head.startswith(magic):
            return name
    if head[1:4] == _SKIPPABLE and head[:1] and 0x50 <= head[0] <= 0x5F:
        return "zstd"
    if len(head) > 16 and head[0] == 0x78 and head[1] in _ZLIB and _inflates(head):
        return "zlib"
    return ""


def _inflates(head: bytes) -> bool:
    """Whether this begins a zlib stream: two bytes alone say it too often."""
    try:
        out = zlib.decompressobj().decompress(head, 1 << 16)
    except zlib.error:
        return False
    return len(out) > 0


def unpacked(name: str, view: View, budget: Budget) -> Pull:
    """A function that gives the next decompressed bytes of the view, and none at the end.

    What follows the end of the compressed data stays in the view.
    """
    if name in ("gzip", "zlib", "deflate"):
        return _inflating(name, view, budget)
    return _decompressing(name, view, budget)


def _zlib() -> Any:
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    return isal_zlib


def _inflating(name: str, view: View, budget: Budget) -> Pull:
    module = _zlib()
    bits = {"gzip": 31, "zlib": 15, "deflate": -15}[name]
    state = module.decompressobj(bits)

    def pull() -> bytes:
        nonlocal state
        while True:
            if state.eof:
                if state.unused_data:
                    view.flow.back(len(state.unused_data))
                if name != "gzip" or format_of(view.peek(4)) != "gzip":
                    return b""
                state = module.decompressobj(bits)
            data = state.unconsumed_tail or view.take(_INPUT)
            try:
                out: bytes = state.decompress(data, CHUNK)  # without data, what the last call had no room for
            except (zlib.error, module.error):
                raise Broken(f"its {name} data is damaged") from None
            if out:
                budget.unpacked(len(out))
                return out
            if not data and not state.eof:
                raise Broken(f"its {name} data ends early")

    return pull


def _decompressing(name: str, view: View, budget: Budget) -> Pull:
    begin, error = _decompressor(name)
    state = begin()

    def pull() -> bytes:
        nonlocal state
        while True:
            if state.eof:
                if state.unused_data:
                    view.flow.back(len(state.unused_data))
                if format_of(view.peek(6)) != name:
                    return b""
                state = begin()
            data = view.take(_INPUT) if state.needs_input else b""
            if state.needs_input and not data:
                raise Broken(f"its {name} data ends early")
            try:
                out: bytes = state.decompress(data, CHUNK)
            except error:
                raise Broken(f"its {name} data is damaged") from None
            if out:
                budget.unpacked(len(out))
                return out

    return pull


def _decompressor(name: str) -> tuple[Callable[[], Any], type[Exception] | tuple[type[Exception], ...]]:
    """How to begin decompressing, and what damaged data raises."""
    if name == "bzip2":
        return bz2.BZ2Decompressor, (OSError, ValueError)
    if name == "xz":
        return (lambda: lzma.LZMADecompressor(memlimit=100 << 20)), lzma.LZMAError
    zstd = zstd_module()
    if zstd is None:
        raise Broken("it is compressed with zstd, which needs the extra `scan`")
    options = {int(zstd.DecompressionParameter.window_log_max): 27}  # 128 MiB, zstd's own limit
    return (lambda: zstd.ZstdDecompressor(options=options)), zstd.ZstdError


def zstd_module() -> Any:
    """The module of the standard library, from wherever this interpreter has it; `None` where it has none."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    return None
