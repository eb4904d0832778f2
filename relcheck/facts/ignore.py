"""Which files `.dockerignore` and `.gitignore` leave out, each by its own rules.

Docker (source: moby's `patternmatcher` and the Dockerfile reference): patterns count from the root of the
context, the last one that matches the path or one of its parents decides. Git (source: gitignore(5)): a
pattern without a slash matches at any depth, and nothing below an ignored directory comes back.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from posixpath import normpath
from typing import Final

_MAX_PATTERN: Final = 1_000
_MAX_STARS: Final = 16


def docker_ignores(patterns: Iterable[str], path: str) -> bool:
    """Whether docker leaves a file of the context out; `path` counts from the root of the context."""
    found = [pair for pair in map(_docker_pattern, patterns) if pair[1]]
    above = [False] * len(found)
    parts = path.split("/")
    ignored = False
    for depth in range(1, len(parts) + 1):
        here = "/".join(parts[:depth])
        ignored = False
        for index, (negative, body) in enumerate(found):
            # As in moby: what matched a parent matches, and a pattern that could change nothing is not tried.
            if not above[index]:
                if negative != ignored or not _docker_regex(body).fullmatch(here):
                    continue
                above[index] = True
            ignored = not negative
    return ignored


def _docker_pattern(line: str) -> tuple[bool, str]:
    """A line as (negative, cleaned pattern); empty where it says nothing."""
    line = line.strip()
    negative = line.startswith("!")
    line = line.removeprefix("!").strip() if negative else line
    if not line or line.startswith("#") or len(line) > _MAX_PATTERN:
        return False, ""
    cleaned = normpath(line).lstrip("/")
    return negative, "" if cleaned == "." else cleaned


@lru_cache(maxsize=2048)
def _docker_regex(pattern: str) -> re.Pattern[str]:
    if pattern.count("*") > _MAX_STARS:
        return re.compile(r"(?!)")
    out: list[str] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if pattern.startswith("**", position):
            position += 2
            while pattern.startswith("*", position):
                position += 1
            if pattern.startswith("/", position):
                position += 1
                out.append("(?:[^/]+/)*")
            else:
                out.append(".*")
            continue
        if character == "*":
            out.append("[^/]*")
        elif character == "?":
            out.append("[^/]")
        elif character == "[":
            closing = pattern.find("]", position + 2)
            if closing < 0:
                out.append(r"\[")
            else:
                out.append(_class(pattern[position + 1 : closing]))
                position = closing
        elif character == "\\" and position + 1 < len(pattern):
            position += 1
            out.append(re.escape(pattern[position]))
        else:
            out.append(re.escape(character))
        position += 1
    return _compiled("".join(out))


def _class(body: str) -> str:
    """A character class; `^` and `!` negate it."""
    negative = body[:1] in ("^", "!")
    inside = re.sub(r"([\[\]\\^&~|])", r"\\\1", body[1:] if negative else body)
    return f"[{'^' if negative else ''}{inside}]" if inside else re.escape(f"[{body}]")


def _compiled(source: str) -> re.Pattern[str]:
    try:
        return re.compile(source, re.DOTALL)
    except re.error:  # a class such as [z-a]: it matches nothing, as in Go
        return re.compile(r"(?!)")


def git_ignores(patterns: Iterable[str], path: str, *, directory: bool = False) -> bool:
    """Whether git ignores a path; it and the patterns count from the directory of the `.gitignore`."""
    parts = path.split("/")
    lines = list(patterns)
    for depth in range(1, len(parts) + 1):
        whole = depth == len(parts)
        if _git_decides(lines, "/".join(parts[:depth]), directory=directory or not whole):
            return True  # nothing below an ignored directory comes back
    return False


def _git_decides(patterns: list[str], path: str, *, directory: bool) -> bool:
    ignored = False
    for line in patterns:
        pattern = line.rstrip(" ") if not line.endswith("\\ ") else line
        negative = pattern.startswith("!")
        pattern = pattern[1:] if negative else pattern
        if not pattern or pattern.startswith("#") or len(pattern) > _MAX_PATTERN:
            continue
        if pattern.endswith("/"):
            if not directory:
                continue
            pattern = pattern.rstrip("/")
        anchored = "/" in pattern
        pattern = pattern.lstrip("/")
        if pattern and _docker_regex(pattern if anchored else f"**/{pattern}").fullmatch(path):
            ignored = not negative
    return ignored
