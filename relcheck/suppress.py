"""Reads suppressions: our own comment, and those of ruff and flake8, which mean here what they mean there.

- `# relcheck: ignore[REL101, until=2030-01-31] -- reason`, after a line or alone above a statement
- `# relcheck: ignore-file[REL101] -- reason`, alone on a line, for the whole file
- `# noqa`, `# noqa: REL101`, and for a file `# ruff: noqa`, `# flake8: noqa: REL101`
- `# ruff: ignore[REL101]`, `# ruff: file-ignore[REL101]`, `# ruff: disable[REL101]` ... `# ruff: enable[REL101]`

Between the brackets a rule may be given by its code or by its name.
"""

from typing import Final

from relcheck.facts.hygiene import Suppression
from relcheck.lazy import pattern

_CONCERNS: Final = pattern(
    r"(?i)#\s*(?:(?:(?:ruff|flake8)\s*:\s*)?noqa(?:(?!\s*:)|\s*:[^#\n]*REL\d)|(?:ruff\s*:(?!\s*noqa)|relcheck\s*:))"
)


def may_hold(data: bytes) -> bool:
    """Whether a file can hold a suppression that is ours alone, so that an unused one must be reported."""
    return b"relcheck" in data or (b"REL" in data and (b"noqa" in data or b"ruff:" in data))


def may_silence(text: str) -> bool:
    """Whether a text can hold any suppression at all."""
    return "relcheck" in text or "noqa" in text.lower() or "ruff" in text


def may_concern(text: str) -> bool:
    """Whether a text can hold a suppression that concerns our rules; `# noqa: E501` is none."""
    return _CONCERNS.search(text) is not None


def read(text: str, path: str) -> tuple[Suppression, ...]:
    """Every suppression of a file, in order; the empty tuple for most files, without looking closer."""
    if not may_silence(text):
        return ()
    from relcheck.directives import found  # its patterns are worth compiling only now

    return found(text, path)
