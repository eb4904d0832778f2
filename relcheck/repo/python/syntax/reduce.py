"""A file's text without the functions that cannot matter: most of the price of reading is parsing the others.

A function whose text holds none of the words is replaced by a stub on its first line, and empty lines. So all
lines stay where they are, and one parse is enough. Whoever resolves a name into such a function has to ask for
the whole file; `Reduced` tells what was left out. The body of a stub is `pass` where the function may do no more than
to choose what it returns, and `...` where it does.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

WORDS: Final = (
    "environ", "getenv", "putenv", "unsetenv", "expandvars", "dotenv", "envvar", "env_var", "prefixed_env", "oc.env",
    "decouple", "ynaconf", "get_config_variable", "BaseSettings", "__import__", "import_module", "sys.modules",
)  # fmt: skip
_ENV: Final = tuple((word, word.index("env")) for word in WORDS if "env" in word)
_ENV_WORDS: Final = frozenset(word for word, _ in _ENV)
_OTHER_WORDS: Final = frozenset(WORDS) - _ENV_WORDS
_DEF: Final = re.compile(r"def (\w+)[ \[(]")  # `re` looks fast for what begins with a literal
_ASKED: Final = re.compile(r"[\w.]*[(\[]\s*(?:[a-z_]\w*\s*[,)\]]|[fF][\"'])")
_COMMON: Final = frozenset(("", "get", "init", "call", "getitem", "run", "main"))
_HEAD: Final = re.compile(r"def [^\0]*?:[ \t]*(?:#.*)?\n")
_RETURN: Final = re.compile(  # behind blank lines, comments and a docstring
    r"""(?:\s | \#.*+ | [rRuU]?(?:"{3}(?:[^"\\]|\\[\s\S]|"(?!""))*+"{3} | '{3}(?:[^'\\]|\\[\s\S]|'(?!''))*+'{3}
    | "[^"\n]*+" | '[^'\n]*+'))*+(?:(?:return|if|match)\b|\w+(?:[ ]?:[^=\n]+)?[ ]*=(?!=))""",
    re.VERBOSE,
)
_LEAST: Final = 6000  # characters: below, nothing is won
_CLOSING: Final = (")", "]", "}")


class Reduced(NamedTuple):
    """The text that is left, and the text that was left out."""

    text: str
    removed: str


def reduce(text: str, words: Iterable[str] = WORDS) -> Reduced | None:
    """The text without the functions that hold none of the words; None where little would be won."""
    if len(text) < _LEAST:
        return None
    hits = sorted(_followed(text, _hits(text, words)))
    functions = list(_functions(text, hits))
    if sum(function.end - function.start for function in functions) * 4 < len(text):
        return None
    return Reduced(_stubs(text, functions), "".join([text[one.start : one.end] for one in functions]))


def hollow(text: str) -> str:
    """The text with a stub for every function."""
    return _stubs(text, _functions(text, ()))


class _Function(NamedTuple):
    """Where a function is in a text: from the beginning of its line to the line behind it."""

    start: int
    end: int
    stub: str


def _functions(text: str, hits: Sequence[int]) -> Iterator[_Function]:
    """The outermost functions, and methods, without a hit, which can be left out."""
    end = 0
    while match := _DEF.search(text, end):
        end = match.end()
        start = text.rfind("\n", 0, end) + 1
        indent = text[start : match.start()].removesuffix("async ")
        if indent.strip(" "):
            continue
        following = _end(len(indent)).search(text, end)
        end = following.start() + 1 if following else len(text)
        hit = bisect_left(hits, start)
        if hit < len(hits) and hits[hit] < end:
            continue
        block = text[start:end]
        if block.find("\n") in (-1, len(block) - 1) or block.count('"""') % 2 or block.count("'''") % 2:
            continue
        body = "pass" if _returns(block) else "..."
        yield _Function(start, end, f"{indent}def {match[1]}(*_, **__): {body}" + "\n" * block.count("\n"))


def _returns(block: str) -> bool:
    """Whether a function may only choose what it returns: only of such a one anybody asks what it gives."""
    head = _HEAD.search(block)
    return head is None or "#" in head[0] or _RETURN.match(block, head.end()) is not None


def _stubs(text: str, functions: Iterable[_Function]) -> str:
    """The text with stubs for these functions; all lines stay where they are."""
    kept: list[str] = []
    done = 0
    for function in functions:
        kept += (text[done : function.start], function.stub)
        done = function.end
    return "".join((*kept, text[done:]))


def _end(indent: int) -> re.Pattern[str]:
    """Finds the line behind a function: the next one that is not indented deeper."""
    if indent not in _ends:
        _ends[indent] = re.compile(rf"\n[ \t]{{0,{indent}}}[^\s#)\]}}]")
    return _ends[indent]


_ends: dict[int, re.Pattern[str]] = {}


def _hits(text: str, words: Iterable[str]) -> list[int]:
    """Where one of the words is; `environment` and `environLocal` are no `environ`."""
    found: list[int] = []
    at = text.find("env")  # in most of the words: one search for all of them
    while at >= 0:
        for word, before in _ENV:
            if text.startswith(word, at - before):
                after = text[at + 7 : at + 8] if word == "environ" else ""
                if after in ("", "b", "s") or not (after.isalnum() or after == "_"):
                    found.append(at)
                    break
        at = text.find("env", at + 3)
    for word in words:
        if word in _OTHER_WORDS:
            at = text.find(word)
            while at >= 0:
                found.append(at)
                at = text.find(word, at + len(word))
        elif word not in _ENV_WORDS:
            found += _whole(text, word)
    return found


def _followed(text: str, hits: list[int]) -> list[int]:
    """The hits, and where the functions are called that seem to read what they are asked for: helpers.

    A guess: if it is wrong, or there are more of them, the reader asks for what is left out.
    """
    new, known = hits, set[str]()
    while new:
        asked = {_function_around(text, at) for at in new if _ASKED.match(text, at)} - known
        known |= asked
        new = [at for name in asked if name.strip("_") not in _COMMON for at in _whole(text, name)]
        hits = hits + new
    return hits


def _function_around(text: str, at: int) -> str:
    """The name of the function that a place is in, told by indentation; empty where there is none."""
    start = text.rfind("\n", 0, at) + 1
    indent = len(text[start:at]) - len(text[start:at].lstrip(" "))
    while (at := text.rfind("def ", 0, start)) >= 0:
        start = text.rfind("\n", 0, at) + 1
        before = text[start:at].removesuffix("async ")
        if not before.strip(" ") and len(before) < indent:
            return match[1] if (match := _DEF.match(text, at)) else ""
    return ""


def end_of(lines: list[str], start: int, indent: int) -> int:
    """The line behind a function that begins on a line: the next one that is not indented deeper."""
    at = start + 1
    count = len(lines)
    last = at
    while at < count:
        line = lines[at]
        bare = line.lstrip(" \t")
        if bare and bare[0] != "#":
            if len(line) - len(bare) <= indent and bare[0] not in _CLOSING:
                break
            last = at + 1
        at += 1
    return last


def has_word(text: str, name: str) -> bool:
    """Whether a text holds a name, not only as a part of another."""
    return next(_whole(text, name), -1) >= 0


def _whole(text: str, name: str) -> Iterator[int]:
    """Where a text holds a name, not only as a part of another."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            yield at
        at = text.find(name, end)
