"""What the standard library's ways to the environment become: an item, a call, a copy, or all of it at once."""

from collections.abc import Iterator
from typing import Any, Final

import libcst as cst

from relcheck.facts.python import Access
from relcheck.repo.python.accesses.calls import called
from relcheck.repo.python.accesses.copies import copied
from relcheck.repo.python.accesses.whole import mapping
from relcheck.repo.python.statements.statement import Statement
from relcheck.repo.python.tables.ways import COPIERS, COPY, MAPPINGS, METHODS, method_of

_COPYING: Final = (cst.Arg, cst.Attribute, cst.StarredDictElement)


def read(statement: Statement, node: Any, name: str, injected: bool) -> Iterator[Access]:
    """The access that a reference to the environment is part of, if it is one."""
    parent = statement.parent(node)
    if name in MAPPINGS:
        if parent.__class__ in _COPYING and (found := _asked_at_once(statement, node, injected)):
            yield from found
            return
        if isinstance(parent, cst.Attribute) and parent.value is node:
            if parent.attr.value in METHODS:
                yield from called(statement, parent, f"{name}.{parent.attr.value}", name, injected)
            return
        yield from mapping(statement, node, name, injected)
    elif name == COPY:
        yield from copied(statement, node, injected)
    else:
        via = name.rpartition(".")[0] if method_of(name) else name
        yield from called(statement, node, name, via, injected)


def _asked_at_once(statement: Statement, node: Any, injected: bool) -> list[Access]:
    """What is read of a copy where it is made: `dict(os.environ)["KEY"]`."""
    parent = statement.parent(node)
    if isinstance(parent, cst.Attribute):
        copy = statement.call(parent) if parent.attr.value == "copy" else None
    else:
        copy = statement.parent(parent)
        if isinstance(copy, cst.Call) and statement.qualified(copy.func) not in COPIERS:
            return []
    if copy is None or not isinstance(statement.parent(copy), cst.Subscript | cst.Attribute | cst.ComparisonTarget):
        return []
    return list(copied(statement, copy, injected))
