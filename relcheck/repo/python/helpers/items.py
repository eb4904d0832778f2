"""Objects of the project that are asked like a mapping: `settings["NAME"]`, `settings.NAME`, `"NAME" in settings`.

One of the modules that know libcst.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import libcst as cst

from relcheck.facts.python import Access
from relcheck.repo.python.accesses.whole import stored
from relcheck.repo.python.helpers.helper import Helper, default_here
from relcheck.repo.python.helpers.naming import settled
from relcheck.repo.python.meaning.kinds import UNKNOWN, Exported, Function, Instance, Meaning, Ref, name_of
from relcheck.repo.python.meaning.marks import filled
from relcheck.repo.python.statements.statement import Names, Statement


class Asked(NamedTuple):
    """The method that an object is asked by, the expression that asks, and what it asks for."""

    method: str
    outer: Any
    key: Any = None
    name: str = ""


def asked(statement: Statement, node: Any) -> Asked | None:
    """How an object is asked by what stands around it, if it is."""
    parent = statement.parent(node)
    if isinstance(parent, cst.Subscript) and parent.value is node:
        index = parent.slice[0].slice
        if isinstance(index, cst.Index) and not isinstance(statement.parent(parent), cst.Del):
            return Asked("__setitem__" if stored(statement, parent) else "__getitem__", parent, index.value)
    elif isinstance(parent, cst.ComparisonTarget) and isinstance(parent.operator, cst.In | cst.NotIn):
        comparison: Any = statement.parent(parent)
        if len(comparison.comparisons) == 1:
            return Asked("__contains__", comparison, comparison.left)
    elif isinstance(parent, cst.Attribute) and parent.value is node and statement.call(parent) is None:
        name = parent.attr.value
        if not name.startswith("__") and not stored(statement, parent):
            return Asked("__getattr__", parent, name=name)
    return None


def methods(statement: Statement, node: Any, how: Asked) -> Iterator[Meaning]:
    """The methods that an object may be asked by: not where it has the attribute itself, as far as can be told."""
    for meaning in statement.meanings(node):
        if not isinstance(meaning, Instance | Ref):
            continue
        if how.name:
            has = statement.resolver.attribute(meaning, how.name, statement.place, 16)
            other = isinstance(meaning, Ref)  # a class of another module: its attributes are not known
            if (
                (not how.name.isupper() or has != [Ref(f"{name_of(meaning)}.{how.name}")])
                if other
                else has != [UNKNOWN]
            ):
                continue
        for method in statement.resolver.attribute(meaning, how.method, statement.place, 16):
            if isinstance(method, Function | Exported):
                yield method


def access(statement: Statement, node: Any, how: Asked, known: list[Helper], via: str) -> Access | None:
    """The access that asking is."""
    first = known[0]
    call = cst.Call(node, () if how.key is None else [cst.Arg(how.key)])
    ways = settled(statement, call, first.template, first.more)
    given = (how.name,) if how.key is None else statement.names(how.key).names
    names = dict.fromkeys(filled(way, name) for way in ways for name in given)
    if not names or any("*" in name for name in names):
        return None
    made = statement.access(
        how.outer, first.kind, first.direction, Names(tuple(names)), via, default_here(statement, call, first)
    )
    return made._replace(cast=first.cast) if first.direction == "read" and first.cast else made
