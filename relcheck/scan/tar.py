"""The only module that reads tar: headers on their way through, nothing extracted, nothing sought.

`tarfile` takes five times as long for each member, keeps every member it has seen, and reads extended
headers of any size into memory; an image has half a million members and a hostile one more.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from relcheck.scan.limits import Broken, Budget
from relcheck.scan.stream import View

_BLOCK: Final = 512
_EXTENDED: Final = 1 << 20
"""An extended header (a long name, pax records) above this size is no honest one."""
_LINKS: Final = frozenset(b"12")
_NO_DATA: Final = frozenset(b"123456")
_ZEROS: Final = bytes(_BLOCK)


class Member(NamedTuple):
    """One member; `view` is its data, if it has any, to be read before the next member is asked for."""

    name: str
    kind: str  # "file", "link", "other"
    target: str
    view: View | None


def is_tar(head: bytes) -> bool:
    """Whether this is the first header of a tar archive."""
    return len(head) >= _BLOCK and head[257:262] == b"ustar" and _checked(head[:_BLOCK])


def members(view: View, budget: Budget) -> Iterator[Member]:
    """Every member of the archive, in its order; `Broken` where it goes wrong."""
    long_name = long_target = ""
    records: dict[str, str] = {}
    while True:
        header = view.read(_BLOCK)
        if len(header) < _BLOCK:
            if header.strip(b"\0"):
                raise Broken("the tar archive ends inside of a header")
            return
        if header == _ZEROS:
            return
        # The sum of 512 bytes costs as much as all the rest: it is for headers that do not say what they are.
        if header[257:262] != b"ustar" and not _checked(header):
            raise Broken("a tar header is damaged")
        budget.member()
        size, kind = _number(header[124:136]), header[156]
        if kind in b"LKxg":
            data = _extended(view, size)
            if kind == 0x4C:
                long_name = _text(data)
            elif kind == 0x4B:
                long_target = _text(data)
            elif kind == 0x78:
                records = _records(data)
            continue
        name = long_name or _name(header)
        target = (long_target or _text(header[157:257])) if kind in _LINKS else ""
        if records:
            name = records.get("GNU.sparse.name") or records.get("path") or name
            target = records.get("linkpath") or target
            size = _size(records, size)
            records = {}
        long_name = long_target = ""
        if kind == 0x53:
            _skip_sparse_map(view, header)
        if kind in _NO_DATA:
            size = 0
        if size == 0:
            yield Member(name, _KINDS.get(kind, "other"), target, None)
            continue
        content = view.sub(size)
        yield Member(name, _KINDS.get(kind, "other"), target, content)
        if not content.drain() or content.end != content.start + size:
            raise Broken("the tar archive ends inside of a member")
        view.skip(-size % _BLOCK)


_KINDS: Final = {0: "file", 0x30: "file", 0x31: "link", 0x32: "link", 0x37: "file", 0x53: "file"}


def _checked(header: bytes) -> bool:
    """Whether the checksum is right, counted with unsigned or, as some do, signed bytes."""
    field = header[148:156]
    try:
        expected = int(field.strip(b"\0 "), 8)
    except ValueError:
        return False
    total = sum(header) - sum(field) + 256
    return expected == total or expected == total - 256 * sum(byte > 127 for byte in header)


def _number(field: bytes) -> int:
    """An octal number, or GNU's binary one for more than 8 GiB."""
    if field[0] & 0x80:
        number = int.from_bytes(field, "big") & ((1 << (8 * len(field) - 1)) - 1)
        if field[0] & 0x40:
            raise Broken("a tar header has a negative size")
        return number
    try:
        return int(field.strip(b"\0 ") or b"0", 8)
    except ValueError:
        raise Broken("a tar header has no readable size") from None


def _size(records: dict[str, str], size: int) -> int:
    written = records.get("size", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 20 else size


def _name(header: bytes) -> str:
    name = _text(header[:100])
    if header[345] and header[257:263] == b"ustar\0":
        return f"{_text(header[345:500])}/{name}"
    return name


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "replace")


def _extended(view: View, size: int) -> bytes:
    if size > _EXTENDED:
        raise Broken("a tar archive has an extended header of absurd size")
    data = view.read(size)
    view.skip(-size % _BLOCK)
    if len(data) < size:
        raise Broken("the tar archive ends inside of a header")
    return data


def _records(data: bytes) -> dict[str, str]:
    """The records of a pax header: `length key=value` and a newline each."""
    records: dict[str, str] = {}
    at = 0
    while at < len(data):
        space = data.find(b" ", at, at + 20)
        digits = data[at:space]
        if space < 0 or not digits.isdigit() or int(digits) <= len(digits) + 1:
            break
        end = at + int(digits)
        key, _, value = data[space + 1 : end - 1].partition(b"=")
        if key in (b"path", b"linkpath", b"size", b"GNU.sparse.name"):
            records[key.decode()] = value.decode("utf-8", "replace")
        at = end
    return records


def _skip_sparse_map(view: View, header: bytes) -> None:
    """Pass GNU's extra blocks that list the holes; the data that follows has none."""
    extended = header[482]
    while extended:
        block = view.read(_BLOCK)
        if len(block) < _BLOCK:
            raise Broken("the tar archive ends inside of a header")
        extended = block[504]
