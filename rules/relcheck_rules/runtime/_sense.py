"""What tells one default from another."""

from relcheck.facts.python import Default
from relcheck.secret import digest

_SWITCHES = {digest("0"): digest("false"), digest("1"): digest("true")}


def sense(default: Default) -> int:
    """A number that two defaults share if they mean the same; `0` is no other switch than `false`."""
    return _SWITCHES.get(default.digest, default.digest)
