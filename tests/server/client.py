"""What an editor does: opens, types, asks and applies, over the protocol and nothing else."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest_lsp
import relcheck_rules
from lsprotocol import types

import relcheck

HIDDEN = "marked-3f7a9c"
"""What tests write where values and defaults are; no message may hold it."""
WAIT = 60
"""Seconds until a test gives up; answers take a fraction of one."""


_PACKAGES = {Path(module.__file__ or "").parents[1] for module in (relcheck, relcheck_rules)}
HOMES = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, _PACKAGES))}
"""The environment of a process that runs the relcheck of these tests."""
LOOP = asyncio.Runner()
"""One event loop for all tests, because the server that they share lives in it."""


def conversation(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that speaks with a server."""

    @wraps(test)
    def run(**arguments: Any) -> None:
        LOOP.run(test(**arguments))

    return run


class Editor:
    """One editor with one server."""

    def __init__(self, client: pytest_lsp.LanguageClient) -> None:
        self.client = client
        self.texts: dict[Path, str] = {}
        self.versions: dict[Path, int] = {}
        self.seen: dict[str, tuple[int | None, list[types.Diagnostic]]] = {}
        self.news = asyncio.Event()

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.registered = params.registrations

        def published(params: types.PublishDiagnosticsParams) -> None:
            self.seen[params.uri] = (params.version, list(params.diagnostics))
            self.news.set()

        client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = published

    @classmethod
    @asynccontextmanager
    async def started(cls, *roots: Path, encodings: Sequence[str] = (), **changes: Any) -> AsyncIterator["Editor"]:
        """A server that was initialized with these workspace folders."""
        client = pytest_lsp.make_test_lsp_client()
        editor = cls(client)
        await client.start_io(sys.executable, "-P", "-m", "relcheck", "server", "--stdio", env=HOMES)
        capabilities = pytest_lsp.client_capabilities("visual-studio-code")
        if encodings and capabilities.general:
            capabilities.general.position_encodings = [types.PositionEncodingKind(one) for one in encodings]
        folders = [types.WorkspaceFolder(root.as_uri(), root.name) for root in roots]
        given = {"capabilities": capabilities, "workspace_folders": folders, **changes}
        editor.answer = await client.initialize_session(types.InitializeParams(**given))
        yield editor
        assert HIDDEN not in str(editor.seen)
        await client.shutdown_session()
        assert client._server
        assert client._server.returncode == 0
        assert not client.log_messages, client.log_messages

    def add(self, root: Path) -> None:
        """Add a workspace folder."""
        added = [types.WorkspaceFolder(root.as_uri(), root.name)]
        event = types.WorkspaceFoldersChangeEvent(added=added, removed=[])
        self.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))

    async def open(self, path: Path, text: str | None = None, *, uri: str = "") -> list[types.Diagnostic]:
        """Open a file, with what is on disk or another text."""
        self.texts[path] = path.read_bytes().decode() if text is None else text
        self.versions[path] = 1
        item = types.TextDocumentItem(uri or path.as_uri(), "python", 1, self.texts[path])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.shown(path, uri=uri)

    async def type(self, path: Path, text: str) -> list[types.Diagnostic]:
        """Change the text; what is said about this version of it."""
        self.change(path, text)
        return await self.shown(path)

    def change(self, path: Path, text: str) -> None:
        """Change the text, and wait for nothing."""
        self.texts[path] = text
        self.versions[path] += 1
        identifier = types.VersionedTextDocumentIdentifier(self.versions[path], path.as_uri())
        whole: list[Any] = [types.TextDocumentContentChangeWholeDocument(text)]
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, whole))

    def save(self, path: Path) -> None:
        """Write the file and say so."""
        path.write_bytes(self.texts[path].encode())
        identifier = types.TextDocumentIdentifier(path.as_uri())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))

    def close(self, path: Path) -> None:
        """Close a file."""
        identifier = types.TextDocumentIdentifier(path.as_uri())
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    async def shown(self, path: Path, *, uri: str = "") -> list[types.Diagnostic]:
        """What is said about the file as it is now."""
        uri = uri or path.as_uri()
        return await self.until(lambda: self.seen.get(uri, (None, []))[0] == self.versions[path], uri)

    async def until(self, condition: Any, uri: str) -> list[types.Diagnostic]:
        """Wait until something is so, and give what is then said about a file."""
        async with asyncio.timeout(WAIT):
            while not condition():
                self.news.clear()
                await self.news.wait()
        return self.seen.get(uri, (None, []))[1]

    async def becomes(self, path: Path, codes: list[str]) -> None:
        """Wait until these rules, and no others, speak about a file."""
        uri = path.as_uri()
        await self.until(lambda: codes_of(self.seen.get(uri, (None, []))[1]) == codes, uri)

    async def hover(self, path: Path, word: str) -> str:
        """What is shown when the pointer rests on a word."""
        params = types.HoverParams(*self.at(path, word))
        found = await self.client.text_document_hover_async(params)
        assert found is None or isinstance(found.contents, types.MarkupContent)
        return found.contents.value if found else ""  # type: ignore[union-attr]

    async def definition(self, path: Path, word: str) -> list[tuple[str, int]]:
        """Where the definition of a word is: names of files and lines from 1."""
        found = await self.client.text_document_definition_async(types.DefinitionParams(*self.at(path, word)))
        return _places(found or [])

    async def references(self, path: Path, word: str, *, declaration: bool = True) -> list[tuple[str, int]]:
        """Where else a word is."""
        params = types.ReferenceParams(types.ReferenceContext(declaration), *self.at(path, word))
        return _places(await self.client.text_document_references_async(params) or [])

    async def actions(self, path: Path, place: types.Range, *only: str) -> list[types.CodeAction]:
        """What can be done at a place."""
        context = types.CodeActionContext([], only=list(only) or None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(path.as_uri()), place, context)
        found = await self.client.text_document_code_action_async(params)
        return [one for one in found or [] if isinstance(one, types.CodeAction)]

    def at(self, path: Path, word: str) -> tuple[types.TextDocumentIdentifier, types.Position]:
        """The place of a word in an open file; ASCII before it on its line."""
        before = self.texts[path].partition(word)[0].replace("\r\n", "\n")
        position = types.Position(before.count("\n"), len(before.rpartition("\n")[2]))
        return types.TextDocumentIdentifier(path.as_uri()), position

    def applied(self, edit: types.WorkspaceEdit | None) -> dict[str, str]:
        """The texts after an edit of the workspace, by the names of files."""
        assert edit is not None
        assert edit.document_changes is not None
        after: dict[str, str] = {}
        for change in edit.document_changes:
            assert isinstance(change, types.TextDocumentEdit)
            path = Path(change.text_document.uri.removeprefix("file://"))
            open_ = path in self.texts
            assert change.text_document.version == (self.versions[path] if open_ else None)
            text = self.texts[path] if open_ else path.read_bytes().decode()
            after[path.name] = _edited(text, [one for one in change.edits if isinstance(one, types.TextEdit)])
        return after


def _edited(text: str, edits: list[types.TextEdit]) -> str:
    """A text after edits, counted as the protocol does by default."""
    lines = text.split("\n")
    data = text.encode("utf-16-le")

    def offset(position: types.Position) -> int:
        before = "".join(f"{line}\n" for line in lines[: position.line])
        return len(before.encode("utf-16-le")) + position.character * 2

    for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        data = data[: offset(edit.range.start)] + edit.new_text.encode("utf-16-le") + data[offset(edit.range.end) :]
    return data.decode("utf-16-le")


def _places(found: Any) -> list[tuple[str, int]]:
    return [(one.uri.rpartition("/")[2], one.range.start.line + 1) for one in found]


def codes_of(found: list[types.Diagnostic]) -> list[str]:
    """The codes of findings, in order."""
    return [str(one.code) for one in found]
