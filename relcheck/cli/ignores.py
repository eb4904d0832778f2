"""Writes the suppressions of `relcheck lint --add-ignore` into the files."""

import os

from relcheck import whole
from relcheck.add_ignore import add
from relcheck.config import Config
from relcheck.diagnostic import Diagnostic, Report
from relcheck.errors import RelcheckError


def write(report: Report, config: Config, reason: str) -> tuple[int, int, list[Diagnostic]]:
    """How many findings are silenced now, in how many files, and which no comment can mend."""
    silenced, files = 0, 0
    left: list[Diagnostic] = []
    told = frozenset(report.diagnostics)
    left += [one for one in report.diagnostics if _about_us(one)]
    by_path: dict[str, list[Diagnostic]] = {}
    for one in report.diagnostics:
        for span in () if _about_us(one) else one.places:  # each place is silenced by itself
            by_path.setdefault(span.path, []).append(one if span is one.span else one._replace(span=span, related=()))
    for path, rows in by_path.items():
        full = os.path.join(config.root, path)
        try:
            with open(full, "rb") as file:
                data = file.read()
            text = data.decode("utf-8")
        except (OSError, UnicodeDecodeError):
            left += rows
            continue
        added = add(text, path, rows, reason)
        silenced += sum(one in told and one not in added.left for one in rows)
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
