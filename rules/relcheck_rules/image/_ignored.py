"""The edit that adds files to what docker ignores."""

from relcheck.diagnostic import Edit, Fix
from relcheck.facts.image import IgnoreFile


def ignored(ignore: IgnoreFile | None, files: list[str]) -> Fix | None:
    """The missing lines, at the end, where the last pattern decides."""
    if ignore is None:
        return None
    span = ignore.span
    end = span._replace(line=span.end_line, column=span.end_column)
    text = ("\n" if span.end_column > 1 else "") + "".join(f"{name}\n" for name in files)
    return Fix(f"Ignore them in {span.path}", (Edit(end, text),), "unsafe")
