"""Goes through one artifact, archive in archive, and tells a listener what is in it."""

import os
from collections.abc import Callable
from io import FileIO
from typing import Any, Final

from relcheck.scan import tar, zip
from relcheck.scan.carve import Carver, directory, elf_end
from relcheck.scan.image import document, is_document
from relcheck.scan.limits import CHUNK, Broken, Budget, Exhausted, Limits
from relcheck.scan.look import is_interesting
from relcheck.scan.patterns import BOOTLOADER, Patterns
from relcheck.scan.place import Seen, Where, clean, files
from relcheck.scan.stream import Flow, View
from relcheck.scan.unpack import format_of, unpacked

_EXECUTABLES: Final = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xce\xfa\xed\xfe")
_FIRST: Final = frozenset(b"\x1f(B\xfdx#\x7fM\xcf\xca\xce" + bytes(range(0x50, 0x60)))
"""The first bytes of everything that is more than a plain file, except tar."""
_ARCHIVES: Final = (".whl", ".zip", ".egg", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst")
_WHITEOUT: Final = ".wh."
_TOO_DEEP: Final = "it is an archive nested too deep"


class Walk:
    """One artifact on its way through. After `run`, `documents`, `links` and `whiteouts` are complete."""

    def __init__(
        self,
        path: str,
        patterns: Patterns,
        limits: Limits,
        listen: Callable[[Seen], None],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.path = path
        self.is_directory = os.path.isdir(path)
        self.documents: dict[str, Any] = {}
        self.links: dict[str, str] = {}
        self.whiteouts: list[Where] = []
        self.unread: list[tuple[Where, str]] = []
        self._patterns = patterns
        self._limits = limits
        self._listen = listen
        self._progress = progress or (lambda count: None)
        self.budget = Budget(limits, 0)

    def run(self) -> None:
        """Read everything. What cannot be read is noted, and the rest goes on."""
        self._patterns.left = self._limits.places
        try:
            if self.is_directory:
                self._directory()
            else:
                self.budget = Budget(self._limits, os.path.getsize(self.path))
                self._file(self.path, Where())
        except Exhausted as error:
            self.unread.append((Where(), str(error)))

    def _directory(self) -> None:
        for path, name, size in files(self.path, self.unread):
            self.budget.member()
            self.budget.most += self._limits.ratio * size
            self._file(path, Where(name))

    def _file(self, path: str, where: Where) -> None:
        try:
            # Without O_NONBLOCK, a pipe put in the file's place would hold the scan for ever.
            with open(
                path, "rb", 0, opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
            ) as file:
                flow = Flow(lambda: self._read(file), self._patterns)
                self._all(flow, where, 1 if where.member else 0)
        except Exhausted:
            raise
        except Broken as error:
            self._note(where, error)
        except OSError as error:
            self.unread.append((where, f"it cannot be read ({error.strerror or type(error).__name__})"))

    def _read(self, file: FileIO) -> bytes:
        data = file.read(CHUNK) or b""
        self._progress(len(data))
        return data

    def _all(self, flow: Flow, where: Where, depth: int) -> None:
        """Everything in one flow, to its end; `Broken` when the flow itself breaks."""
        view = View(flow)
        try:
            problem = self._try(view, where, depth)
            view.drain()
        except Exhausted:
            flow.position = view.start + (1 << 62)
            self._settle(view, where)
            raise
        self._settle(view, where)
        if flow.failed is not None:
            raise flow.failed
        if problem is not None:
            self._note(where, problem)

    def _try(self, view: View, where: Where, depth: int) -> Broken | None:
        """One file or member: what kind it is decides. What was wrong with it, if anything."""
        try:
            self._kind(view, where, depth)
        except Exhausted:
            raise
        except Broken as error:
            return error
        return None

    def _member(self, view: View, where: Where, depth: int) -> None:
        """One member of an archive, to its end."""
        try:
            self._kind(view, where, depth)
        except Exhausted:
            raise
        except Broken as error:
            self._note(where, error)
        view.drain()
        if view.flow.pending:
            self._settle(view, where)

    def _note(self, where: Where, problem: Broken | str) -> None:
        if len(self.unread) < self._limits.findings:
            self.unread.append((where, str(problem)))

    def _kind(self, view: View, where: Where, depth: int) -> None:
        head = view.peek(512)
        if depth == 0 and self.path.endswith(_ARCHIVES) and not self.is_directory and not _is_container(head):
            raise Broken("it is not an archive, although it is named like one")
        if len(head) < 4:
            return
        if head[0] not in _FIRST and head[257:262] != b"ustar":
            self._leaf(view, where, head)
            return
        compression = format_of(head)
        if depth >= self._limits.depth and _is_container(head):
            raise Broken(_TOO_DEEP)
        if compression:
            self._unpack(compression, view, where, depth)
        elif head.startswith(zip.LOCAL):
            self._zip(view, where, depth, whole=True)
        elif tar.is_tar(head):
            self._tar(view, where, depth)
        elif head.startswith(b"#!"):
            self._script(view, where, depth)
        elif head.startswith(b"PACK\0\0\0"):
            self._carve(view, where, depth)
        elif head.startswith(_EXECUTABLES):
            self._executable(view, where, depth)
        else:
            self._leaf(view, where, head)

    def _unpack(self, compression: str, view: View, where: Where, depth: int) -> None:
        """What comes out of a decompressor is a flow of its own, at the same place."""
        if where.path:
            self.budget.spend(9)
        start = view.flow.position
        flow = Flow(unpacked(compression, view, self.budget), self._patterns)
        try:
            self._all(flow, where, depth + 1)
        finally:
            # What is not worth compressing stands in compressed data as it is, and has been told already.
            again = [hit for hit in view.flow.claim(start) if hit.pattern not in flow.found]
            if again:
                self._listen(Seen(where, start, again))

    def _tar(self, view: View, where: Where, depth: int) -> None:
        outermost = not where.member
        for member in tar.members(view, self.budget):
            name, kind, target, data = member
            if data is None and kind != "link" and _WHITEOUT not in name:
                continue
            inner = where.inside(clean(name), not outermost)
            if kind == "link" and outermost and len(self.links) < self._limits.documents:
                self.links[inner.member] = target
            if _WHITEOUT in name and len(self.whiteouts) < self._limits.findings:
                self.whiteouts.append(inner)
            if data is not None:
                self._member(data, inner, depth + 1)

    def _zip(self, view: View, where: Where, depth: int, whole: bool = False) -> None:
        outermost = not where.member
        for entry in zip.entries(view, self.budget, whole):
            inner = where.inside(clean(entry.name), not outermost)
            if entry.encrypted:
                self._note(inner, "it is encrypted")
            elif entry.method == "?":
                self._note(inner, "it is compressed in a way that is not known here")
            elif entry.method:
                self._entry(entry, inner, depth + 1)
            else:
                self._member(entry.view, inner, depth + 1)

    def _entry(self, entry: zip.Entry, where: Where, depth: int) -> None:
        try:
            self._unpack(entry.method, entry.view, where, depth)
        except Exhausted:
            raise
        except Broken as error:
            self._note(where, error)

    def _script(self, view: View, where: Where, depth: int) -> None:
        """A zipapp, pex or shiv is a script with a zip archive behind its first lines."""
        window = view.peek(1 << 16)
        at = window.find(zip.LOCAL)
        if at < 0:
            self._leaf(view, where, window)
        else:
            view.skip(at)
            self._zip(view, where, depth)

    def _executable(self, view: View, where: Where, depth: int) -> None:
        """An executable, which may have a bundle of PyInstaller's in it or behind it, or a zip archive."""
        end = elf_end(view.peek(64))
        try:
            self._execute(view, where, depth, end)
        finally:
            hits = view.claim()
            if hits:
                self._listen(Seen(where, view.start, hits, machine_code=True))

    def _execute(self, view: View, where: Where, depth: int, end: int) -> None:
        stop = view.start + end if end else None
        while (ready := view.ready()) and (stop is None or view.flow.position < stop):
            here = view.flow.position
            found = [hit.offset for hit in view.flow.pending if hit.pattern is BOOTLOADER and hit.offset >= here]
            if found:
                view.skip(found[0] - here)
                self._carve(view, where, depth)
                return
            view.skip(ready if stop is None else min(ready, stop - view.flow.position))
        if stop is not None and depth < self._limits.depth:
            self._zip(view, where, depth)

    def _carve(self, view: View, where: Where, depth: int) -> None:
        """Every zlib stream in a bundle or pack; a bundle's directory names them afterwards."""
        if depth >= self._limits.depth:
            raise Broken(_TOO_DEEP)
        held: list[tuple[int, Seen]] = []
        listen, self._listen = self._listen, lambda seen: held.append((at, seen))
        carver = Carver(view, self.budget)
        try:
            for stream in carver.streams():
                at = stream.start
                try:
                    self._unpack("zlib", stream, where, depth)
                except Exhausted:
                    raise
                except Broken:
                    continue  # two bytes that only looked like a stream
        finally:
            self._listen = listen
            names = directory(carver.tail, view.flow.position) if held else ()
            for at, seen in held:
                inside = next((name for name in names if name.start <= at < name.start + name.size), None)
                name = inside.name if inside else ""
                listen(seen._replace(where=where.inside(clean(name), True)) if name else seen)

    def _leaf(self, view: View, where: Where, head: bytes) -> None:
        path = where.path or where.member
        if not where.path and is_document(where.member, head):
            self._document(view, where)
        if is_interesting(path):
            self._listen(Seen(where, view.start, [], view.peek(self._limits.head)))

    def _document(self, view: View, where: Where) -> None:
        """Keep a document that says which members are layers; they are small and come in any order."""
        size = view.left()
        if len(self.documents) >= self._limits.documents or (size or 0) > self._limits.document:
            return
        data = view.peek(self._limits.document + 1)
        if len(data) <= self._limits.document and (found := document(data)) is not None:
            self.documents[where.member] = found

    def _settle(self, view: View, where: Where) -> None:
        """Tell what was found in a view and not in one of its members."""
        hits = view.claim()
        if hits:
            self._listen(Seen(where, view.start, hits))


def _is_container(head: bytes) -> bool:
    """Whether this is how compressed data or an archive begins; the empty zip archive is one, too."""
    return bool(format_of(head)) or head.startswith((zip.LOCAL, zip.END)) or tar.is_tar(head)
