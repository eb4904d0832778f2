"""Variables by places: where each variable is read, declared and set."""

from typing import Literal, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.deployment import State

Cell = State | Literal["missing", "default", "unknown"]
"""How a workload has a variable: given in some way, missing, left to its default, or not to be known."""


class Given(NamedTuple):
    """One cell: the state, and where it is given."""

    column: int
    state: Cell
    span: Span | None = None
    layer: str = ""


class Row(NamedTuple):
    """One variable."""

    variable: str
    type: str = ""
    secret: bool = False
    required: bool = False
    declared: tuple[Span, ...] = ()
    reads: tuple[Span, ...] = ()
    given: tuple[Given, ...] = ()

    @property
    def orphan(self) -> bool:
        """Whether it is given and nobody of the project reads it."""
        return bool(self.given) and not self.declared and not self.reads

    @property
    def modules(self) -> list[str]:
        """The files that declare or read it, in order."""
        return sorted({span.path for span in (*self.declared, *self.reads)})

    @property
    def missing(self) -> bool:
        """Whether some workload that needs it does not have it."""
        return any(cell.state == "missing" for cell in self.given)


class Column(NamedTuple):
    """One workload, and how it was tied to its settings classes."""

    name: str
    platform: str
    span: Span
    environment: str = ""
    classes: tuple[str, ...] = ()
    reason: str = ""
    opaque: tuple[str, ...] = ()


class Matrix(NamedTuple):
    """The whole picture of a project."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
