"""Shows the progress of a long run, in one line of the terminal that disappears before anything is printed."""

import sys
import time

from relcheck.cli import environment


class Progress:
    """What was told last. A short run says nothing, and neither does one without a terminal that can take it back."""

    def __init__(self, quiet: bool = False) -> None:
        self._silent = quiet or not sys.stderr.isatty() or environment.read().dumb
        self._begun = self._last = time.monotonic()
        self._shown = False

    def tell(self, words: str) -> None:
        """Show it, if the run is long and the last word is a while ago."""
        now = time.monotonic()
        if not self._silent and now - self._begun > 0.5 and now - self._last > 0.1:
            self._last, self._shown = now, True
            sys.stderr.write(f"\r\x1b[K{words}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take away what was shown."""
        if self._shown:
            self._shown = False
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
