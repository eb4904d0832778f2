"""What replaces a read once there is a field: the settings, and the read's own default if the field has none."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from relcheck.facts.python import Access
from relcheck.fix.module import Corners, Module, Withheld
from relcheck.fix.read import Read, literal
from relcheck.secret import digest

_FALSE = ("False", "0", "0.0")
"""Literals that are false, as they are written."""


class Shape(NamedTuple):
    """The type and default of a field: as written, and what the default is. No default: it is required."""

    type: str
    default: str
    value: str | int | float | None = None

    @property
    def required(self) -> bool:
        """Whether the settings cannot be made without the variable."""
        return not self.default

    @property
    def optional(self) -> bool:
        """Whether the field may hold nothing."""
        return self.default == "None"


def shape(reads: Sequence[Read], elsewhere: Iterable[Access] = ()) -> Shape:
    """The field that all reads of one variable can share, so that each does what it did.

    `elsewhere` are the reads of the variable that stay where they are: they have defaults, too.
    """
    found = _shape(reads, elsewhere)
    if found.required and all(one.bare.conditional for one in reads):
        raise Withheld("it is only read under a condition, and would become required always")
    return found


def _shape(reads: Sequence[Read], elsewhere: Iterable[Access]) -> Shape:
    constants = {one.default.digest for one in elsewhere if one.default and one.default.form == "literal"}
    constants |= {
        digest(one.bare.constant) for one in reads if one.bare.lack in ("text", "other") and one.bare.constant
    }
    if len(constants) > 1:
        raise Withheld("its reads have different defaults")
    asking = any(one.bare.lack in ("asked", "unasked") or one.bare.guarded for one in reads)
    if not asking and len({(one.type, one.default, one.turned and one.meant) for one in reads}) == 1:
        return Shape(reads[0].type, reads[0].default, reads[0].value)
    if all(one.bare.lack == "required" and not one.bare.guarded for one in reads):
        return Shape("str", "")
    texts = {one.bare.value for one in reads if one.bare.lack == "text"}
    if len(texts) == 1 and all(one.bare.lack == "text" for one in reads):
        return Shape("str", literal(reads[0].bare.value), reads[0].bare.value)
    return Shape("str", "None")


def replacement(read: Read, field: Shape, asked: str, *, secret: bool) -> tuple[Corners, str]:
    """What of the file is replaced, and by what; `asked` is how the field is asked for."""
    if field.type != "str":
        if field.type != read.type:
            raise Withheld("the field has another type")
        if not field.required and field != Shape(read.type, read.default, read.value):
            raise Withheld("the field has another default")
        return read.corners, f"not {asked}" if read.turned else asked
    value = f"{asked}.get_secret_value()" if secret else asked
    bare = read.bare
    if bare.lack in ("asked", "unasked"):
        if not field.optional:
            raise Withheld("it asks whether the variable is set, and the field always has a value")
        return bare.corners, f"{asked} is {'not ' if bare.lack == 'asked' else ''}None"
    empty = bare.constant in _FALSE if bare.lack == "other" else bare.lack in ("none", "text") and not bare.value
    if field.optional and bare.tested and empty:
        return bare.corners, asked
    if bare.lack == "required" and bare.guarded and field.optional:
        return bare.corners, value
    if bare.lack == "required" and not field.required:
        raise Withheld("other reads do without the variable, and this one does not")
    if field.required or (bare.lack == "text" and field.value == bare.value and not field.optional):
        return bare.corners, value
    if not field.optional:
        raise Withheld("the field has another default")
    if bare.lack == "none":
        return bare.corners, f"{value} if {asked} is not None else None" if secret else value
    if bare.lack == "text" and not bare.value and not secret:
        return bare.corners, f"{value} or {bare.code}"
    return bare.corners, f"{value} if {asked} is not None else {bare.code}"


def fitting(code: str, module: Module, corners: Corners, width: int) -> str:
    """A condition on several lines, where it does not fit into its own."""
    first, last = module.lines[corners[0] - 1], module.lines[corners[2] - 1]
    if corners[1] - 1 + len(code) + len(last) - (corners[3] - 1) <= width:
        return code
    value, found, rest = code.partition(" if ")
    test, otherwise, default = rest.partition(" else ")
    if not found or not otherwise or not test.endswith(" is not None") or "\n" in code:
        return code
    indent = first[: len(first) - len(first.lstrip())]
    rows = (value, f"if {test}", f"else {default}")
    return "(\n" + "".join(f"{indent}    {row}\n" for row in rows) + f"{indent})"
