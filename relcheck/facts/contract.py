"""The contract of a service: the variables that it needs. No values, except defaults of non-secrets."""

from typing import Final, NamedTuple

from relcheck.diagnostic import Span

_MARKS: Final = {
    "RunTimeOnly": "at run time only",
    "SharedAcrossReplicas": "the same in all replicas",
    "DistinctPerReplica": "another in each replica",
    "RequiredIn": "required in",
}


class Entry(NamedTuple):
    """One variable of a contract.

    `names` are all spellings that would do, the best first; `group` is the settings class or the module
    that asks for it. `type` is the annotation or the cast as written, `expected` the same in plain words
    where the class was imported. `default` is the text that one would write, empty where there is none,
    where it is computed, or where it is a secret; `optional` says that there is one all the same.
    """

    names: tuple[str, ...]
    type: str
    group: str
    optional: bool = False
    secret: bool = False
    default: str = ""
    description: str = ""
    expected: str = ""
    choices: tuple[str, ...] = ()
    field: str = ""
    declared: Span | None = None
    read: tuple[Span, ...] = ()
    open: bool = False  # a mapping: whatever begins with the name and the delimiter is read as well
    markers: tuple[tuple[str, str], ...] = ()  # of `relcheck.types`: (("RequiredIn", "production"),)
    drawn: bool = False  # without it each process draws one at random

    @property
    def name(self) -> str:
        """The name to write in the deployment."""
        return self.names[0]

    @property
    def words(self) -> str:
        """What a value must be: in plain words where they are known."""
        return self.expected or self.type or "text"

    @property
    def marks(self) -> tuple[str, ...]:
        """What its markers say, in plain words."""
        return tuple(f"{_MARKS[name]} {given}".rstrip() for name, given in self.markers if name in _MARKS)


def either(one: Entry, other: Entry) -> Entry:
    """What is asked for under one name by two classes, or by two members of a union.

    Two classes both have to be satisfied; of a union, the choices of all its members are allowed.
    """
    if one.group != other.group:
        needed = not (one.optional and other.optional)
        return one._replace(optional=False, default="") if needed and one.optional else one
    choices = tuple(dict.fromkeys((*one.choices, *other.choices)))
    if one.choices == choices or not (one.choices and other.choices):
        return one
    expected = "one of " + ", ".join(f"`{choice}`" for choice in choices)
    return one._replace(type=f"{one.type} | {other.type}", choices=choices, expected=expected)
