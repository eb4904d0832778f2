"""Notebooks: the code cells as one module, one cell below the other, as ruff reads them.

Rows count over all code cells, as if they were joined with one line end between them; columns are those of
the cell. Lines of IPython's own (`%magic`, `!shell`, `help?`) become `pass`, and a cell that another
interpreter runs (`%%bash`) is empty, so that rows stay what they are.
"""

import json
import re
from typing import Final

_PYTHON: Final = frozenset("capture debug ipytest prun pypy python python3 time timeit".split())
"""The magics of cells with Python in them; the others are in another language, or no code."""
_HELP: Final = re.compile(r"[%\w.*\[\]'\"]+\?{1,2};?")
_TARGETS: Final = re.compile(r"[\w.,\[\]'\" \t]+")


def code(text: str) -> str:
    """The Python of a notebook; ValueError if it is none, or in another language."""
    return "\n".join(cells(text))


def cells(text: str) -> list[str]:
    """The Python of each cell with code."""
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON, which a notebook has to be") from None
    found = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(found, list):
        raise ValueError("it is JSON, but no notebook: it has no list of cells")
    language = _language(notebook)
    if language not in ("", "python", "ipython"):
        return []
    return [_cell(cell) for cell in found if isinstance(cell, dict) and cell.get("cell_type") == "code"]


def _language(notebook: dict[str, object]) -> str:
    metadata = notebook.get("metadata")
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        part = metadata.get(key) if isinstance(metadata, dict) else None
        if isinstance(part, dict) and isinstance(part.get(name), str):
            return str(part[name]).lower()
    return ""


def _cell(cell: dict[str, object]) -> str:
    source = cell.get("source")
    text = "".join(part for part in source if isinstance(part, str)) if isinstance(source, list) else source
    if not isinstance(text, str):
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    lines = text.split("\n")
    first = text.lstrip()
    while first.startswith("#"):
        first = first.partition("\n")[2].lstrip()
    if first.startswith("%%") and first[2:].partition("\n")[0].partition(" ")[0].strip() not in _PYTHON:
        return "\n" * (len(lines) - 1)
    found: list[str] = []
    goes_on = False  # the line before is IPython's own, and ends in a backslash
    for line in lines:
        plain = "" if goes_on else _line(line)
        goes_on = (goes_on or plain != line) and line.endswith("\\")
        found.append(plain)
    return "\n".join(found)


def _line(line: str) -> str:
    """A line without what only IPython understands; the indentation of a magic keeps its block from being empty."""
    bare = line.strip()
    after = bare[1:2] if line[:1] != "%" else bare[1:].lstrip()[:1]  # indented, `% x` may go on with an expression
    magic = bare[:1] == "%" and (after == "%" or after.isalpha())
    shell = bare[:1] == "!" and bare[1:2] != "="
    if magic or shell or bare[:1] == "?" or (bare[-1:] in ("?", ";") and _HELP.fullmatch(bare)):
        return line[: len(line) - len(line.lstrip())] + "pass"
    return _assigned(line) if "!" in line or "%" in line else line


def _assigned(line: str) -> str:
    """`files = !ls` and `x = %time f()` with nothing in the place of the command."""
    left, sign, right = line.partition("=")
    value = right.lstrip(" \t")
    shell = value[:1] == "!" and value[1:2] != "="
    magic = value[:1] == "%" and (value[1:2] == "%" or value[1:2].isalpha())
    if not sign or not (shell or magic) or not _TARGETS.fullmatch(left):
        return line
    return f"{left}={right[: len(right) - len(value)]}..."
