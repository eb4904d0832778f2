"""`relcheck server`: a language server."""

import argparse
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from relcheck.cli.arguments import Parser
from relcheck.errors import MissingExtraError, UsageError
from relcheck.lazy import require

if TYPE_CHECKING:
    from relcheck.server.app import Server

_EPILOG = """\
An editor starts it by itself, and speaks to it over standard input and output: docs/editor.md has the lines
for VS Code, Neovim, Helix, Zed and Emacs.
"""


def parser() -> argparse.ArgumentParser:
    """The options of `relcheck server`."""
    made = Parser(
        "relcheck server",
        description="Run the language server: it shows the findings of `relcheck lint` in an editor as you type.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    ways = made.add_mutually_exclusive_group()
    ways.add_argument("--stdio", action="store_true", help="use standard input and output (the default)")
    ways.add_argument("--tcp", metavar="PORT", type=int, help="wait for one editor on this port of 127.0.0.1")
    return made


def run(argv: list[str]) -> int:
    """Run `relcheck server ...` until the editor ends it."""
    options = parser().parse_args(argv)
    try:
        from relcheck.server.features import build
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("pygls", "lsprotocol"):
            raise MissingExtraError("relcheck server", "server") from None
        raise
    from relcheck.cli import bug_report

    require("libcst")
    server = build(bug_report)
    # asyncio would wait for the thread that reads standard input, which waits for a line.
    before = signal.signal(signal.SIGINT, _interrupted)
    try:
        return _serve(server, options.tcp)
    finally:
        signal.signal(signal.SIGINT, before)


def _interrupted(number: int, frame: object) -> NoReturn:
    os._exit(130)


def _serve(server: "Server", port: int | None) -> int:
    if port is None:
        if sys.stdin.isatty():  # a person, who would see nothing happen
            sys.stderr.write("relcheck: editors start this and talk to it on standard input; Ctrl-C stops it\n")
        # What else might be printed, by a rule of some pack, must not come between the messages.
        messages = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        server.start_io(stdout=messages)
        return 0 if server.ended else 1  # as the protocol has it: 1 where nobody asked it to end
    try:
        server.start_tcp("127.0.0.1", port)
    except OSError as error:  # asyncio has put its own words into it
        raise UsageError(f"cannot listen on port {port} ({os.strerror(error.errno or 0)})") from None
    except OverflowError:
        raise UsageError(f"{port} is not a port: take 1 to 65535") from None
    return 0
