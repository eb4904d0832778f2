"""Tells the editor that a project is being read, where it can show that."""

import asyncio
from concurrent.futures import Future
from uuid import uuid4

from lsprotocol import types
from pygls.lsp.server import LanguageServer

Reading = tuple[str, "Future[None]"]
"""A token, and the message that introduces it, which must have been answered before it is used."""


def begin(server: LanguageServer, loop: asyncio.AbstractEventLoop | None, name: str) -> Reading | None:
    """Say that reading began; from any thread."""
    window = server.client_capabilities.window
    if loop is None or not (window and window.work_done_progress):
        return None
    token = str(uuid4())

    async def tell() -> None:
        await server.work_done_progress.create_async(token)
        server.work_done_progress.begin(token, types.WorkDoneProgressBegin(f"relcheck: reading {name}"))

    return token, asyncio.run_coroutine_threadsafe(tell(), loop)


def end(server: LanguageServer, loop: asyncio.AbstractEventLoop | None, reading: Reading | None) -> None:
    """Say that it ended."""
    if loop is None or reading is None:
        return
    token, introduced = reading

    async def tell() -> None:
        await asyncio.wrap_future(introduced)
        server.work_done_progress.end(token, types.WorkDoneProgressEnd())

    asyncio.run_coroutine_threadsafe(tell(), loop)
