"""What tells one default from another."""

import re
from collections import Counter

from relcheck.facts.python import Access, Default
from relcheck.secret import digest

_SAME = {digest("0"): digest("false"), digest("1"): digest("true")}
_SAME |= {digest(one.upper()): digest(one) for one in "debug info warning error critical json text".split()}
"""What is another text and means the same: switches as numbers, and levels of logging, which programs fold."""


def sense(default: Default) -> int:
    """A number that two defaults share if they mean the same: `0` and `false`, `INFO` and `info`."""
    return _SAME.get(default.digest, default.digest)


_SHOWN = frozenset(
    digest(text) for text in "not set|NOT SET|NOT_SET|not_set|Not set|unset|(not set)|<not set>|N/A|?".split("|")
)
_PROFILE = re.compile(r"(^|[._])(prod|production|stage|staging|dev|development|local|test|testing)(_\w+)?$")


def unbranched(reads: list[Access]) -> list[Access]:
    """The reads without those that fill one name twice: each branch of an `if` has a default of its own."""
    filled = Counter((one.span.path, one.scope, one.target) for one in reads)
    return [one for one in reads if not one.target or filled[one.span.path, one.scope, one.target] == 1]


def is_shown(access: Access) -> bool:
    """Whether a default is what a program prints for a variable that is not there, and no value."""
    return access.default is not None and access.default.digest in _SHOWN


def of_a_profile(access: Access) -> bool:
    """Whether a read is in a function that makes the settings of one environment, with defaults of their own."""
    return bool(_PROFILE.search(access.scope.lower()))
