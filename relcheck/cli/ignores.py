"""Writes the suppressions of `relcheck lint --add-ignore` into the files."""

import os
from itertools import groupby

from relcheck import whole
from relcheck.add_ignore import add
from relcheck.config import Config
from relcheck.diagnostic import Diagnostic, Report
from relcheck.errors import RelcheckError


def write(report: Report, config: Config, reason: str) -> tuple[int, int, list[Diagnostic]]:
    """How many findings are silenced now, in how many files, and which no comment can mend."""
    silenced, files = 0, 0
    left: list[Diagnostic] = []
    for path, found in groupby(report.diagnostics, key=lambda one: one.span.path):
        rows = list(found)
        left += [one for one in rows if _about_us(one)]
        rows = [one for one in rows if not _about_us(one)]
        if not rows:
            continue
        full = os.path.join(config.root, path)
        try:
            with open(full, "rb") as file:
                data = file.read()
            text = data.decode("utf-8")
        except (OSError, UnicodeDecodeError):
            left += rows
            continue
        added = add(text, path, rows, reason)
        silenced += added.silenced
        left += added.left
        if added.text != text:
            files += 1
            try:
                whole.write(full, added.text.encode("utf-8"))
            except OSError as error:
                raise RelcheckError(f"{path}: cannot be written ({error.strerror})") from None
    return silenced, files, left


def _about_us(found: Diagnostic) -> bool:
    """Whether it is about a suppression, the baseline or an unreadable file: a comment mends none of them."""
    return found.code.startswith("REL9")
