"""`.env` files and their examples: the names in them, and what each value looks like.

Who reads such a file decides what its quotes, dollars and comments mean; here only what all dialects share
counts. What the file gives at boot is read in the dialect of its reader (`relcheck verify-env --environ-file`).
"""

import re
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Supply
from relcheck.facts.python import Unreadable
from relcheck.repo.supply.entry import real
from relcheck.repo.supply.value import interpolated

_LINE: Final = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*(?:=\s*(.*))?$")
_COMMENT: Final = re.compile(r"(^|\s)#.*$")


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """One supply a line; a value in open quotes goes on until they close."""
    if b"\0" in data:  # git-crypt and the like: names cannot be known
        return (Unreadable(Span(path, 1, 1, 1, 1), "is encrypted or binary"),)
    supplies: list[Supply] = []
    quote = ""
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        found = _LINE.match(line)
        if found is None:
            continue
        rest = (found[2] or "").strip()
        begin = found.start(2) + 1 if found[2] is not None else found.end(1) + 1
        if rest[:1] in ("'", '"'):
            closed = rest.find(rest[0], 1)
            quote = rest[0] if closed < 0 else ""
            text = rest[1:] if closed < 0 else rest[1:closed]
            end = begin + (closed + 1 if closed > 0 else len(rest))
        else:
            text = _COMMENT.sub("", rest).strip()
            end = begin + len(text)
        value = interpolated(text)
        state = value.state if found[2] is not None else "promised"
        span = Span(path, number, found.start(1) + 1, number, found.end(1) + 1)
        supply = Supply(span, found[1], state, "dotenv", path, layer="file", rank=20, empties=value.empties)
        supply = supply._replace(looks=value.looks, digest=value.digest, issued=real(text), line=number, column=begin)
        supplies.append(supply._replace(end_line=number, end_column=end))
    return tuple(supplies)
