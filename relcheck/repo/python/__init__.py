"""The Python reader: `read` makes the facts of one file, `may_hold` says whether it can have any.

The way of a file: `screen` looks for bytes, `source` decodes and parses it, `bind` finds scopes and
bindings in one pass, `locate` the few places that matter, `fragments` has libcst parse these, and the
readers (`accesses`, `helpers`, `libraries`, `settings`) make facts of them. `link` joins modules.
"""

from relcheck.diagnostic import Span
from relcheck.facts.python import FileFacts, Unreadable
from relcheck.repo.python.screen import may_hold

__all__ = ["may_hold", "read"]


def read(data: bytes, path: str) -> FileFacts:
    """What one file says by itself: a function of its bytes and its path that never raises."""
    from relcheck.repo.python.reader import Reader
    from relcheck.repo.python.source import Source

    source = Source(data, path)
    if source.error:
        place = Span(path, source.line, 1, source.line, 1)
        return FileFacts(path, unreadable=Unreadable(place, source.error))
    return Reader(source).facts()
