"""Bytes on their way through: searched once, in blocks, before anything parses them; nothing is kept.

A `Flow` is one decoded stream (a file, or what comes out of one decompressor). A `View` is a stretch of a
flow: an archive, or a member in it. What was found waits in the flow until the innermost view around it
claims it, so every hit is told by the most precise name.
"""

from bisect import bisect_left
from collections.abc import Callable
from operator import attrgetter
from typing import Final, NamedTuple

from relcheck.scan.limits import Broken, Exhausted
from relcheck.scan.patterns import Pattern, Patterns

_ENOUGH: Final = 1 << 16
_MOST_PENDING: Final = 200_000
_BEHIND: Final = 64
"""How many bytes before a block stay, so that a pattern can look at what precedes it."""


class Hit(NamedTuple):
    """A pattern found at a byte of a flow."""

    offset: int
    pattern: Pattern


_offset: Final = attrgetter("offset")


class Flow:
    """One decoded stream, pulled in chunks. `position` is the next byte that a parser gets."""

    __slots__ = ("_base", "_block", "_ended", "_patterns", "_pull", "_seen", "failed", "found", "pending", "position")

    def __init__(self, pull: Callable[[], bytes], patterns: Patterns) -> None:
        self._pull = pull
        self._patterns = patterns
        self._block = b""
        self._base = 0  # the offset of the block's first byte
        self._seen = 0  # up to here everything has been searched; parsers never get further
        self._ended = False
        self.position = 0
        self.pending: list[Hit] = []
        self.found: set[Pattern] = set()
        self.failed: Broken | None = None

    def more(self) -> bool:
        """Get and search another chunk; false at the end of the stream.

        A stream that breaks ends there, and `failed` says why: what came before is parsed all the same.
        """
        if self._ended:
            return False
        chunk = self._chunk()
        keep = max(min(self.position, self._seen - _BEHIND), self._base)
        block = self._block[keep - self._base :] + chunk if self._block else chunk
        self._block, self._base = block, keep
        end = keep + len(block)
        seen = end if self._ended else max(self._seen, end - self._patterns.longest)
        if seen > self._seen:
            first = max(0, self._seen - keep - _BEHIND)
            origin = keep + first
            found = self._patterns.find_within(block[first:] if first else block, self._seen - origin, seen - origin)
            if found:
                self.pending += [Hit(origin + at, pattern) for at, pattern in found]
                self.found.update(pattern for _, pattern in found)
                if len(self.pending) > _MOST_PENDING:
                    raise Exhausted("it repeats a secret too often; the rest was not read")
            self._seen = seen
        return True

    def _chunk(self) -> bytes:
        """The next bytes, enough to be worth a search; notes the end, and where the stream breaks."""
        chunk = b""
        try:
            while len(chunk) < _ENOUGH:
                following = self._pull()
                if not following:
                    self._ended = True
                    break
                chunk = chunk + following if chunk else following
        except Exhausted:
            raise
        except Broken as error:
            self._ended, self.failed = True, error
        return chunk

    def peek(self, count: int) -> bytes:
        """The next bytes, up to `count`, without moving on."""
        while self._seen - self.position < count and self.more():
            pass
        at = self.position - self._base
        available = self._seen - self.position
        return self._block[at : at + (count if count < available else available)]

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes, fewer only at the end; for small things."""
        at = self.position
        if self._seen - at >= count:
            self.position = at + count
            at -= self._base
            return self._block[at : at + count]
        data = self.peek(count)
        self.position += len(data)
        return data

    def take(self, count: int) -> bytes:
        """Some next bytes, at most `count`; empty at the end only."""
        if not self.ready():
            return b""
        at = self.position - self._base
        data = self._block[at : min(at + count, self._seen - self._base)]
        self.position += len(data)
        return data

    def ready(self) -> int:
        """How many bytes have been searched and not been passed yet; 0 at the end only."""
        while self.position >= self._seen:
            if not self.more():
                return 0
        return self._seen - self.position

    def skip(self, count: int) -> int:
        """Move on by `count` bytes; how many there were."""
        left = count
        while left:
            available = self._seen - self.position
            if available >= left:
                self.position += left
                return count
            self.position = self._seen
            left -= available
            if not self.more():
                break
        return count - left

    def reach(self, end: int) -> bool:
        """Move on to this offset, if it is ahead; false when the stream ends before."""
        if self.position < end:
            if end > self._seen:
                left = end - self.position
                return self.skip(left) == left
            self.position = end
        return True

    def back(self, count: int) -> None:
        """Return to bytes of the last `take`."""
        self.position -= count

    def claim(self, start: int) -> list[Hit]:
        """Take the waiting hits between `start` and the position."""
        first = bisect_left(self.pending, start, key=_offset)
        last = bisect_left(self.pending, self.position, key=_offset)
        mine = self.pending[first:last]
        del self.pending[first:last]
        return mine


class View:
    """A stretch of a flow, from its position on: `size` bytes, or all the rest."""

    __slots__ = ("end", "flow", "start")

    def __init__(self, flow: Flow, size: int | None = None) -> None:
        self.flow = flow
        self.start = flow.position
        self.end = None if size is None else flow.position + size

    def sub(self, size: int | None) -> "View":
        """A view of the next bytes of this one, never longer than this one."""
        return View(self.flow, self.left() if size is None else self._within(size))

    def left(self) -> int | None:
        """How many bytes are ahead; nothing when only the end of the flow will tell."""
        return None if self.end is None else max(0, self.end - self.flow.position)

    def _within(self, count: int) -> int:
        if self.end is None:
            return count
        left = self.end - self.flow.position
        return count if count < left else left if left > 0 else 0

    def peek(self, count: int) -> bytes:
        """The next bytes, up to `count`, without moving on."""
        return self.flow.peek(self._within(count))

    def take(self, count: int) -> bytes:
        """Some next bytes, at most `count`; empty at the end only."""
        count = self._within(count)
        return self.flow.take(count) if count else b""

    def ready(self) -> int:
        """How many bytes have been searched and not been passed yet; 0 at the end only."""
        return self._within(self.flow.ready()) if self.end is None or self.flow.position < self.end else 0

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes, fewer only at the end; for small things."""
        return self.flow.read(self._within(count))

    def skip(self, count: int) -> int:
        """Move on by `count` bytes; how many there were."""
        return self.flow.skip(self._within(count))

    def drain(self) -> bool:
        """Move to the end; false when the flow ends before the view does."""
        if self.end is not None:
            return self.flow.reach(self.end)
        while self.flow.skip(1 << 30):
            pass
        return True

    def claim(self) -> list[Hit]:
        """Take the waiting hits of this view."""
        return self.flow.claim(self.start) if self.flow.pending else []
