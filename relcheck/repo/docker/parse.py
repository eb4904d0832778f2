"""A Dockerfile as instructions with their exact places, by BuildKit's rules for lines and heredocs.

Source: the Dockerfile reference and BuildKit's `frontend/dockerfile/parser`. What BuildKit refuses becomes
a problem, the instruction is kept as far as it can be read, and reading goes on behind it.
"""

import re
from typing import Final, NamedTuple

from relcheck.diagnostic import Span
from relcheck.repo.docker.quotes import is_json, unquote, word_bounds, word_end
from relcheck.repo.docker.text import Builder, Text

KEYWORDS: Final = frozenset(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL"
    " USER VOLUME WORKDIR".split()
)
WITH_HEREDOCS: Final = frozenset(("ADD", "COPY", "RUN"))
_DIRECTIVE: Final = re.compile(r"^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.*?)\s*$")
_HEREDOC: Final = re.compile(r"^(\d*)<<(-?)([^<]*)$")
_KEYWORD: Final = re.compile(r"[^\s]+")
_SKIP: Final = re.compile(r"(?:^|;)\s*skip\s*=\s*([\w,\s]+)")


class Flag(NamedTuple):
    """`--name=value` before the arguments of an instruction."""

    name: str
    value: str
    span: Span


class Heredoc(NamedTuple):
    """The lines between `<<EOF` and `EOF`; `expands` unless the name is quoted."""

    name: str
    body: Text
    expands: bool
    descriptor: str = ""


class Instruction(NamedTuple):
    """One instruction. `body` is what follows the keyword and the flags, on one logical line.

    `span` reaches from the keyword to the last character, heredocs included. `skips` are the checks that
    a comment `# check=skip=...` right above it, or at the top of the file, tells BuildKit to skip.
    """

    keyword: str
    span: Span
    body: Text
    flags: tuple[Flag, ...] = ()
    heredocs: tuple[Heredoc, ...] = ()
    onbuild: bool = False
    skips: tuple[str, ...] = ()


class Problem(NamedTuple):
    """What cannot be read, and why, without quoting it."""

    span: Span
    reason: str


class Dockerfile(NamedTuple):
    """All instructions in order, and what could not be read."""

    instructions: tuple[Instruction, ...]
    problems: tuple[Problem, ...] = ()
    escape: str = "\\"
    syntax: str = ""


def parse(source: str, path: str) -> Dockerfile:
    """The instructions of a Dockerfile; never raises."""
    return _Parser(source, path).run()


class _Parser:
    """Goes over the lines once."""

    def __init__(self, source: str, path: str) -> None:
        self.path = path
        self.lines = [line.removesuffix("\r") for line in source.removeprefix("\ufeff").split("\n")]
        self.number = 0  # of the next line, from 0
        self.escape = "\\"
        self.syntax = ""
        self.file_skips: tuple[str, ...] = ()
        self.instructions: list[Instruction] = []
        self.problems: list[Problem] = []

    def run(self) -> Dockerfile:
        """Directives first, then one instruction after the other."""
        self.directives()
        above: tuple[str, ...] = ()
        while self.number < len(self.lines):
            line = self.lines[self.number].lstrip(" \t\v\f\r")
            if line.startswith("#"):
                above = above + _skips(line)
                self.number += 1
            elif not line:
                above = ()
                self.number += 1
            else:
                self.instruction(tuple(dict.fromkeys(above + self.file_skips)))
                above = ()
        return Dockerfile(tuple(self.instructions), tuple(self.problems), self.escape, self.syntax)

    def directives(self) -> None:
        """`# escape=`, `# syntax=` and `# check=` count only before anything else, blank lines included."""
        for index, line in enumerate(self.lines):
            found = _DIRECTIVE.match(line.strip())
            if index == 0 and line.startswith("#!"):
                continue
            if not found or found[1].lower() not in ("escape", "syntax", "check"):
                return
            name, value = found[1].lower(), found[2]
            if name == "escape":
                if value in ("\\", "`"):
                    self.escape = value
                else:
                    self.problem(index, "the escape directive must be \\ or `")
            elif name == "syntax":
                self.syntax = value
            else:
                self.file_skips = _skips(line)

    def problem(self, index: int, reason: str) -> None:
        """Note that a line cannot be read."""
        width = len(self.lines[index]) + 1 if index < len(self.lines) else 1
        self.problems.append(Problem(Span(self.path, index + 1, 1, index + 1, width), reason))

    def instruction(self, skips: tuple[str, ...]) -> None:
        """One instruction with its continuation lines and heredocs."""
        first = self.number
        text = self.logical()
        self.emit(text, first, skips, onbuild=False)

    def logical(self) -> Text:
        """The logical line that starts here: continuations joined, comment lines and blank lines dropped."""
        builder = Builder(self.path)
        started = False
        while self.number < len(self.lines):
            line = self.lines[self.number]
            stripped = line.lstrip(" \t\v\f\r")
            self.number += 1
            if started and (not stripped or stripped.startswith("#")):
                continue
            column = 1 if started else len(line) - len(stripped) + 1
            part, goes_on = self.continued(line if started else stripped)
            builder.add(part, self.number, column)
            started = True
            if not goes_on:
                break
        return builder.done()

    def continued(self, line: str) -> tuple[str, bool]:
        """The line without its escape at the end, and whether it had one; a doubled one does not count."""
        bare = line.rstrip(" \t")
        if bare.endswith(self.escape) and not bare[:-1].endswith(self.escape):
            return bare[:-1], True
        return line, False

    def emit(self, text: Text, first: int, skips: tuple[str, ...], *, onbuild: bool) -> None:
        """Keep the instruction of a logical line; `ONBUILD X` is kept as X with a mark."""
        keyword = _KEYWORD.match(text.text)
        word = keyword[0].upper() if keyword else ""
        end = keyword.end() if keyword else 0
        if word == "ONBUILD" and not onbuild:
            rest = len(text.text) - len(text.text[end:].lstrip())
            self.emit(text.part(rest), first, skips, onbuild=True)
            return
        if word not in KEYWORDS:
            self.problem(first, "it begins with no instruction that Docker knows")
        flags, start = self.flags(text, end)
        body = text.part(start, len(text.text.rstrip()))
        heredocs = self.heredocs(body, first) if word in WITH_HEREDOCS else ()
        span = text.span(0, len(text.text.rstrip()))
        if heredocs:
            last = self.number
            span = span._replace(end_line=last, end_column=len(self.lines[last - 1]) + 1)
        self.instructions.append(Instruction(word, span, body, flags, heredocs, onbuild, skips))

    def flags(self, text: Text, position: int) -> tuple[tuple[Flag, ...], int]:
        """The flags behind the keyword, and where the arguments begin."""
        flags: list[Flag] = []
        source = text.text
        while True:
            while position < len(source) and source[position].isspace():
                position += 1
            if not source.startswith("--", position):
                return tuple(flags), position
            end = word_end(source, position, self.escape)
            if source[position:end] == "--":
                return tuple(flags), end + len(source[end:]) - len(source[end:].lstrip())
            name, _, value = source[position + 2 : end].partition("=")
            flags.append(Flag(name, unquote(value, self.escape), text.span(position, end)))
            position = end

    def heredocs(self, body: Text, first: int) -> tuple[Heredoc, ...]:
        """The heredocs that a logical line opens, read in order from the lines below it."""
        found: list[Heredoc] = []
        if "<<" not in body.text or is_json(body.text):
            return ()
        for start, end in word_bounds(body.text, self.escape):
            opened = _HEREDOC.match(body.text[start:end])
            if not opened or not opened[3]:
                continue
            name = unquote(opened[3], self.escape)
            quoted = any(mark in opened[3] for mark in "'\"")
            found.append(self.heredoc(name, bool(opened[2]), not quoted, opened[1], first))
        return tuple(found)

    def heredoc(self, name: str, tabs: bool, expands: bool, descriptor: str, first: int) -> Heredoc:
        """The lines up to the one that is only the name."""
        builder = Builder(self.path)
        while self.number < len(self.lines):
            line = self.lines[self.number]
            self.number += 1
            bare = line.lstrip("\t") if tabs else line
            if bare == name:
                break
            builder.add(bare + "\n", self.number, len(line) - len(bare) + 1)
        else:
            self.problem(first, "opens a heredoc that nothing ends")
        return Heredoc(name, builder.done(), expands, descriptor)


def _skips(line: str) -> tuple[str, ...]:
    """The checks of `# check=skip=A,B`, empty for any other comment."""
    found = _DIRECTIVE.match(line.strip())
    if not found or found[1].lower() != "check":
        return ()
    skipped = _SKIP.search(found[2].split("//")[0])
    return tuple(name.strip() for name in skipped[1].split(",")) if skipped else ()
