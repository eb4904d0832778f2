"""The matrix as text, JSON, Mermaid and Graphviz; the page for a browser is `relcheck.render.page`."""

import json
from collections.abc import Sequence
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.matrix import Matrix, Row

VERSION: Final = 1
"""The version of the JSON; a new key does not raise it, a changed meaning does."""

SIGNS: Final = {
    "literal": "given",
    "reference": "ref",
    "generated": "made",
    "promised": "asked",
    "platform": "platform",
    "empty": "EMPTY",
    "missing": "MISSING",
    "default": "default",
    "unknown": "?",
}
"""The word that a cell shows."""
_NO_CLASS: Final = "no settings class was found that a manifest could fill"


def text(matrix: Matrix) -> str:
    """A table for a terminal: one line a variable, one column a workload."""
    lines = []
    for index, column in enumerate(matrix.columns, 1):
        classes = ", ".join(column.classes)
        outside = f"; may also be given by {', '.join(column.opaque)}" if column.opaque else ""
        place = f"{column.span.path}:{column.span.line}"
        lines.append(f"[{index}] {column.name} ({place}) fills {classes}: {column.reason}{outside}")
    if not matrix.columns:
        undeclared = matrix.rows and not any(row.declared for row in matrix.rows)
        return (
            f"{_NO_CLASS}: `relcheck map` lists what is read without one\n"
            if undeclared
            else "no manifest was found that starts a program with a settings class\n"
        )
    width = max((len(row.variable) for row in matrix.rows), default=8)
    heads = "".join(f"{f'[{index}]':<10}" for index in range(1, len(matrix.columns) + 1))
    lines += ["", f"{'variable':<{width}}  {'':<9} {heads}".rstrip()]
    for row in matrix.rows:
        cells = {cell.column: SIGNS[cell.state] for cell in row.given}
        marks = "".join(f"{cells.get(index, '-'):<10}" for index in range(len(matrix.columns)))
        lines.append(f"{row.variable:<{width}}  {_kind(row):<9} {marks}".rstrip())
    return "\n".join(lines) + "\n"


def places(matrix: Matrix) -> str:
    """The same without a workload: one line a variable, with where it is declared and where it is read."""
    head = ("variable", "", "declared", "read")
    rows = [(row.variable, _kind(row), _where(row.declared), _where(row.reads)) for row in matrix.rows]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in (head, *rows)]
    below = text(matrix)
    return "".join(f"{line.rstrip()}\n" for line in (lines if rows else ())) + (
        f"{_NO_CLASS}\n" if below.startswith(_NO_CLASS) else below
    )


def _where(spans: Sequence[Span]) -> str:
    found = list(dict.fromkeys(f"{span.path}:{span.line}" for span in spans))
    return ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")


def _kind(row: Row) -> str:
    if row.orphan:
        return "unread"
    return "required" if row.required else "" if row.declared else "read only"


def as_json(matrix: Matrix) -> str:
    """One object: `version`, `columns`, `rows`; places as path, line and column."""
    columns = [
        {
            "name": column.name,
            "platform": column.platform,
            "place": _place(column.span),
            "environment": column.environment,
            "classes": column.classes,
            "reason": column.reason,
            "opaque": column.opaque,
        }
        for column in matrix.columns
    ]
    rows = [
        {
            "variable": row.variable,
            "type": row.type,
            "secret": row.secret,
            "required": row.required,
            "orphan": row.orphan,
            "missing": row.missing,
            "declared": [_place(span) for span in row.declared],
            "reads": [_place(span) for span in row.reads],
            "given": [
                {"column": cell.column, "state": cell.state, "layer": cell.layer, "place": _place(cell.span)}
                for cell in row.given
            ],
        }
        for row in matrix.rows
    ]
    return json.dumps({"version": VERSION, "columns": columns, "rows": rows}, indent=2) + "\n"


def _place(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else {"path": span.path, "line": span.line, "column": span.column}


def mermaid(matrix: Matrix) -> str:
    """A flowchart: workloads give variables, modules read them."""
    lines = ["flowchart LR"]
    for index, column in enumerate(matrix.columns):
        lines.append(f"  w{index}[{_label(f'{column.platform}: {column.name}')}]")
    for number, row in enumerate(matrix.rows):
        style = ":::missing" if row.missing else ":::orphan" if row.orphan else ""
        lines.append(f"  v{number}([{_label(row.variable)}]){style}")
        lines += [f"  w{cell.column} --> v{number}" for cell in row.given if cell.span is not None]
        lines += [f"  v{number} --> m_{_identifier(module)}[{_label(module)}]" for module in row.modules]
    lines += ["  classDef missing stroke:#c00,stroke-width:2px", "  classDef orphan stroke:#999,color:#999"]
    return "\n".join(lines) + "\n"


def dot(matrix: Matrix) -> str:
    """The same for Graphviz."""
    lines = ["digraph relcheck {", "  rankdir=LR;", "  node [shape=box];"]
    for index, column in enumerate(matrix.columns):
        lines.append(f"  w{index} [label={_quoted(f'{column.platform}: {column.name}')}];")
    for number, row in enumerate(matrix.rows):
        colour = ", color=red" if row.missing else ", color=gray" if row.orphan else ""
        lines.append(f"  v{number} [label={_quoted(row.variable)}, shape=ellipse{colour}];")
        lines += [f"  w{cell.column} -> v{number};" for cell in row.given if cell.span is not None]
        lines += [f"  v{number} -> {_quoted(module)};" for module in row.modules]
    return "\n".join([*lines, "}"]) + "\n"


def _label(words: str) -> str:
    """A label of Mermaid, which knows entities with `#` and no backslash."""
    for character, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        words = words.replace(character, entity)
    return f'"{words}"'


def _quoted(label: str) -> str:
    return '"' + label.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _identifier(path: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in path)
