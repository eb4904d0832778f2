"""The `relcheck` command, which `python -m relcheck` is, too."""

from __future__ import annotations

import gc
import os
import sys

from relcheck.cli import main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_GARBAGE = 50_000
"""Objects that may be left over before they are collected: importing leaves none, and to look for some is a twentieth
of what a hook takes."""


def run() -> NoReturn:
    """Run the command line and end the process at once: to free what is known of a large project takes a second."""
    if sys.version_info < (3, 11):  # noqa: UP036  # pip refuses it, a checkout on PYTHONPATH does not
        sys.stderr.write("relcheck: this is Python {}.{}, and 3.11 or newer is needed\n".format(*sys.version_info))
        sys.exit(2)
    if sys.argv[1:2] == ["lint"]:
        gc.set_threshold(_GARBAGE)
    status = main()
    if "relcheck.boot.verify" in sys.modules:  # code of an application ran, which may have left work for the end
        sys.exit(status)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # whoever read it has gone, or there is no such stream
            status = status or 141
    os._exit(status)


if __name__ == "__main__":
    run()
