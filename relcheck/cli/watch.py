"""`relcheck lint --watch`: run again whenever a file changes."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable

from relcheck.configfile import DECISIVE, nearest, project_root
from relcheck.errors import MissingExtraError, RelcheckError
from relcheck.repo.cache import DIRECTORY
from relcheck.repo.discover import EXCLUDED
from relcheck.repo.readers import classify

_PAUSE = 200
"""Milliseconds between two looks at what the operating system has told, and before the first run."""


def watch(run: Callable[[], int], options: Namespace) -> int:
    """Run, and again after each change, until somebody interrupts; what cannot be run is told, and waited for."""
    try:
        from watchfiles import Change
        from watchfiles import watch as changes_of
    except ModuleNotFoundError:
        raise MissingExtraError("relcheck lint --watch", "watch") from None
    paths = [os.path.abspath(path) for path in options.paths or ["."]]
    roots = sorted(tops(paths))
    output = os.path.abspath(options.output_file) if options.output_file else ""

    def matters(change: Change, path: str) -> bool:
        return path != output and (path in paths or any(concerns(path, root) for root in roots))

    changes: Iterable[object] = changes_of(
        *roots,
        watch_filter=matters,
        rust_timeout=_PAUSE,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    begun = False
    try:
        for some in changes:  # nothing at first: so the run comes after the watch began, and no change is lost
            if some or not begun:
                _once(run, options.quiet, again=begun)
                begun = True
    except OSError as error:
        raise RelcheckError(f"the files cannot be watched ({error.strerror or error})") from None
    return 0


def _once(run: Callable[[], int], quiet: bool, *, again: bool) -> None:
    if sys.stdout.isatty():
        sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")
    if not quiet:
        sys.stderr.write("A file changed.\n\n" if again else "Watching for changes; Ctrl-C stops.\n\n")
        sys.stderr.flush()
    try:
        run()
    except RelcheckError as error:
        sys.stderr.write(f"relcheck: {error}\n")
    sys.stdout.flush()
    sys.stderr.flush()


def tops(paths: Iterable[str]) -> set[str]:
    """The directories to watch: those of the projects, because a finding in one file may come from another."""
    found = set()
    for path in paths:
        directory = path if os.path.isdir(path) else os.path.dirname(path)
        try:
            found.add(os.path.dirname(nearest(directory)) or project_root(directory))
        except RelcheckError:  # a broken configuration, which the run tells of
            found.add(project_root(directory))
    return found


def concerns(path: str, root: str) -> bool:
    """Whether a run may say something else after this file below a root changed; a new directory may hold anything."""
    below = os.path.relpath(path, root).replace(os.sep, "/")
    parts = below.split("/")
    if parts[0] == ".." or DIRECTORY in parts or not EXCLUDED.isdisjoint(parts):
        return False
    return parts[-1] in DECISIVE or classify(below) is not None or os.path.isdir(path)
