"""The Python reader: `read` makes the facts of one file, `may_hold` says whether it can have any.

The way of a file: `screen` looks for bytes, `syntax` decodes and parses it, `scopes` finds bindings in one
pass, `statements` the few places that matter, by what names mean (`meaning`), and has libcst parse these; `accesses`,
`libraries`, `helpers` and `settings` make facts of them (`reader`), with what is known as data (`tables`). `linking`
joins modules, which `where` finds.
"""

from relcheck.diagnostic import Span
from relcheck.facts.python import FileFacts, Unreadable
from relcheck.repo.python.screen import is_program, may_give, may_hold

__all__ = ["failed", "may_give", "may_hold", "read", "refused"]


def read(data: bytes, path: str) -> FileFacts:
    """What one file says by itself: a function of its bytes and its path that never raises."""
    from relcheck.repo.python.reader import Reader
    from relcheck.repo.python.syntax.source import Source

    try:
        source = Source(data, path)
        facts = Reader(source).facts() if not source.error else refused(path, source.error, source.line)
    except Exception as error:  # one file never ends a run
        facts = FileFacts(path, unreadable=failed(path, error))
    return facts._replace(main=is_program(data))


def refused(path: str, reason: str, line: int = 1) -> FileFacts:
    """What is said of a file that cannot be read."""
    return FileFacts(path, unreadable=Unreadable(Span(path, line, 1, line, 1), reason))


def failed(path: str, error: Exception) -> Unreadable:
    """What is said of a file that no reader should have failed on; the text of an error may quote the file."""
    reason = f"reading it failed with {type(error).__name__}, which is a bug of relcheck"
    return Unreadable(Span(path, 1, 1, 1, 1), reason)
