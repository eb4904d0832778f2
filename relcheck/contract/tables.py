"""A contract for people: a plain table, and one in Markdown."""

from collections.abc import Sequence
from typing import Final

from relcheck.facts.contract import Entry

_HEAD: Final = (
    "Variable", "Type", "Required", "Secret", "Default", "Description", "Other names", "Declared", "Read", "Marks",
)  # fmt: skip
_FEW: Final = 3
"""Places of reads in a line of a table; all of them are in the other formats."""


def table(entries: Sequence[Entry]) -> str:
    """Columns of text; a column in which nothing stands is left out."""
    rows = [_HEAD, *(_row(entry, few=True) for entry in entries)]
    shown = [i for i in range(len(_HEAD)) if i < 3 or any(row[i] for row in rows[1:])]
    widths = {i: min(max(len(row[i]) for row in rows), 60) for i in shown}
    lines = ["  ".join(row[i].ljust(widths[i]) for i in shown).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def markdown(entries: Sequence[Entry]) -> str:
    """A table of Markdown; a column in which nothing stands is left out."""
    rows = [_row(entry) for entry in entries]
    shown = [i for i in range(len(_HEAD)) if i < 3 or any(row[i] for row in rows)]
    lines = [_line([_HEAD[i] for i in shown]), _line(["---"] * len(shown))]
    for row in rows:
        lines.append(_line([_cell(row[i], code=i in (0, 1, 4, 6)) for i in shown]))
    return "\n".join(lines) + "\n"


def _row(entry: Entry, *, few: bool = False) -> tuple[str, ...]:
    read = list(dict.fromkeys(f"{span.path}:{span.line}" for span in entry.read))
    more = len(read) - _FEW if few and len(read) > _FEW + 1 else 0
    places = f"{', '.join(read[:_FEW])} and {more} more" if more else ", ".join(read)
    return (
        entry.name + ("..." if entry.open else ""),
        entry.words,
        "" if entry.optional else "yes",
        "yes" if entry.secret else "",
        entry.default,
        entry.description,
        ", ".join(entry.names[1:]),
        f"{entry.declared.path}:{entry.declared.line}" if entry.declared else "",
        places,
        ", ".join(entry.marks),
    )


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(text: str, *, code: bool) -> str:
    text = text.replace("|", "\\|").replace("\n", " ")
    return f"`{text}`" if code and text and "`" not in text else text
