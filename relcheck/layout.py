"""Finds the comments and logical lines of a file.

Reads text, not trees: a suppression must also work in a file that no parser accepts.
"""

import re
from typing import Final

from relcheck.comments import Comment, Layout, style


def layout(text: str, path: str) -> Layout:
    """The comments and logical lines of a file; line breaks of every kind count the same."""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    kind = style(path, text)
    if kind == "python":
        from relcheck.pylex import Python  # its patterns are compiled only for Python

        return Python(text).layout()
    if kind == "dockerfile":
        return _dockerfile(text.split("\n"))
    return _hash(text.split("\n")) if kind else Layout()


_HEREDOC: Final = re.compile(r"<<-?\s*[\"']?(\w+)[\"']?")
_QUOTED: Final = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'[^']*'")
_AFTER_SPACE: Final = re.compile(r"(?:^|(?<=\s))#")


def _dockerfile(lines: list[str]) -> Layout:
    """Comments stand alone on a line; an instruction runs over continuations and here-documents."""
    escape = "`" if any(re.match(r"#\s*escape\s*=\s*`", line) for line in lines[:5]) else "\\"
    comments, statements, ends = [], [], list[str]()
    first = 0
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            comments.append(Comment(number, line.index("#") + 1, line[line.index("#") :], True))
            continue
        if ends:
            if stripped == ends[0]:
                ends.pop(0)
        elif stripped:
            first = first or number
            ends += _HEREDOC.findall(line)
        if first and not ends and stripped and not stripped.endswith(escape):
            statements.append((first, number, 0))
            first = 0
    if first:
        statements.append((first, len(lines), 0))
    return Layout(tuple(comments), (), tuple(statements), len(lines))


def _hash(lines: list[str]) -> Layout:
    """YAML, TOML, env files and the like: a line is a statement, a `#` after white space begins a comment."""
    comments, statements = [], []
    for number, line in enumerate(lines, 1):
        stripped = line.lstrip()
        masked = _QUOTED.sub(lambda text: "_" * len(text[0]), line) if "#" in line else line
        begin = _AFTER_SPACE.search(masked)
        if begin:
            comments.append(Comment(number, begin.start() + 1, line[begin.start() :], stripped.startswith("#")))
        if stripped and not stripped.startswith("#"):
            statements.append((number, number, len(line) - len(stripped)))
    return Layout(tuple(comments), (), tuple(statements), len(lines))
