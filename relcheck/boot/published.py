"""What a settings class makes of the environment while it is imported, and would publish: a choice, a pattern, a text.

Values stop here: a text that holds the value of a variable is shown only if that value stands in the source.
"""

import os
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from relcheck.boot.schema_words import UNKNOWN
from relcheck.boot.trouble import is_theirs
from relcheck.facts.boot import Variable
from relcheck.facts.contract import Entry

TELLING: Final = 4
"""Characters; a shorter value may be part of anything."""
_WORDS: Final = os.path.join(os.path.dirname(__file__), "schema_words.py")
"""What relcheck itself says of types: no value is known by `true or false`."""


class Published:
    """The values of an environment, and whether a text tells one of them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._values = {value for value in environ.values() if len(value) >= TELLING}

    def tells(self, *texts: str) -> bool:
        """Whether one of these texts holds a value that nobody has written into the code."""
        found = [value for value in self._values if any(value in text for text in texts)]
        return any(not any(value in source for source in self._sources) for value in found)

    def fact(self, fact: Variable) -> Variable:
        """A fact without what it expects, where that tells a value."""
        told = fact.state != "ok" and self.tells(fact.expected)  # of what is fine, nothing is said
        return fact._replace(expected=UNKNOWN) if told else fact

    def entry(self, entry: Entry) -> Entry:
        """A variable of the contract without what tells a value: its type, its choices, its description."""
        if self.tells(entry.type, entry.expected, *entry.choices):
            entry = entry._replace(type="", expected=UNKNOWN, choices=())
        return entry._replace(description="") if self.tells(entry.description) else entry

    @cached_property
    def _sources(self) -> list[str]:
        """The source of the application's modules that are imported, and of the words for types."""
        files = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
        paths = sorted(path for path in files if path.endswith(".py") and is_theirs(path))
        found = []
        for path in [_WORDS, *paths]:
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    found.append(file.read())
            except OSError:
                continue
        return found
