"""What is at a place: which variable, and what the project knows about it. Never a value, nor a default."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Provided, Supply
from relcheck.facts.matrix import Row
from relcheck.facts.python import Access, Field, SettingsClass
from relcheck.project import Project
from relcheck.render.matrix import SIGNS
from relcheck.repo.supply.matrix import matrix
from relcheck.server.document import covers

_MANY: Final = 8
"""So many places are listed; of the others only the number."""
Link = Callable[[Span], str]
"""Writes a place so that it can be clicked."""


class At(NamedTuple):
    """A variable at a place: where it stands, and all its names."""

    span: Span
    names: tuple[str, ...]


def variable_at(project: Project, path: str, line: int, column: int) -> At | None:
    """The variable that is read, declared or given at a place; of several the one with the shortest text."""
    found = [
        At(fact.span, names)
        for fact, names in _all(project)
        if names and fact.span.path == path and covers(fact.span, line, column)
    ]
    return min(found, key=lambda at: (at.span.end_line - at.span.line, at.span.end_column), default=None)


def declared(project: Project, names: tuple[str, ...]) -> list[tuple[SettingsClass, Field]]:
    """The fields that these variables fill, where they are written."""
    found: dict[Span, tuple[SettingsClass, Field]] = {}
    for name in names:
        for cls, field in project.declared.get(name) or project.declared.get(name.upper()) or ():
            known = found.setdefault(field.span, (cls, field))
            if known[0].library == "model" != cls.library:
                found[field.span] = (cls, field)
    return [found[span] for span in sorted(found)]


def mentions(project: Project, names: tuple[str, ...]) -> list[Span]:
    """Every place where one of the variables is read, declared or given."""
    wanted = set(names) | {name.upper() for name in names}
    wanted |= {name for _, field in declared(project, names) for name in field.names}
    return sorted({fact.span for fact, theirs in _all(project) if not wanted.isdisjoint(theirs)})


def _all(project: Project) -> Iterator[tuple[Access | Field | Supply | Provided, tuple[str, ...]]]:
    for access in project.accesses:
        yield access, access.names
    for _, field in project.fields:
        yield field, field.names
    for supply in project.all(Supply):
        yield supply, (supply.name,)
    for provided in project.all(Provided):
        yield provided, (provided.key,) if provided.key else ()


def described(project: Project, at: At, link: Link) -> str:
    """The variable's row of the contract, as Markdown."""
    fields = declared(project, at.names)
    names = {*at.names, *(name for _, field in fields for name in field.names)}
    picture = matrix(project)
    rows = [row for row in picture.rows if row.variable in names] or [Row(at.names[0])]
    row = next((row for row in rows if row.declared), rows[0])
    lines = [f"**`{row.variable}`** {_words(row, fields)}".rstrip()]
    lines += [field.description for _, field in fields[:1] if field.description]
    for cls, field in fields:
        default = "required" if field.required else "has a default"
        lines.append(f"- declared as `{cls.name}.{field.name}`, {default}: {link(field.span)}")
    if not fields:
        lines.append("- no settings class declares it")
    reads = sorted({span for one in rows for span in one.reads})
    if reads:
        lines.append(f"- read in {_listed([link(span) for span in reads])}")
    for one in rows:
        for cell in one.given:
            column = picture.columns[cell.column]
            name = f"`{column.name}` ({column.platform}{', ' + column.environment if column.environment else ''})"
            where = f": {link(cell.span)}" if cell.span else ""
            lines.append(f"- {name}: {_STATES.get(cell.state, SIGNS[cell.state])}{where}")
    if len(row.declared) == 0 and len(names) == 1 and not reads and not row.given:
        lines.append("- no code here reads it")
    return "\n".join([*lines[:1], "", *lines[1:]])


_STATES: Final = {
    "literal": "given",
    "reference": "given by reference",
    "generated": "made by the platform",
    "promised": "named there, given by an operator",
    "platform": "given by the platform",
    "empty": "given, and empty",
    "missing": "**missing**",
    "default": "left to its default",
    "unknown": "perhaps given where no file shows it",
}
"""What a cell of the matrix says, in the words of a sentence."""


def _words(row: Row, fields: list[tuple[SettingsClass, Field]]) -> str:
    kind = row.type or next((field.type for _, field in fields), "")
    words = [f"`{kind}`"] if kind else []
    words += ["required"] if any(field.required for _, field in fields) else []
    words += ["secret"] if row.secret else []
    return ", ".join(words)


def _listed(places: list[str]) -> str:
    more = len(places) - _MANY
    return ", ".join(places[:_MANY]) + (f" and {more} more" if more > 0 else "")
