"""Keep a file in step with the contract: only the block between two markers is written."""

import re
from collections.abc import Sequence
from typing import Final

from relcheck import whole
from relcheck.contract.forms import render
from relcheck.errors import ConfigError
from relcheck.facts.contract import Entry

_BEGIN: Final = "relcheck contract"
_END: Final = "end of relcheck contract"
_WHOLE: Final = ("json", "jsonschema")
"""Forms without comments, so the file holds nothing else."""


def markers(form: str) -> tuple[str, str]:
    """The lines between which the contract stands."""
    if form == "markdown":
        return f"<!-- {_BEGIN} -->", f"<!-- {_END} -->"
    return f"# {_BEGIN}", f"# {_END}"


def updated(text: str | None, form: str, entries: Sequence[Entry], path: str) -> str:
    """The file with the contract as it is now; `text` is what it holds, `None` where it is not there."""
    body = render(form, entries)
    if form in _WHOLE:
        return body
    begin, end = markers(form)
    if text is None:
        return f"{begin}\n{body}{end}\n"
    found = _block(text, form)
    if found is None:
        raise ConfigError(f"{path}: has no lines `{begin}` and `{end}`: add them where the contract should go")
    start, stop, indent = found
    inside = "".join(f"{indent}{line}" if line.strip() else line for line in body.splitlines(keepends=True))
    return text[:start] + inside + text[stop:]


def drift(text: str, form: str, entries: Sequence[Entry], path: str) -> tuple[str, ...]:
    """What differs, in sentences that name variables and quote nothing; empty where the file is in step.

    A file of env variables without markers is compared by its names alone: it was written by hand.
    """
    if form not in _WHOLE and _block(text, form) is None:
        if form not in ("dotenv", "kubernetes", "compose"):
            begin, end = markers(form)
            raise ConfigError(f"{path}: has no lines `{begin}` and `{end}`: add them around the contract")
        return _by_name(text, entries)
    if updated(text, form, entries, path) == text:
        return ()
    return _by_name(_inside(text, form), entries) or ("the contract in it is out of date",)


def write(path: str, text: str) -> None:
    """Put the file in place in one step, so that nobody reads half of it."""
    try:
        whole.write(path, text.encode("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from None


def _block(text: str, form: str) -> tuple[int, int, str] | None:
    """Where the block begins and ends, and how far the markers are indented."""
    begin, end = map(re.escape, markers(form))
    found = re.search(rf"(?ms)^([ \t]*){begin}[ \t]*\r?\n(.*?)^[ \t]*{end}[ \t]*$", text)
    return (found.start(2), found.end(2), found[1]) if found else None


def _inside(text: str, form: str) -> str:
    block = _block(text, form)
    return text[block[0] : block[1]] if block else text


def _by_name(text: str, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Variables that the file lacks, and those that nobody asks for."""
    known = {name for entry in entries for name in entry.names}
    held = set(
        re.findall(
            r"(?m)^[ \t]*(?:#[ \t]*)?(?:export[ \t]+)?(?:-[ \t]+)?[\"']?([A-Za-z_][A-Za-z0-9_.]*)[\"']?[ \t]*[=:]", text
        )
    )
    tabled = set(re.findall(r"(?m)^\|[ \t]*`([A-Za-z_][A-Za-z0-9_.]*?)(?:\.\.\.)?`[ \t]*\|", text))
    quoted = set(re.findall(r'"([A-Za-z_][A-Za-z0-9_.]*)"', text))
    lacking = [entry for entry in entries if not entry.open and not set(entry.names) & (held | tabled | quoted)]
    bare = set(re.findall(r"(?m)^(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)=", text)) | tabled
    opened = tuple(name for entry in entries if entry.open for name in entry.names)
    strange = sorted(name for name in bare - known if not name.startswith(opened or ("\0",)))
    sentences = [f"`{entry.name}` is missing" for entry in lacking]
    return (*sentences, *(f"`{name}` is in no settings class" for name in strange))
