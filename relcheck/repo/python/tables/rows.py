"""The rows in force: what a qualified name is a reader of. Free of libcst.

Nothing here knows a library by name; to teach another one, add a row (`tables.libraries`), or call `extend`
from a package of your own.
"""

from collections.abc import Iterable
from typing import Final

from relcheck.repo.python.tables import followed
from relcheck.repo.python.tables.libraries import READERS, Reader

_ROWS: Final[dict[str, Reader]] = {row.name: row for row in READERS}


def extend(rows: Iterable[Reader]) -> None:
    """Teach more readers, or other rows for known ones."""
    more = tuple(rows)
    _ROWS.update((row.name, row) for row in more)
    followed.add(more)


def reader(name: str) -> Reader | None:
    """The row of a qualified name."""
    return _ROWS.get(followed.canonical(name))
