"""Writes suppressions at findings, one comment a line, and changes nothing else; a second run changes nothing."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from relcheck.comments import Layout, style
from relcheck.diagnostic import Diagnostic
from relcheck.layout import layout
from relcheck.masks import is_text

_OURS: Final = re.compile(r"#\s*relcheck\s*:\s*ignore\s*\[(?P<codes>[^\]]*)\]")


_LINES: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Added(NamedTuple):
    """A file with its suppressions, how many findings they silence, and those that no comment can reach."""

    text: str
    silenced: int
    left: tuple[Diagnostic, ...]


def add(text: str, path: str, diagnostics: Iterable[Diagnostic], reason: str = "") -> Added:
    """The text of one file with a suppression for each of its findings.

    After the line in Python, above it everywhere else, where a trailing comment may be part of a value.
    Codes join a suppression of ours that is already there.
    """
    found = list(diagnostics)
    kind = style(path, text)
    if not kind or path.endswith(".ipynb"):
        return Added(text, 0, tuple(found))
    plan = layout(text, path)
    lines = _LINES.findall(text)
    wanted: dict[tuple[int, bool], list[str]] = {}
    left: list[Diagnostic] = []
    for one in found:
        place = _place(one.span.line, plan, kind, lines)
        if place is None:
            left.append(one)
        elif one.code not in wanted.setdefault(place, []):
            wanted[place].append(one.code)
    for (number, above), codes in sorted(wanted.items(), reverse=True):
        if above:
            lines.insert(number - 1, _above(lines[number - 1], sorted(codes), reason))
        else:
            lines[number - 1] = _after(lines[number - 1], number, plan, sorted(codes), reason)
    return Added("".join(lines), len(found) - len(left), tuple(left))


def _place(line: int, plan: Layout, kind: str, lines: list[str]) -> tuple[int, bool] | None:
    """The line that a comment goes after, or above; none where the file has no such line."""
    if line > plan.lines:
        return None
    if kind == "python":
        return plan.comment_line(line), False
    first = next((first for first, last, _ in plan.statements if first <= line <= last), None)
    return None if first is None or is_text(lines, first) else (first, True)


def _after(line: str, number: int, plan: Layout, codes: list[str], reason: str) -> str:
    """The line with the codes in its trailing comment."""
    body = line.rstrip("\r\n")
    ending = line[len(body) :]
    comment = next((one for one in plan.comments if one.line == number), None)
    match = _OURS.search(body, comment.column - 1) if comment else None
    if match:
        return body[: match.start("codes")] + _merged(match["codes"], codes) + body[match.end("codes") :] + ending
    gap = "  " if body.strip() else ""
    return body.rstrip() + gap + _comment(codes, reason) + ending


def _above(line: str, codes: list[str], reason: str) -> str:
    """The comment line to insert above a line, indented like it."""
    indent = line[: len(line) - len(line.lstrip())]
    return indent + _comment(codes, reason) + ("\r\n" if line.endswith("\r\n") else "\n")


def _comment(codes: list[str], reason: str) -> str:
    return f"# relcheck: ignore[{', '.join(codes)}]" + (f" -- {reason}" if reason else "")


def _merged(there: str, codes: list[str]) -> str:
    """The text between the brackets with the codes added, conditions like `until=` last as they were."""
    items = [item.strip() for item in there.split(",") if item.strip()]
    rules = [item for item in items if "=" not in item]
    return ", ".join(rules + [code for code in codes if code not in rules] + [item for item in items if "=" in item])
