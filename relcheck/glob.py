"""Globs of files, as ruff reads them: `*` also crosses directories, `**/` may be nothing."""

import re
from functools import cache


def matches(path: str, glob: str) -> bool:
    """Whether a glob names a file, by its whole path below the configuration file or by its last part."""
    pattern = _compiled(glob.removeprefix("./"))
    return bool(pattern.fullmatch(path) or pattern.fullmatch(path.rpartition("/")[2]))


@cache
def _compiled(glob: str) -> re.Pattern[str]:
    parts: list[str] = []
    depth = 0
    for token in re.findall(r"\*\*/|\*+|\?|\[!?\]?[^\]]*\]|[{},]|[^*?\[{},]+|\[", glob):
        if token == "**/":
            parts.append("(?:.*/)?")
        elif token[0] == "*":
            parts.append(".*")
        elif token == "?":
            parts.append(".")
        elif token[0] == "[" and len(token) > 1:
            parts.append("[" + token[1:].replace("\\", "\\\\").replace("!", "^", token[1] == "!"))
        elif token == "{":
            depth += 1
            parts.append("(?:")
        elif token == "}" and depth:
            depth -= 1
            parts.append(")")
        elif token == "," and depth:
            parts.append("|")
        else:
            parts.append(re.escape(token))
    return re.compile("".join(parts) + ")" * depth, re.DOTALL)
