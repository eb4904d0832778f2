"""Applies edits to the bytes of a file: every byte outside of them stays, whatever its encoding and line ends.

Spans count lines and columns of the text as readers see it: decoded, without a BOM, with `\\n` for every line end.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Final, NamedTuple

from relcheck.diagnostic import Applicability, Diagnostic, Edit

_LINE: Final = re.compile(r"\r\n|\r|\n")


class Unwritable(ValueError):
    """A file that cannot be edited: it is no text, or an edit lies outside of it."""


class Chosen(NamedTuple):
    """What one round applies: the diagnostics that are fixed, and the edits by path, each once, in order."""

    fixed: tuple[Diagnostic, ...]
    edits: Mapping[str, tuple[Edit, ...]]


def choose(
    diagnostics: Iterable[Diagnostic],
    wanted: Callable[[Applicability], bool],
    editable: Callable[[str], bool] = lambda path: True,
) -> Chosen:
    """The fixes that go together: one that overlaps an earlier one waits for the next round.

    Two fixes may hold the same edit, such as one import for two reads; it is applied once.
    """
    taken: dict[str, list[Edit]] = {}
    fixed = []
    for found in diagnostics:
        fix = found.fix
        if fix is None or not fix.edits or not wanted(fix.applicability):
            continue
        if not all(editable(edit.span.path) for edit in fix.edits):
            continue
        fresh = [edit for edit in fix.edits if edit not in taken.get(edit.span.path, ())]
        if not fresh or any(_overlap(edit, other) for edit in fresh for other in taken.get(edit.span.path, ())):
            continue
        for edit in fresh:
            taken.setdefault(edit.span.path, []).append(edit)
        fixed.append(found)
    return Chosen(tuple(fixed), {path: ordered(edits) for path, edits in taken.items()})


def ordered(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits by place; insertions at one point stay in their order."""
    return tuple(sorted(edits, key=lambda edit: edit.span))


def _overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits touch the same characters; whole lines that are inserted at one point stand side by side.

    Not so imports, which have an order, and may belong into one.
    """
    if one.span == other.span and one.span[1:3] == one.span[3:]:
        lines = (one.content, other.content)
        return one.span.column > 1 or all(text.lstrip().startswith(("from ", "import ")) for text in lines)
    start, end = (one.span.line, one.span.column), (one.span.end_line, one.span.end_column)
    first, last = (other.span.line, other.span.column), (other.span.end_line, other.span.end_column)
    if start == end or first == last:
        return first < start < last or start < first < end
    return start < last and first < end


def apply(data: bytes, path: str, edits: Iterable[Edit]) -> bytes:
    """The bytes of a file with the edits made; raises `Unwritable` where that cannot be done faithfully."""
    python = path.endswith((".py", ".pyw", ".pyi"))
    head = BOM_UTF8 if python and data.startswith(BOM_UTF8) else b""
    body = data[len(head) :]
    try:
        encoding = _encoding(body) if python and not head else "utf-8"
        text = body.decode(encoding)
    except (UnicodeDecodeError, LookupError, SyntaxError) as error:
        raise Unwritable(f"{path} is not text in the encoding that it declares") from error
    ends = [match.end() for match in _LINE.finditer(text)]
    starts = [0, *ends]
    stops = [match.start() for match in _LINE.finditer(text)] + [len(text)]
    newline = text[stops[0] : ends[0]] if ends else "\n"

    def offset(line: int, column: int) -> int:
        if line == len(starts) + 1 and column == 1:
            return len(text)
        if not 1 <= line <= len(starts) or starts[line - 1] + column - 1 > stops[line - 1]:
            raise Unwritable(f"{path} has no line {line}, column {column}")
        return starts[line - 1] + column - 1

    pieces, position = [], 0
    for edit in edits:
        begin, end = offset(edit.span.line, edit.span.column), offset(edit.span.end_line, edit.span.end_column)
        if begin < position or end < begin:
            raise Unwritable(f"{path}: two edits overlap in line {edit.span.line}")
        pieces += [text[position:begin], edit.content.replace("\n", newline)]
        position = end
    try:
        return head + "".join((*pieces, text[position:])).encode(encoding)
    except UnicodeEncodeError as error:
        raise Unwritable(f"{path} is written in {encoding}, which cannot represent the new text") from error


def _encoding(data: bytes) -> str:
    """The encoding that a Python file declares, as the interpreter finds it."""
    from tokenize import detect_encoding

    return detect_encoding(BytesIO(data).readline)[0]
