"""Readers of libraries that are known by a telling name alone: of a method, of a keyword, or inside a text.

One of the modules that know libcst. `app.config.from_envvar("X")` is Flask's whoever made `app`, and
`envvar=` is click's in a file that imports click; such accesses are marked as guessed. Texts are those of
OmegaConf: `${oc.env:HOST,localhost}`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import libcst as cst

from relcheck.facts.python import Access, Default
from relcheck.repo.python.libraries.fact import access_of, entry
from relcheck.repo.python.libraries.objects import State
from relcheck.repo.python.tables.libraries import KEYWORDS, METHODS, TEXT, Reader
from relcheck.secret import digest, looks

if TYPE_CHECKING:
    from relcheck.repo.python.statements.statement import Statement

_INTERPOLATION: Final = re.compile(r"\$\{" + re.escape(TEXT) + r"([^},]+)(?:,([^}]*))?\}")


def read(statement: "Statement", words: tuple[str, ...]) -> Iterator[Access]:
    """The guessed accesses of a statement; who knows better of a place goes first."""
    for node in statement.nodes:
        if isinstance(node, cst.Call):
            row = _row(node, words)
            for access in access_of(row, node, statement, State()) if row is not None else ():
                yield access._replace(guessed=True)
        elif TEXT in words and isinstance(node, cst.SimpleString | cst.FormattedStringText):
            yield from _interpolated(node, statement)


def _row(call: cst.Call, words: tuple[str, ...]) -> Reader | None:
    function = call.func
    if isinstance(function, cst.Attribute) and function.attr.value in METHODS:
        receiver = function.value
        word = receiver.attr.value if isinstance(receiver, cst.Attribute) else getattr(receiver, "value", "")
        if word in ("config", "app", "celery", "celery_app", "application"):
            return METHODS[function.attr.value]
    if isinstance(function, cst.Name) and function.value == "dict":
        return None  # the settings of a context: the call that they are given to is the reader
    for argument in call.args:
        keyword = argument.keyword.value if argument.keyword is not None else ""
        if keyword in KEYWORDS and keyword in words:
            return KEYWORDS[keyword]
        if keyword == "context_settings" and entry(argument.value, "auto_envvar_prefix") is not None:
            return KEYWORDS["auto_envvar_prefix"]
    return None


def _interpolated(node: Any, statement: "Statement") -> Iterator[Access]:
    """The variables that a text of OmegaConf asks for when it is resolved."""
    from relcheck.repo.python.statements.statement import Names

    text = node.value
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        text = value if isinstance(value, str) else ""
    for found in _INTERPOLATION.finditer(text):
        default = None
        if found[2] is not None:
            given = found[2].strip().strip("'\"")
            form = "none" if given == "null" else "literal" if given else "empty"
            default = Default(form, looks(given), digest(given), *statement.span(node)[1:])  # type: ignore[arg-type]
        names = Names((found[1].strip(),))
        access = statement.access(node, "library", "read", names, "omegaconf.oc.env", default)
        yield access._replace(time="call", freezer="")
