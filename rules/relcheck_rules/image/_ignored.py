"""The edit that adds files to what docker ignores."""

from relcheck.diagnostic import Edit, Fix
from relcheck.facts.image import IgnoreFile


def ignored(ignore: IgnoreFile | None, files: list[str]) -> Fix | None:
    """The missing lines, at the end, where the last pattern decides; a line that takes a file back in goes instead."""
    if ignore is None:
        return None
    span = ignore.span
    back = {name: line for line, text in ignore.patterns for name in files if text in (f"!{name}", f"!**/{name}")}
    if back:
        lines = [span._replace(line=n, column=1, end_line=n + 1, end_column=1) for n in sorted({*back.values()})]
        if all(line.end_line <= span.end_line for line in lines):
            why = f"Take {', '.join(f'`{name}`' for name in back)} out of what {span.path} lets through"
            return Fix(why, tuple(Edit(line, "") for line in lines), "unsafe")
    end = span._replace(line=span.end_line, column=span.end_column)
    text = ("\n" if span.end_column > 1 else "") + "".join(f"{name}\n" for name in files)
    return Fix(f"Ignore them in {span.path}", (Edit(end, text),), "unsafe")
