"""The `relcheck` command, which `python -m relcheck` is, too."""

import os
import sys
from typing import NoReturn

from relcheck.cli import main


def run() -> NoReturn:
    """Run the command line and end the process at once: to free what is known of a large project takes a second."""
    status = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # whoever read it has gone, or there is no such stream
            status = status or 141
    os._exit(status)


if __name__ == "__main__":
    run()
