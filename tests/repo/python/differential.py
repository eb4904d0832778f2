"""Two ways to the same facts: statements parsed one by one, and the whole file parsed by libcst.

    python tests/repo/python/differential.py DIRECTORY...

prints every file for which they differ, and how many files it compared; exit code 1 if any differs.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from relcheck.facts.python import FileFacts
from relcheck.repo.python import may_hold
from relcheck.repo.python.reader import Reader
from relcheck.repo.python.syntax.source import Source, too_deep


def both(data: bytes, path: str) -> tuple[FileFacts, FileFacts] | None:
    """The facts of a file read the fast way and by libcst alone; None if only one of them can read it."""
    source = Source(data, path)
    if source.error or source.tree is not None or too_deep(source.text):
        return None
    whole = source.as_libcst()
    if whole.tree is None:
        return None
    return Reader(source).facts(), Reader(whole).facts()


def differences(fast: FileFacts, slow: FileFacts) -> Iterator[str]:
    """What one of two readings has and the other has not."""
    if fast == slow:
        return
    for field in FileFacts._fields:
        left, right = getattr(fast, field), getattr(slow, field)
        if left == right:
            continue
        if isinstance(left, tuple):
            yield from (f"{field}: only fast: {item}" for item in left if item not in right)
            yield from (f"{field}: only libcst: {item}" for item in right if item not in left)
        else:
            yield f"{field}: {left} and {right}"


def main(directories: list[str]) -> int:
    compared = different = 0
    for directory in directories:
        for path in sorted(Path(directory).rglob("*.py")):
            data = path.read_bytes() if path.is_file() else b""
            if not may_hold(data):
                continue
            pair = both(data, path.as_posix())
            if pair is None:
                print(f"{path}: not compared")
                continue
            compared += 1
            found = list(differences(*pair))
            different += bool(found)
            for line in found[:4]:
                print(f"{path}: {line}"[:600])
    print(f"{compared} files compared, {different} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
