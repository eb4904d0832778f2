"""How files are now: their time stamps, and what git's index says of them."""

import os
from collections.abc import Iterable
from typing import Final

from relcheck.repo import gitindex, tree
from relcheck.repo.cache import Cache

INDEXED: Final = 32
"""To look into git's index takes longer than to read so many files."""


class Disk:
    """How files are now, and, where many have changed since they were remembered, what git's index says of them.

    To ask it for a few would take longer than to read these. All is asked at once, and may be before it is known
    which files there are: ruff takes its time to find them.
    """

    def __init__(self, root: str, paths: Iterable[str], cache: Cache | None) -> None:
        self.stamps: dict[str, tree.Stamp] = {}
        changed = 0
        prefix, stat = os.path.join(root, ""), os.stat
        for path in paths:
            try:
                status = stat(prefix + path)
            except OSError:
                continue
            self.stamps[path] = stamp = status.st_mtime_ns, status.st_size
            changed += cache is not None and cache.stamp(path) != stamp
        self.index = gitindex.index(root) if changed > INDEXED else gitindex.Index()
