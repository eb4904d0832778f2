"""The commands of a shell script, as far as a build step needs them: words, assignments, redirects.

No shell is run and none is imitated: a script becomes a flat list of simple commands in the order of the
text, those inside `$(...)` and backquotes after the command that holds them. What is no shell (PowerShell,
Python in a heredoc) gives odd commands, never an error.
"""

import re
from typing import Final, NamedTuple

from relcheck.repo.docker.quotes import balanced, shell_unquote

_OPERATORS: Final = ("&&", "||", ";;", "|&", ";", "|", "&", "\n", "(", ")")
_REDIRECT: Final = re.compile(r"(\d*|&|\{\w+\})(>>|>\||>&|<<<|<<-|<<|<>|<&|>|<)")
_ASSIGNMENT: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?=)")
_RESERVED: Final = frozenset(
    "if then else elif fi do done while until for case esac in { } ! time exec builtin command".split()
)
_MAX_DEPTH: Final = 20
_MAX_HEREDOCS: Final = 50


class Word(NamedTuple):
    """One word of a script: as written, without quotes, and its place in the script."""

    raw: str
    plain: str
    start: int
    end: int


class Redirect(NamedTuple):
    """`>`, `>>`, `<`, `<<EOF`... and where it goes; for a heredoc `body` is its text."""

    operator: str
    target: Word
    body: str = ""
    descriptor: str = ""


class Command(NamedTuple):
    """A simple command. `piped` is true where it reads what the command before it writes."""

    words: tuple[Word, ...]
    assignments: tuple[tuple[str, Word], ...]
    redirects: tuple[Redirect, ...]
    start: int
    end: int
    piped: bool = False
    pipes: bool = False  # the next command reads what it writes
    depth: int = 0  # inside how many `$(...)`

    @property
    def name(self) -> str:
        """The program's name without its directory, empty for assignments alone."""
        return self.words[0].plain.rsplit("/", 1)[-1] if self.words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words behind the name, without quotes."""
        return tuple(word.plain for word in self.words[1:])


def commands(script: str, start: int = 0, depth: int = 0) -> list[Command]:
    """All simple commands of a script; offsets count from the beginning of the whole text plus `start`."""
    return _Reader(script, start, depth).run()


class _Reader:
    """Goes over the characters once."""

    def __init__(self, script: str, base: int, depth: int) -> None:
        self.script = script
        self.base = base
        self.depth = depth
        self.position = 0
        self.found: list[Command] = []
        self.inner: list[Command] = []
        self.words: list[Word] = []
        self.assignments: list[tuple[str, Word]] = []
        self.redirects: list[Redirect] = []
        self.pending: list[tuple[int, bool, str]] = []  # heredocs: index in redirects of the command, tabs, name
        self.waiting: list[tuple[int, int, bool, str]] = []
        self.begin = -1
        self.piped = False

    def run(self) -> list[Command]:
        """Words until an operator, then the next command."""
        while self.position < len(self.script):
            character = self.script[self.position]
            if character in " \t\r":
                self.position += 1
            elif character == "#":
                self.to_line_end()
            elif self.operator() or self.redirect():
                continue
            else:
                self.word()
        self.close(piped=False)
        self.bodies()
        return self.found

    def to_line_end(self) -> None:
        """A comment ends with its line."""
        end = self.script.find("\n", self.position)
        self.position = len(self.script) if end < 0 else end

    def operator(self) -> bool:
        """One of the operators that end a command."""
        for operator in _OPERATORS:
            if self.script.startswith(operator, self.position):
                if operator == "&" and self.script.startswith("&>", self.position):
                    return False
                self.position += len(operator)
                self.close(piped=operator in ("|", "|&"))
                if operator == "\n":
                    self.bodies()
                return True
        return False

    def redirect(self) -> bool:
        """`2>file`, `>>file`, `<<EOF`."""
        opened = _REDIRECT.match(self.script, self.position)
        if not opened:
            return False
        if self.begin < 0:
            self.begin = self.position + self.base
        self.position = opened.end()
        while self.position < len(self.script) and self.script[self.position] in " \t":
            self.position += 1
        target = self.scan()
        operator = opened[2]
        self.redirects.append(Redirect(operator, target, descriptor=opened[1]))
        if operator in ("<<", "<<-") and len(self.pending) < _MAX_HEREDOCS:
            self.pending.append((len(self.redirects) - 1, operator == "<<-", target.plain))
        return True

    def word(self) -> None:
        """A word, an assignment in front of the command, or a reserved word that is skipped."""
        begin = self.position
        word = self.scan()
        if self.begin < 0:
            self.begin = begin + self.base
        if not self.words:
            assigned = _ASSIGNMENT.match(word.raw)
            if assigned:
                width = assigned.end()
                value = Word(word.raw[width:], shell_unquote(word.raw[width:]), word.start + width, word.end)
                self.assignments.append((assigned[1], value))
                return
            if word.raw in _RESERVED:
                return
        self.words.append(word)

    def unwrapped(self) -> None:
        """Take `env` and `sudo` with their options and assignments off, where a program follows."""
        while len(self.words) > 1 and self.words[0].plain in ("env", "sudo"):
            rest = self.words[1:]
            taken: list[tuple[str, Word]] = []
            while rest and (rest[0].raw.startswith("-") or _ASSIGNMENT.match(rest[0].raw)):
                assigned = _ASSIGNMENT.match(rest[0].raw)
                if assigned:
                    word, width = rest[0], assigned.end()
                    value = Word(word.raw[width:], shell_unquote(word.raw[width:]), word.start + width, word.end)
                    taken.append((assigned[1], value))
                rest = rest[1:]
            if not rest:
                return
            self.words, self.assignments = rest, self.assignments + taken

    def scan(self) -> Word:
        """The word that starts here; substitutions inside it are read as scripts of their own."""
        begin = self.position
        text = self.script
        while self.position < len(text):
            character = text[self.position]
            if character == "\\":
                self.position += 2
            elif character == "'":
                closing = text.find("'", self.position + 1)
                self.position = len(text) if closing < 0 else closing + 1
            elif character == '"':
                self.double()
            elif character == "`" or text.startswith("$(", self.position) or text.startswith("${", self.position):
                self.substitution()
            elif character in " \t\r\n;|&()<>":
                if self.position == begin:
                    self.position += 1
                break
            else:
                self.position += 1
        self.position = min(self.position, len(text))
        raw = text[begin : self.position]
        return Word(raw, shell_unquote(raw), begin + self.base, self.position + self.base)

    def double(self) -> None:
        """A double-quoted stretch."""
        self.position += 1
        while self.position < len(self.script):
            character = self.script[self.position]
            if character == "\\":
                self.position += 2
            elif character == '"':
                self.position += 1
                return
            elif character == "`" or self.script.startswith(("$(", "${"), self.position):
                self.substitution()
            else:
                self.position += 1

    def substitution(self) -> None:
        """`$(...)`, backquotes, or `${...}`; the commands of the first two are kept for later."""
        text = self.script
        begin = self.position
        if text[begin] == "`":
            closing = text.find("`", begin + 1)
            inside = (begin + 1, len(text) if closing < 0 else closing)
            self.position = inside[1] + 1
        else:
            self.position = balanced(text, begin + 1)
            inside = (begin + 2, self.position - 1)
            if text[begin + 1] == "{" or text.startswith("$((", begin):
                return
        if self.depth < _MAX_DEPTH:
            self.inner += commands(text[inside[0] : inside[1]], self.base + inside[0], self.depth + 1)

    def close(self, *, piped: bool) -> None:
        """End the command that is open."""
        if self.words or self.assignments or self.redirects:
            self.unwrapped()
            start = self.begin if self.begin >= 0 else self.position + self.base
            end = max(
                [word.end for word in self.words]
                + [value.end for _, value in self.assignments]
                + [redirect.target.end for redirect in self.redirects]
            )
            index = len(self.found)
            self.waiting += [(index, place, tabs, name) for place, tabs, name in self.pending]
            parts = (tuple(self.words), tuple(self.assignments), tuple(self.redirects))
            self.found.append(Command(*parts, start, end, self.piped, piped, self.depth))
            self.found += self.inner
        self.words, self.assignments, self.redirects, self.inner, self.pending = [], [], [], [], []
        self.begin = -1
        self.piped = piped

    def bodies(self) -> None:
        """The bodies of the heredocs that the line just read has opened."""
        for index, place, tabs, name in self.waiting:
            lines: list[str] = []
            while self.position < len(self.script):
                end = self.script.find("\n", self.position)
                end = len(self.script) if end < 0 else end
                line = self.script[self.position : end]
                self.position = end + 1
                if (line.lstrip("\t") if tabs else line) == name:
                    break
                lines.append(line)
            command = self.found[index]
            redirects = list(command.redirects)
            redirects[place] = redirects[place]._replace(body="\n".join(lines))
            self.found[index] = command._replace(redirects=tuple(redirects))
        self.waiting = []
