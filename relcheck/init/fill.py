"""Fills a template of this package: `<<name>>` becomes a text, and a line of its own becomes lines, or none."""

import re
from importlib.resources import files
from typing import Final

_PLACE: Final = re.compile(r"<<([a-z_]+)>>")
_GAP: Final = re.compile(r"\n{4,}")
_LINE: Final = re.compile(r"(?m)^([ \t]*)<<([a-z_]+)>>[ \t]*\n")


def fill(template: str, **values: str) -> str:
    """The text of a template. A placeholder without a value, or a value without a placeholder, is a `KeyError`."""
    text = files("relcheck.init").joinpath("templates", template).read_text("utf-8")
    unused = set(values) - set(_PLACE.findall(text))
    if unused:
        raise KeyError(f"{template}: no place for {', '.join(sorted(unused))}")

    def lines(match: re.Match[str]) -> str:
        inside = values[match[2]].rstrip("\n")
        return "".join(f"{match[1]}{line}\n" if line else "\n" for line in inside.split("\n")) if inside else ""

    filled = _PLACE.sub(lambda match: values[match[1]], _LINE.sub(lines, text))
    return _GAP.sub("\n\n\n", filled)
