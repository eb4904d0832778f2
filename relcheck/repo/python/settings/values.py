"""What an expression of the source says, as far as one can know it without running it.

One of the modules that know libcst. A value is looked at here and leaves only as a `Default`.
"""

from operator import add, mul, sub
from typing import Final, Protocol

import libcst as cst

from relcheck.diagnostic import Span
from relcheck.facts.python import Default, Looks, last_word
from relcheck.repo.python.tables.settings import RANDOM, WRAPPERS
from relcheck.secret import digest, looks

Value = str | bytes | int | float | bool | None | tuple["Value", ...] | dict["Value", "Value"]
_GRAVEST: Final[tuple[Looks, ...]] = ("token", "credentials", "publishable", "placeholder", "url")
_CODE: Final = cst.Module([])
_ARITHMETIC: Final = {cst.Add: add, cst.Subtract: sub, cst.Multiply: mul}


class Unknown:
    """The value of an expression that has to be run to be known."""


UNKNOWN: Final = Unknown()


class Resolver(Protocol):
    """What the names of a place in a file mean."""

    def qualify(self, node: cst.BaseExpression) -> str | None:
        """The qualified name of what an expression is: `pydantic.Field`, `environ.Env()` for an object
        of that class, `.base:Common` for a relative import; None where it is not known."""

    def constant(self, node: cst.BaseExpression) -> str | tuple[str, ...] | None:
        """The text, or the texts, that an expression always has."""

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node stands in the file."""


def code(node: cst.CSTNode) -> str:
    """The source of a node on one line."""
    return " ".join(_CODE.code_for_node(node).split())


def dotted(node: cst.BaseExpression) -> str:
    """`a.b.c` as written; empty for anything but names and attributes."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr.value}" if left else ""
    return ""


def name_of(node: cst.BaseExpression, resolver: Resolver) -> str:
    """The qualified name where it is known, else the name as written."""
    return resolver.qualify(node) or dotted(node)


def arguments(call: cst.Call) -> tuple[list[cst.BaseExpression], dict[str, cst.BaseExpression], bool]:
    """Positional arguments, keyword arguments, and whether others are merged in by `*` or `**`."""
    positions: list[cst.BaseExpression] = []
    keywords: dict[str, cst.BaseExpression] = {}
    merged = False
    for argument in call.args:
        if argument.star:
            merged = True
        elif argument.keyword is not None:
            keywords[argument.keyword.value] = argument.value
        elif not merged:
            positions.append(argument.value)
    return positions, keywords, merged


def literal(node: cst.BaseExpression, resolver: Resolver) -> Value | Unknown:
    """The value of a literal, of a display of literals, or of a name that is bound to one."""
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString | cst.Integer | cst.Float):
        value = node.evaluated_value
        if value is not None:
            return value
    elif isinstance(node, cst.Name) and node.value in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[node.value]
    elif isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        number = literal(node.expression, resolver)
        return -number if isinstance(number, int | float) else UNKNOWN
    elif isinstance(node, cst.BinaryOperation) and type(node.operator) in _ARITHMETIC:
        left, right = literal(node.left, resolver), literal(node.right, resolver)
        if isinstance(left, int) and isinstance(right, int) and abs(right) < 10**9:
            result: int = _ARITHMETIC[type(node.operator)](left, right)
            return result
    elif isinstance(node, cst.Tuple | cst.List | cst.Set):
        items = [UNKNOWN if isinstance(e, cst.StarredElement) else literal(e.value, resolver) for e in node.elements]
        known = [item for item in items if not isinstance(item, Unknown)]
        return tuple(known) if len(known) == len(items) else UNKNOWN
    elif isinstance(node, cst.Dict):
        return _dictionary(node, resolver)
    elif isinstance(node, cst.Call) and last_word(name_of(node.func, resolver)) in WRAPPERS:
        positions, keywords, merged = arguments(node)
        if len(positions) == 1 and not keywords and not merged:
            return literal(positions[0], resolver)
    constant = resolver.constant(node)
    return UNKNOWN if constant is None else constant


def _dictionary(node: cst.Dict, resolver: Resolver) -> Value | Unknown:
    result: dict[Value, Value] = {}
    for element in node.elements:
        if not isinstance(element, cst.DictElement):
            return UNKNOWN
        key, value = literal(element.key, resolver), literal(element.value, resolver)
        if isinstance(key, Unknown | dict) or isinstance(value, Unknown):
            return UNKNOWN
        result[key] = value
    return result


def texts(node: cst.BaseExpression, resolver: Resolver) -> tuple[str, ...] | None:
    """One text or several, as `env="A"` and `envvar=["A", "B"]` take them; None where they are not known."""
    value = literal(node, resolver)
    if isinstance(value, str):
        return (value,)
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return tuple(str(item) for item in value)
    return None


def default_of(node: cst.BaseExpression, resolver: Resolver, form: str = "") -> Default:
    """A default value without the value; `form="factory"` for a callable that makes it."""
    span = resolver.span(node)
    place = (span.line, span.column, span.end_line, span.end_column)
    inner = node.body if form == "factory" and isinstance(node, cst.Lambda) else node
    if form == "factory" and not isinstance(node, cst.Lambda):
        return Default("factory", "text", 0, *place)
    value = literal(inner, resolver)
    if isinstance(value, Unknown):
        return Default("factory" if form else "expression", "text", 0, *place)
    if form:
        return Default("factory", look(value), digest(text_of(value)), *place)
    if value is None:
        return Default("none", "empty", 0, *place)
    if value in ("", b"", (), {}):
        return Default("empty", "empty", digest(text_of(value)), *place)
    return Default("literal", look(value), digest(text_of(value)), *place)


def text_of(value: Value) -> str:
    """A value as one would write it into an environment variable."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def look(value: Value) -> Looks:
    """What a value looks like; of several the gravest counts."""
    if isinstance(value, tuple | dict):
        items = value.values() if isinstance(value, dict) else value
        found = {look(item) for item in items}
        return next((word for word in _GRAVEST if word in found), "text" if found else "empty")
    return looks(text_of(value)) if value is not None else "empty"


def is_random(node: cst.BaseExpression, resolver: Resolver) -> bool:
    """Whether an expression draws something new each time it is evaluated: `secrets.token_urlsafe`."""
    if isinstance(node, cst.Lambda):
        return is_random(node.body, resolver)
    if isinstance(node, cst.Call):
        inside = any(is_random(argument.value, resolver) for argument in node.args)
        return inside or is_random(node.func, resolver)
    if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Call):
        return is_random(node.value, resolver)
    return last_word(name_of(node, resolver)) in RANDOM
