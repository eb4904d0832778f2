"""A file's text without the functions that cannot matter: most of the price of reading is parsing the others.

A function whose text holds none of the words is replaced by a stub on its first line, and empty lines. So all
lines stay where they are, and one parse is enough. Whoever resolves a name into such a function has to ask for
the whole file; `Removed` tells what was left out.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Final, NamedTuple

WORDS: Final = (
    "environ", "getenv", "putenv", "unsetenv", "expandvars", "dotenv", "envvar", "env_var", "prefixed_env", "oc.env",
    "decouple", "ynaconf", "eSettings", "__import__", "import_module", "sys.modules",
)  # fmt: skip
_LEAST: Final = 6000  # characters: below, nothing is won
_CLOSING: Final = (")", "]", "}")


class Reduced(NamedTuple):
    """The text that is left, and the text that was left out."""

    text: str
    removed: str


def reduce(text: str, lines: list[str], words: Iterable[str] = WORDS) -> Reduced | None:
    """The text without the functions that hold none of the words; None where little would be won."""
    if len(text) < _LEAST:
        return None
    hits = _hits(text, lines, words)
    kept: list[str] = []
    removed: list[str] = []
    count, at, saved = len(lines), 0, 0
    while at < count:
        line = lines[at]
        bare = line.lstrip(" ")
        if bare.startswith(("def ", "async def ")) and "(" in bare:
            indent = len(line) - len(bare)
            end = end_of(lines, at, indent)
            next_hit = bisect_left(hits, at)
            if next_hit < len(hits) and hits[next_hit] < end:
                kept.extend(lines[at:end])
            else:
                block = "\n".join(lines[at:end])
                if end - at < 2 or block.count('"""') % 2 or block.count("'''") % 2:
                    kept.extend(lines[at:end])
                else:
                    name = bare.partition("def ")[2].partition("(")[0].partition("[")[0].strip()
                    kept.append(f"{line[:indent]}def {name}(*_, **__): pass")
                    kept.extend([""] * (end - at - 1))
                    removed.append(block)
                    saved += len(block)
            at = end
            continue
        kept.append(line)
        at += 1
    if saved * 4 < len(text):
        return None
    return Reduced("\n".join(kept), "\n".join(removed))


def _hits(text: str, lines: list[str], words: Iterable[str]) -> list[int]:
    """The lines that hold one of the words; `environment` and `environLocal` are no `environ`."""
    found: set[int] = set()
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    for word in words:
        at = text.find(word)
        while at >= 0:
            after = text[at + 7 : at + 8] if word == "environ" else ""
            if after in ("", "b", "s") or not (after.isalnum() or after == "_"):
                found.add(bisect_left(starts, at + 1) - 1)
            at = text.find(word, at + len(word))
    return sorted(found)


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
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            return True
        at = text.find(name, end)
    return False
