"""How much one artifact may ask of the machine, and the errors of archives that are broken or ask too much."""

from typing import Final, NamedTuple

CHUNK: Final = 1 << 18
"""How many bytes a decoder hands over at once."""


class Limits(NamedTuple):
    """What one artifact may cost. Honest images stay far below; bombs end here.

    `bytes` is how much may come out of decompression, plus `ratio` times the size of the artifact.
    """

    bytes: int = 8 << 30
    ratio: int = 100
    members: int = 20_000_000  # empty ones; one that is compressed counts as ten
    places: int = 10_000_000  # where a literal is found, and an expression has to settle whether it is more
    depth: int = 8
    document: int = 4 << 20  # one JSON document of an image
    documents: int = 4096
    head: int = 1 << 16  # what of a secret-like file is looked at
    findings: int = 10_000


class Broken(Exception):
    """A part of an artifact that cannot be read; the message says why, in words, and names no content."""


class Exhausted(Broken):
    """The artifact asks for more than its limits: reading it ends here."""


class Budget:
    """What one artifact has used of its limits."""

    def __init__(self, limits: Limits, size: int) -> None:
        self.limits = limits
        self.members = 0
        self._spent = 0
        self.read = 0
        self.most = limits.bytes + limits.ratio * size

    def member(self, cost: int = 1) -> None:
        """Count one member of an archive; one that must be decompressed costs more than one."""
        self.members += 1
        self.spend(cost)

    def spend(self, cost: int) -> None:
        """Count work that is no member of its own."""
        self._spent += cost
        if self._spent > self.limits.members:
            raise Exhausted("it has too many members; the rest was not read")

    def unpacked(self, count: int) -> None:
        """Count bytes that came out of decompression."""
        self.read += count
        if self.read > self.most:
            raise Exhausted(
                f"it unpacks to more than {self.most / (1 << 30):.1f} GiB, as a decompression bomb does;"
                " the rest was not read"
            )
