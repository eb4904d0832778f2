"""What the server answers: one small function for each message of the protocol."""

import gc
from collections.abc import Callable
from typing import Final, TypeVar

from lsprotocol import types
from pygls.uris import to_fs_path

from relcheck.configfile import DECISIVE
from relcheck.project import Project
from relcheck.repo.readers import READERS
from relcheck.server import actions, looked
from relcheck.server.app import Server
from relcheck.server.convert import Words
from relcheck.server.folder import Folder

T = TypeVar("T")
_KINDS: Final = (types.CodeActionKind.QuickFix, actions.FIX_ALL)


def initialized(server: Server, params: types.InitializedParams) -> None:
    """Read the workspace, and ask to be told when files change."""
    import asyncio

    server.loop = asyncio.get_running_loop()
    root = server.workspace.root_uri
    uris = list(server.workspace.folders) or ([root] if root else [])
    add_folders(server, uris)
    files = server.client_capabilities.workspace and server.client_capabilities.workspace.did_change_watched_files
    if files and files.dynamic_registration:
        globs = sorted({glob for reader in READERS for glob in reader.files} | DECISIVE)
        watchers = [types.FileSystemWatcher(f"**/{glob}") for glob in globs]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registration = types.Registration("relcheck", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(types.RegistrationParams([registration]))


def shutdown(server: Server, params: None) -> None:
    """The editor is about to end this process."""
    server.ended = True


def add_folders(server: Server, uris: list[str]) -> None:
    """Begin to look after folders."""
    for uri in uris:
        path = to_fs_path(uri)
        if path and path not in server.folders:
            server.folders[path] = Folder(path)
            server.gather(server.folders[path])


def did_change_folders(server: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders come and go; open documents go with them."""
    for removed in params.event.removed:
        server.folders.pop(to_fs_path(removed.uri) or "", None)
    add_folders(server, [added.uri for added in params.event.added])
    for document in server.documents.values():
        server.typed(server.folder(document.path))


def did_open(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A document is looked at from now on."""
    item = params.text_document
    server.take(item.uri, item.language_id, item.text, item.version)
    _typed(server, item.uri)


def did_change(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    """A keystroke."""
    uri = params.text_document.uri
    known = server.document(uri)
    if known:
        text = server.workspace.get_text_document(uri).source
        server.documents[uri] = known._replace(text=text, version=params.text_document.version)
        _typed(server, uri)


def _typed(server: Server, uri: str) -> None:
    document = server.document(uri)
    if document:
        server.typed(server.folder(document.path))


def did_close(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    """The file on disk counts again."""
    document = server.documents.pop(params.text_document.uri, None)
    if document:
        server.close(document)


def did_save(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    """The whole project may be concerned."""
    document = server.document(params.text_document.uri)
    if document:
        server.saved(document.path)


def did_change_watched(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Something besides the editor wrote files."""
    changes = [(to_fs_path(one.uri) or "", one.type != types.FileChangeType.Changed) for one in params.changes]
    server.watched([(path, listed) for path, listed in changes if path])


async def hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    """The variable's row of the contract."""

    def answer(project: Project, at: looked.At, words: Words) -> types.Hover:
        text = looked.described(project, at, words.link)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), words.range(at.span))

    return await _at(server, params, answer)


async def definition(server: Server, params: types.DefinitionParams) -> list[types.Location] | None:
    """From a read or a manifest's variable to the field that declares it."""

    def answer(project: Project, at: looked.At, words: Words) -> list[types.Location]:
        return [words.location(field.span) for _, field in looked.declared(project, at.names)]

    return await _at(server, params, answer)


async def references(server: Server, params: types.ReferenceParams) -> list[types.Location] | None:
    """Everywhere that a variable is read, declared or given."""

    def answer(project: Project, at: looked.At, words: Words) -> list[types.Location]:
        fields = {field.span for _, field in looked.declared(project, at.names)}
        spans = looked.mentions(project, at.names)
        return [words.location(one) for one in spans if params.context.include_declaration or one not in fields]

    return await _at(server, params, answer)


async def code_action(server: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """Fixes and suppressions here; all safe fixes of the file where they are asked for."""
    document = server.document(params.text_document.uri)
    if document is None:
        return None
    client = server.client_capabilities
    asked = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]

    view = await server.ask(lambda: server.folder(document.path).view(document.path))
    if view is None:
        return []

    def answer() -> list[types.CodeAction]:
        words = server.speaking(view)
        found: list[types.CodeAction] = []
        if not asked or _wants(asked, "quickfix"):
            found += actions.quick_fixes(view, words, params.range, client)
        if asked and _wants(asked, actions.FIX_ALL):
            edit = actions.fix_all(view, words, client)
            if edit:
                title = "relcheck: Fix all that changes no behaviour"
                found.append(types.CodeAction(title, kind=actions.FIX_ALL, edit=edit))
        return found

    return await server.ask(answer, server.mending)  # while this is worked out, typing goes on


def _wants(asked: list[str], kind: str) -> bool:
    """Whether a kind of action, or one above it, is asked for: `source` asks for `source.fixAll.relcheck`."""
    return any(f"{kind}.".startswith(f"{one}.") for one in asked if one)


async def _at(
    server: Server,
    params: types.HoverParams | types.DefinitionParams | types.ReferenceParams,
    answer: Callable[[Project, looked.At, Words], T],
) -> T | None:
    """Ask about the variable at a place in a document."""
    document = server.document(params.text_document.uri)
    if document is None:
        return None

    def question() -> T | None:
        folder = server.folder(document.path)
        path = folder.path(document.path)
        project = folder.project() if path in folder.open else None
        if project is None:
            return None
        words = server.words(folder)
        line, column = words.places(path).place(params.position.line, params.position.character)
        at = looked.variable_at(project, path, line, column)
        return answer(project, at, words) if at else None

    return await server.ask(question)


def build(describe: Callable[[BaseException], str]) -> Server:
    """A server that knows all of these."""
    gc.set_threshold(100_000, 20, 100)  # a project is kept for hours: to look through it for cycles is in vain
    server = Server(describe)
    server.feature(types.INITIALIZED)(initialized)
    server.feature(types.SHUTDOWN)(shutdown)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(did_open)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(did_change)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(did_close)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(did_save)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(did_change_watched)
    server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(did_change_folders)
    server.feature(types.TEXT_DOCUMENT_HOVER)(hover)
    server.feature(types.TEXT_DOCUMENT_DEFINITION)(definition)
    server.feature(types.TEXT_DOCUMENT_REFERENCES)(references)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(_KINDS)))(
        code_action
    )
    return server
