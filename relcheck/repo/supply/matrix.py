"""The matrix of a project: variables times workloads."""

from collections.abc import Collection

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Feed
from relcheck.facts.matrix import Cell, Column, Given, Matrix, Row
from relcheck.facts.python import Field
from relcheck.project import Project
from relcheck.secret import is_secret


def matrix(project: Project, only: Collection[str] | None = None) -> Matrix:
    """Every variable that is read, declared or given, by name; the workloads in order of their files.

    `only` are the files whose workloads are asked for, with what those give or are to be given.
    """
    feeds = sorted(project.all(Feed), key=lambda feed: (feed.span.path, feed.span.line))
    feeds = [feed for feed in feeds if only is None or feed.span.path in only]
    fields: dict[str, list[Field]] = {}
    for cls in project.classes:
        if cls.library not in ("model", "") and project.role(cls.span.path) not in ("test", "build"):
            for field in cls.fields:
                for name in field.names[:1] if not field.nested else ():
                    fields.setdefault(name, []).append(field)
    reads: dict[str, list[Span]] = {}
    for access in project.accesses:
        if project.role(access.span.path) not in ("test", "build") and access.direction == "read":
            for name in access.names:
                reads.setdefault(name, []).append(access.span)
    given = [feed.given() for feed in feeds]
    own = {name for supplies in given for name in supplies}
    rows = tuple(
        Row(
            name,
            next((field.type for field in fields.get(name, ())), ""),
            is_secret(name) or any(field.secret for field in fields.get(name, ())),
            any(field.required for field in fields.get(name, ())),
            tuple(field.span for field in fields.get(name, ())),
            tuple(sorted(set(reads.get(name, ())))),
            tuple(_cells(name, fields.get(name, []), feeds)),
        )
        for name in sorted({*fields, *reads, *own})
        if not project.allows(name) or name in fields
    )
    columns = tuple(
        Column(
            feed.workload.name,
            feed.workload.platform,
            feed.span,
            feed.workload.environment,
            tuple(cls.name for cls in feed.classes),
            feed.reason,
            feed.opaque,
        )
        for feed in feeds
    )
    return Matrix(columns, rows if only is None else tuple(row for row in rows if row.given))


def _cells(name: str, fields: list[Field], feeds: list[Feed]) -> list[Given]:
    cells = []
    for index, feed in enumerate(feeds):
        supplies = feed.given()
        spellings = {name, *(spelling for field in fields for spelling in field.names)}
        supply = next((supplies[spelling] for spelling in spellings if spelling in supplies), None)
        if supply is not None:
            cells.append(Given(index, supply.state, supply.span, supply.layer))
            continue
        wanted = [field for cls in feed.classes for field in cls.fields if name in field.names]
        if wanted:
            required = any(field.required for field in wanted)
            state: Cell = "default" if not required else "unknown" if feed.opaque else "missing"
            cells.append(Given(index, state))
    return cells
