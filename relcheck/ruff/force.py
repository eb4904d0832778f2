"""What of the fragment is in force for a file: ruff's own answer, not what a configuration seems to say.

A nested configuration of ruff replaces the root's, and a key that it sets replaces the key of a file that it
extends, so a fragment that is written somewhere may hold nowhere.
"""

import re
from pathlib import Path
from typing import Final, NamedTuple

from relcheck.ruff import binary
from relcheck.ruff.fragment import RULE, Fragment

_SOURCE: Final = re.compile(r'^Settings path: "(.*)"$', re.MULTILINE)
_LIST: Final = re.compile(
    r"^linter\.(rules\.enabled|external|flake8_tidy_imports\.banned_api) = [\[{]\n(.*?)^[\]}]", re.M | re.S
)


class Force(NamedTuple):
    """What ruff says of one file: where its settings come from, and which parts of the fragment it lacks."""

    source: str
    lacks: tuple[str, ...]


def force(path: Path, fragment: Fragment) -> Force:
    """What is in force for one file that exists.

    Raises `MissingExtraError` where there is no ruff. Of a ruff that cannot read its configuration
    everything is lacking.
    """
    done = binary.ruff("check", "--show-settings", str(path))
    text = done.stdout.decode("utf-8", "replace")
    source = _SOURCE.search(text)
    sections: dict[str, str] = dict(_LIST.findall(text))
    lacks = []
    if f"({RULE})" not in sections.get("rules.enabled", ""):
        lacks.append(f"the rule {RULE}")
    if not any(f"\t{code},\n" in sections.get("external", "") for code in fragment.external):
        lacks.append('`external = ["REL"]`')
    banned = sections.get("flake8_tidy_imports.banned_api", "")
    lacks += [f"the ban of `{name}`" for name, _ in fragment.banned if f"\t{name} = " not in banned]
    return Force(source[1] if source else "", tuple(lacks))


def overriding(source: Path, keys: tuple[str, ...] = ("external", "extend-banned-api", "banned-api", "ignore")) -> int:
    """The line of a configuration that sets a key which replaces the fragment's; 0 where there is none."""
    try:
        lines = source.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return 0
    for number, line in enumerate(lines, 1):
        if any(re.match(rf'\s*(\[.*)?{re.escape(key)}"?\]?\s*(=|$)', line) for key in keys):
            return number
    return 0
