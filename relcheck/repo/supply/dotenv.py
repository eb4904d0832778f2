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
_DOUBLE: Final = re.compile(r'"(?:\\.|[^"\\])*"')
_KEY: Final = re.compile(r"-----BEGIN [A-Z ]*-----\s*$")
_END: Final = "-----END "
_LONGEST: Final = 500
"""Lines of one value."""
_COMMENT: Final = re.compile(r"(^|\s)#.*$")


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """One supply a variable; a value in open quotes goes on until they close, a key until it ends."""
    if b"\0" in data:  # git-crypt and the like: names cannot be known
        return (Unreadable(Span(path, 1, 1, 1, 1), "is encrypted or binary"),)
    supplies: list[Supply] = []
    lines = data.decode("utf-8-sig", "replace").splitlines()
    after = 0
    for index, line in enumerate(lines):
        found = _LINE.match(line) if index >= after else None
        if found is None:
            continue
        number = index + 1
        rest = (found[2] or "").strip()
        begin = found.start(2) + 1 if found[2] is not None else found.end(1) + 1
        last = _last(rest, lines, index)
        after, end = last + 1, begin + len(rest)
        if last > index:
            text = "\n".join([rest.lstrip("'\""), *lines[number:last], lines[last].rstrip().rstrip("'\"")])
            end = len(lines[last].rstrip()) + 1
        elif rest[:1] in ("'", '"'):
            closed = _closed(rest)
            text = rest[1 : closed if closed > 0 else None]
            end = begin + (closed + 1 if closed > 0 else len(rest))
        else:
            text = _COMMENT.sub("", rest).strip()
            end = begin + len(text)
        value = interpolated(text)
        state = value.state if found[2] is not None else "promised"
        span = Span(path, number, found.start(1) + 1, number, found.end(1) + 1)
        supplies.append(
            Supply(
                span,
                found[1],
                state,
                "dotenv",
                path,
                looks=value.looks,
                digest=value.digest,
                issued=real(text),
                empties=value.empties,
                layer="file",
                rank=20,
                line=number,
                column=begin,
                end_line=last + 1,
                end_column=end,
            )
        )
    return tuple(supplies)


def _closed(rest: str) -> int:
    """Where the quote at the beginning closes on its line, or -1; one behind a backslash does not, if another does."""
    closing = _DOUBLE.match(rest) if rest[0] == '"' else None
    return closing.end() - 1 if closing else rest.find(rest[0], 1)


def _last(rest: str, lines: list[str], index: int) -> int:
    """The index of the line on which the value that begins with `rest` ends."""
    sign = rest[:1] if rest[:1] in ("'", '"') and _closed(rest) < 0 else _END if _KEY.match(rest) else ""
    follow = range(index + 1, min(index + _LONGEST, len(lines))) if sign else ()
    return next((other for other in follow if sign in lines[other]), index)
