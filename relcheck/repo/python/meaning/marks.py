"""Texts with marks where arguments of a helper go, and what the helper does with them before it asks.

`def env(name, prefix="APP_"): return os.environ[prefix + name.upper()]` makes its name of the mark of `prefix` and
of a step, which stands for a method of a text: `upper` of the mark of `name`. Steps are taken when all marks in
them are filled. What is filled in may be a pattern, and what a step makes of one is a pattern, too.
"""

import re
from typing import Final

ARGUMENT: Final = "\0\0"
ELEMENT: Final = "\0e\0"
"""What a caller of a helper passes to name the variable, and each element of that."""
METHODS: Final = frozenset(
    "upper lower casefold swapcase title capitalize strip lstrip rstrip replace removeprefix removesuffix"
    " decode encode".split()
)
"""The methods that make a text of a text."""
OF_TEXTS: Final = METHODS | {"format", "join"}
"""And those that make one of several."""
_SAME: Final = ("decode", "encode")
_PIECEWISE: Final = ("upper", "lower", "casefold", "swapcase")
_MARK: Final = re.compile("\0([0-9e]?)\0")
_STEP: Final = re.compile("\5([^\5\7]*)\7")
_NEXT: Final = "\6"


def mark(index: int) -> str:
    """The mark of another argument."""
    return f"\0{index}\0"


def is_mark(text: object) -> bool:
    """Whether a text is nothing but the mark of one argument."""
    return isinstance(text, str) and _MARK.fullmatch(text) is not None


def holds(text: str, index: str = "") -> bool:
    """Whether a text has a mark."""
    return "\0" in text and any(found[1] == index for found in _MARK.finditer(text))


def filled(template: str, text: str, index: str = "") -> str:
    """A template with a text, or pattern, in the place of a mark; without an index of that of the name."""
    if not template:
        return text
    names = (index,) if index else ("", "e")
    made, last = _MARK.sub(lambda found: text if found[1] in names else found[0], template), ""
    while made != last:
        made, last = _STEP.sub(_taken, made), made
    return made


def changed(text: str, method: str, args: list[str]) -> str | None:
    """A text or pattern after one of its methods, as a step where it has marks; None if that fails."""
    if method in _SAME:
        return text
    if "\0" in text or any("\0" in arg for arg in args):
        return f"\5{_NEXT.join((method, *args, text))}\7"
    try:
        return _pattern(text, method, args) if "*" in text else getattr(text, method)(*args)
    except (TypeError, ValueError, LookupError):
        return None


def _taken(found: re.Match[str]) -> str:
    """A step, or what it makes where it has no marks any more."""
    if "\0" in found[1]:
        return found[0]
    method, *args, text = found[1].split(_NEXT)
    made = changed(text, method, args)
    return "*" if made is None or any("*" in arg for arg in args) else made


def _pattern(text: str, method: str, args: list[str]) -> str:
    """What a method makes of a text that is known in part; `*` where it may reach into the rest."""
    if method in _PIECEWISE:
        return str(getattr(text, method)())
    if method == "replace":
        return text.replace(args[0], args[1]) if len(args[0]) == 1 and args[0] != "*" else "*"
    if method == "lstrip":
        return _stripped(text, *args)
    if method == "rstrip":
        return _stripped(text[::-1], *args)[::-1]
    if method == "strip":
        return _stripped(_stripped(text, *args)[::-1], *args)[::-1]
    if method == "removeprefix":
        return _without(text, *args)
    if method == "removesuffix":
        return _without(text[::-1], args[0][::-1])[::-1]
    return "*"


def _stripped(text: str, characters: str | None = None) -> str:
    head, _, rest = text.partition("*")
    kept = head.lstrip(characters)
    if kept:
        return f"{kept}*{rest}"
    return "*" + rest if rest.lstrip(characters) == rest else "*"


def _without(text: str, prefix: str) -> str:
    head = text.partition("*")[0]
    if head.startswith(prefix):
        return text[len(prefix) :]
    return "*" if prefix.startswith(head) else text
