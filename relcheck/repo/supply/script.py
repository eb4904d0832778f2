"""Shell scripts: the commands in them, and the variables that they export to whatever they start."""

import re
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Exported
from relcheck.repo.ci import commands

MAX_BYTES: Final = 1024 * 1024
_EXPORT: Final = re.compile(rb"^[ \t]*export[ \t]+(?:-\w+[ \t]+)*([A-Za-z_][^\n#;&|]*)", re.MULTILINE)
_NAME: Final = re.compile(r"(?:^|\s)([A-Za-z_]\w*)(?=\s|=|$)")
_QUOTED: Final = re.compile(r"\"[^\"]*\"?|'[^']*'?|\$\{[^}]*\}?|\$\([^)]*\)?")


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """What the commands of a script do, and one fact of all names that it exports."""
    names: set[str] = set()
    for match in _EXPORT.finditer(data[:MAX_BYTES]):
        names.update(_NAME.findall(_QUOTED.sub("", match[1].decode("utf-8", "replace"))))
    exported = (Exported(Span(path, 1, 1, 1, 1), tuple(sorted(names))),) if names else ()
    return (*commands.read(data, path), *exported)
