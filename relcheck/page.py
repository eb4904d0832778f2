"""The page of a rule: its prose and its executable examples, parsed from a module's docstring.

The grammar is fixed: one sentence; `## Why is this bad?`; `## Bad`; `## Good`; optionally `## Options`;
`## When to allow it`. Fenced blocks under Bad and Good are tiny repositories: a comment that is only a
path opens a file, a line of carets says what relcheck must say about the line above it, and a line of
tildes what it must say there as a related place. Blocks with prose between them are separate examples.
"""

import re
from typing import Final, NamedTuple

from relcheck.errors import PackError

HEADINGS: Final = ("Why is this bad?", "Bad", "Good", "Options", "When to allow it")
"""The headings of a page, in order."""
_OPTIONAL: Final = frozenset({"Options"})
_FENCE: Final = re.compile(r"^(`{3,}|~{3,})\s*([\w+-]*)\s*$")
_OPENS: Final = re.compile(r"^(?:#|//)\s+((?=[^\s]*[./]|[A-Z][a-z]+file)[\w@.+-]+(?:/[\w@.+-]+)*)(?<!\.)\s*$")
_MARK: Final = re.compile(r"^( *)(\^+|~{2,}) (\S.*)$")


class Mark(NamedTuple):
    """What must be said about a stretch of one line; columns count from 1, the end is exclusive.

    A finding of several lines is marked from its column to the end of its first line.
    """

    line: int
    column: int
    end_column: int
    message: str
    related: bool = False


class File(NamedTuple):
    """One file of an example, and what must be said in it."""

    path: str
    text: str
    marks: tuple[Mark, ...] = ()


class Example(NamedTuple):
    """A tiny repository. `line` is where it begins on the page."""

    files: tuple[File, ...]
    line: int


class Page(NamedTuple):
    """A rule's page in its parts; `text` is the whole, as Markdown without the title."""

    text: str
    summary: str
    why: str
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    options: str
    when: str


class _Block(NamedTuple):
    lines: tuple[str, ...]
    line: int
    follows: bool  # nothing but blank lines stand between the block before and this one


def parse(text: str, where: str = "the page") -> Page:
    """The page in its parts; a page that breaks the grammar is a `PackError` that names the line."""
    text = text.strip("\n") + "\n"
    summary, sections = _sections(text.splitlines(), where)
    parts = {heading: "\n".join(lines).strip() for heading, (_, lines) in sections.items()}
    return Page(
        text=text,
        summary=summary,
        why=parts["Why is this bad?"],
        bad=_examples(*sections["Bad"], where, marked=True),
        good=_examples(*sections["Good"], where, marked=False),
        options=parts.get("Options", ""),
        when=parts["When to allow it"],
    )


def _sections(lines: list[str], where: str) -> tuple[str, dict[str, tuple[int, list[str]]]]:
    """The first sentence, and the lines below each heading with the number of the first one."""
    head: list[str] = []
    sections: dict[str, tuple[int, list[str]]] = {}
    current, fence, opened = head, "", 0
    for number, line in enumerate(lines, 1):
        fence, before = _fence(line, fence), fence
        opened = opened if before else number
        if fence or not line.startswith("#"):
            current.append(line)
            continue
        heading = line.removeprefix("## ").strip()
        if not line.startswith("## ") or heading not in HEADINGS:
            raise PackError(f"{where}, line {number}: `{line.strip()}` is none of the headings of a page")
        if heading in sections or (sections and HEADINGS.index(heading) < HEADINGS.index(list(sections)[-1])):
            raise PackError(f"{where}, line {number}: `## {heading}` is out of order ({', '.join(HEADINGS)})")
        current = []
        sections[heading] = (number + 1, current)
    if fence:
        raise PackError(f"{where}, line {opened}: the block is never closed")
    missing = [heading for heading in HEADINGS if heading not in sections and heading not in _OPTIONAL]
    if missing:
        raise PackError(f"{where} has no heading `## {missing[0]}`")
    for heading, (number, body) in sections.items():
        if not "".join(body).strip():
            raise PackError(f"{where}, line {number}: nothing is said under `## {heading}`")
    return _sentence(head, where), sections


def _sentence(lines: list[str], where: str) -> str:
    summary = " ".join(" ".join(lines).split())
    if not summary.endswith("."):
        raise PackError(f"{where} must begin with one sentence, and a full stop")
    return summary


def _fence(line: str, open_fence: str) -> str:
    """The fence that is open after this line, or an empty string."""
    match = _FENCE.match(line)
    if not open_fence:
        return match[1] if match else ""
    return "" if match and match[1] == open_fence and not match[2] else open_fence


def _examples(first: int, lines: list[str], where: str, *, marked: bool) -> tuple[Example, ...]:
    """The repositories below one heading; Bad ones must be marked and Good ones must not."""
    groups: list[list[_Block]] = []
    for block in _blocks(first, lines):
        if block.follows and groups:
            groups[-1].append(block)
        else:
            groups.append([block])
    if not groups:
        raise PackError(f"{where}, line {first}: no example follows")
    examples = tuple(
        Example(tuple(file for block in group for file in _files(block, where)), group[0].line) for group in groups
    )
    for example in examples:
        if any(file.marks for file in example.files) is not marked:
            what = "marks nothing with carets" if marked else "is good, and yet marked with carets"
            raise PackError(f"{where}, line {example.line}: the example {what}")
    return examples


def _blocks(first: int, lines: list[str]) -> list[_Block]:
    blocks: list[_Block] = []
    fence, body, start, follows = "", [""], 0, False
    for number, line in enumerate(lines, first):
        before, fence = fence, _fence(line, fence)
        if fence and not before:
            body, start = [], number + 1
        elif before and not fence:
            blocks.append(_Block(tuple(body), start, follows))
            follows = True
        elif fence:
            body.append(line)
        elif line.strip():
            follows = False
    return blocks


def _files(block: _Block, where: str) -> list[File]:
    files: list[tuple[str, list[str], list[Mark]]] = []
    for number, line in enumerate(block.lines, block.line):
        opens = _OPENS.match(line)
        mark = _MARK.match(line)
        if opens:
            files.append((opens[1], [], []))
        elif not files:
            raise PackError(f"{where}, line {number}: the block must begin with a comment that is only a path")
        elif mark:
            _, text, marks = files[-1]
            column = len(mark[1]) + 1
            marks.append(Mark(max(len(text), 1), column, column + len(mark[2]), mark[3].rstrip(), mark[2][0] == "~"))
        else:
            files[-1][1].append(line)
    return [File(path, "\n".join(text).rstrip() + "\n", tuple(marks)) for path, text, marks in files]


def repository(text: str) -> tuple[File, ...]:
    """The files of one block, without its fences."""
    return tuple(_files(_Block(tuple(text.strip("\n").split("\n")), 1, False), "the example"))


def drawn(files: tuple[File, ...]) -> str:
    """Files and their marks in the notation of a page."""
    lines: list[str] = []
    for file in files:
        lines.append(f"# {file.path}")
        for number, line in enumerate(file.text.rstrip("\n").split("\n"), 1):
            lines.append(line)
            for mark in file.marks:
                if mark.line == number:
                    sign = ("~" if mark.related else "^") * max(mark.end_column - mark.column, 1)
                    lines.append(" " * (mark.column - 1) + sign + " " + mark.message)
    return "\n".join(lines) + "\n"
