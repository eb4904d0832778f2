"""The server's state, and the order of its work: who is asked what, on which thread, and who is told."""

import asyncio
import logging
import os
from collections.abc import Callable
from typing import Any, Final, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from relcheck import __version__
from relcheck.configfile import DECISIVE
from relcheck.diagnostic import Diagnostic
from relcheck.errors import RelcheckError
from relcheck.server import progress
from relcheck.server.convert import Words
from relcheck.server.document import Document
from relcheck.server.folder import Folder, View
from relcheck.server.held import Held
from relcheck.server.lane import Lane

T = TypeVar("T")
_FEW: Final = 32
"""Up to so many files that changed on disk are read one by one."""


class Server(LanguageServer):
    """Keeps a `Folder` for each folder of the workspace, and one for each file outside of them.

    Documents come as whole texts: pygls ends a line at a form feed where the protocol does not, so that changes
    of ranges would go astray in such files. `describe` puts a bug into words without values.
    """

    def __init__(self, describe: Callable[[BaseException], str]) -> None:
        super().__init__("relcheck", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)  # it logs messages, and these hold whole texts
        self.describe = describe
        self.folders: dict[str, Folder] = {}
        self.documents: dict[str, Document] = {}
        self.ended = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.near = Lane("near", self.bug)
        self.far = Lane("far", self.bug)
        self.mending = Lane("mending", self.bug)
        self._said: dict[str, tuple[int | None, tuple[Diagnostic, ...]]] = {}

    # -- whom to ask -----------------------------------------------------------------------------

    def document(self, uri: str) -> Document | None:
        """A document that is open; a new one has a path where it might be saved."""
        return self.documents.get(uri)

    def take(self, uri: str, language: str, text: str, version: int) -> None:
        """Keep a document as it is now."""
        path = to_fs_path(uri) if uri.startswith("file:") else ""
        if not path and uri.startswith("untitled:") and language == "python":
            here = next(iter(self.folders), os.getcwd())
            path = os.path.join(here, os.path.basename(uri.removeprefix("untitled:")) + ".py")
        if path:
            self.documents[uri] = Document(uri, path, text, version)

    def folder(self, path: str) -> Folder:
        """The folder that looks after a file: that of the workspace, else one for this file alone."""
        inside = [known for known in list(self.folders) if path.startswith(os.path.join(known, ""))]
        if inside:
            return self.folders[max(inside, key=len)]
        if path not in self.folders:
            self.folders[path] = Folder(os.path.dirname(path), alone=path)
        return self.folders[path]

    def words(self, folder: Folder) -> Words:
        """How to speak about the files of a folder."""
        text = folder.held.sources() if folder.held else lambda path: None
        return Words(folder.root, text, self.units, folder.open)

    def speaking(self, view: View) -> Words:
        """How to speak about what a view shows."""
        return Words(view.root, view.sources, self.units, view.open)

    @property
    def units(self) -> str:
        """How columns are counted: what client and server agreed on."""
        units = self.workspace.position_encoding
        return str(getattr(units, "value", units))

    # -- the work --------------------------------------------------------------------------------

    def gather(self, folder: Folder) -> None:
        """Read a whole project anew, while typing goes on."""
        (self.near if folder.alone else self.far).add(lambda: self._gather(folder), ("gather", id(folder)))

    def typed(self, folder: Folder) -> None:
        """Look at what changed in a folder's documents; many keystrokes may be one task."""
        self.near.add(lambda: self._typed(folder), ("typed", id(folder)))

    def close(self, document: Document) -> None:
        """Take leave of a document."""
        folder = self.folder(document.path)

        def work() -> None:
            folder.close(document.path)
            self._said.pop(document.uri, None)
            self._tell(document.uri, [], None)
            self.publish(folder)

        if folder.alone:
            self.folders.pop(folder.alone, None)
        self.near.add(work)

    def saved(self, path: str) -> None:
        """A file was saved: others may see it differently, or all may be looked at differently."""
        folder = self.folder(path)
        if os.path.basename(path) in DECISIVE:
            self.gather(folder)
        else:
            self.near.add(lambda: self._saved(folder, path))

    def _saved(self, folder: Folder, path: str) -> None:
        folder.saved(path)
        self.publish(folder)
        if folder.news:
            self.gather(folder)

    def watched(self, changes: list[tuple[str, bool]]) -> None:
        """Files changed on disk; each comes with whether it is new or gone, which concerns all others."""
        folders: dict[str, tuple[Folder, list[str]]] = {}
        everything = len(changes) > _FEW
        for path, listed in changes:
            folder = self.folder(path)
            if folder.alone:
                self.folders.pop(folder.alone, None) if not folder.open else None
                continue
            folders.setdefault(folder.directory, (folder, []))[1].append(path)
            everything = everything or listed or os.path.basename(path) in DECISIVE
        for folder, paths in folders.values():
            if everything:
                self.gather(folder)
            else:
                self.near.add(lambda folder=folder, paths=paths: self._changed(folder, paths))  # type: ignore[misc]

    def _changed(self, folder: Folder, paths: list[str]) -> None:
        changed = [folder.changed(path) for path in paths]  # all of them, not only up to the first
        if any(changed):
            self.gather(folder)
        self.publish(folder)

    def _gather(self, folder: Folder) -> None:
        first = folder.held is None and not folder.alone
        reading = progress.begin(self, self.loop, os.path.basename(folder.directory)) if first else None
        problem = ""
        try:
            held: Held = folder.gather()
            self.near.add(lambda: self._adopt(folder, held))
        except RelcheckError as error:
            problem = str(error)
        finally:
            progress.end(self, self.loop, reading)
        if problem and problem != folder.problem:
            message = types.ShowMessageParams(types.MessageType.Error, f"relcheck: {problem}")
            self._on_loop(self.window_show_message, message)
        folder.problem = problem

    def _adopt(self, folder: Folder, held: Held) -> None:
        folder.adopt(held)
        self._typed(folder)

    def _typed(self, folder: Folder) -> None:
        for document in list(self.documents.values()):
            if self.folder(document.path) is folder:
                known = folder.open.get(folder.path(document.path))
                if known is None or known.version != document.version:
                    folder.put(document)
        if folder.held is None and folder.alone:
            self._gather(folder)
        else:
            self.publish(folder)

    # -- what is said ----------------------------------------------------------------------------

    def publish(self, folder: Folder) -> None:
        """Tell the editor what is new to it."""
        if folder.held is None:
            return
        words = self.words(folder)
        for path, found in folder.findings().items():
            document = folder.open[path]
            if self._said.get(document.uri) == (document.version, found):
                continue
            self._said[document.uri] = (document.version, found)
            self._tell(document.uri, [words.diagnostic(one) for one in found], document.version)

    def _tell(self, uri: str, found: list[types.Diagnostic], version: int | None) -> None:
        self._on_loop(self.text_document_publish_diagnostics, types.PublishDiagnosticsParams(uri, found, version))

    async def ask(self, question: Callable[[], T], lane: Lane | None = None) -> T | None:
        """The answer to a question, after all that was asked before; none where it runs into a bug."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T | None] = loop.create_future()

        def settle(result: T | None) -> None:
            if not answer.done():  # else it was cancelled
                answer.set_result(result)

        def work() -> None:
            result = None
            try:
                result = question()
            finally:
                loop.call_soon_threadsafe(settle, result)

        (lane or self.near).add(work)
        return await answer

    def bug(self, error: BaseException) -> None:
        """Tell of a bug, once in the editor's log and without any value."""
        problem = str(error) if isinstance(error, RelcheckError) else self.describe(error)
        self._on_loop(self.window_log_message, types.LogMessageParams(types.MessageType.Error, problem))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What pygls could not do; its own words may quote a message."""
        self.bug(error)

    def _on_loop(self, send: Callable[[Any], None], params: Any) -> None:
        if self.loop is not None:
            self.loop.call_soon_threadsafe(send, params)
