"""One file at a time of a project that is being edited: read once, knowing what all others export."""

from collections.abc import Collection, Mapping

from relcheck.facts.python import FileFacts
from relcheck.repo.python import failed, refused
from relcheck.repo.python.linking.importers import Search
from relcheck.repo.python.linking.link import Linker
from relcheck.repo.python.linking.nested import Load, nested
from relcheck.repo.python.reader import Reader
from relcheck.repo.python.screen import may_hold
from relcheck.repo.python.syntax.source import Source


class Live(Linker):
    """Facts of a whole project, complete across modules, and kept complete while single files change."""

    def __init__(self, files: Mapping[str, FileFacts], load: Load, paths: Collection[str]) -> None:
        super().__init__(files, load, paths)
        self.plain: set[str] = set()  # files that the interpreter could parse when they were read last, or nobody
        self.modern: set[str] = set()  # files that only libcst could parse
        nested(
            self.files, self.modules, self.models, load, self.consulted
        )  # the models of each file that settings classes of others nest

    def put(self, path: str, data: bytes | None, *, thorough: bool = False) -> FileFacts | None:
        """Read a file anew, which has these bytes or is gone; None where it says nothing.

        What imports it is not read again: compare `gives` to know whether that is needed. A file that cannot
        be read is not taken in, so that the others go on with what it said last. Where the interpreter could parse
        a file and cannot any more, somebody is most likely typing: libcst, which takes half a second for a large
        file, is asked whether that is newer syntax only to be `thorough`.
        """
        self.constants.forget(path)
        try:
            facts = self._read(path, data, thorough or path not in self.plain) if data is not None else None
        except Exception as error:  # one file never ends a session
            facts = FileFacts(path, unreadable=failed(path, error))
        if facts is None:
            self.files.pop(path, None)
        elif facts.unreadable is None or facts.imports or facts.accesses:  # of a notebook, other cells may be read
            self.files[path] = facts
        return facts

    def gives(self, path: str) -> str:
        """What a file gives to others, to tell whether that changed: exports, and constants that were asked for."""
        facts = self.files.get(path)
        exports = (facts.exports, [cls.name for cls in facts.classes]) if facts else ()
        asked = [
            (want, self.constants.find(want, other))
            for other, wants in self.wants.items()
            for want in sorted(wants)
            if (place := self.modules.find(want, other)) is not None and place[0] == path
        ]
        return repr((exports, asked))

    def _read(self, path: str, data: bytes, newer: bool) -> FileFacts | None:
        exported = {
            other: [export.name for export in facts.exports]
            for other, facts in self.files.items()
            if facts.exports and other != path
        }
        words = Search(exported, self.modules).look_at(path, data)[0] if exported else set()
        if not (words or may_hold(data) or self.models.get(path)):
            return None
        source = Source(data, path, words | self.words.get(path, set()), newer=newer)
        if source.error:
            if path not in self.modern:
                self.plain.add(path)
            return refused(path, source.error, source.line)
        (self.plain if source.tree is None else self.modern).add(path)
        (self.modern if source.tree is None else self.plain).discard(path)
        reader = Reader(source)
        wants = self.wants.setdefault(path, set())
        facts = reader.facts(self.knowledge(path, reader.module, wants))
        missing = set(facts.wants) - wants
        wants |= missing
        if any(self.constants.find(name, path) for name in missing):
            facts = Reader(source).facts(self.knowledge(path, reader.module, wants))
        self.words[path] = words | source.words  # what it took to read it is likely to be needed again
        said = facts.accesses or facts.classes or facts.instances or facts.exports or facts.unreadable
        return facts if said or may_hold(data) else None
