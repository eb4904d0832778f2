"""What is read of a copy of the environment: `env = dict(os.environ)`, and then `env["KEY"]`.

A copy that goes to a child process is only made ready for it, unless what is read of it is kept under a name and
not put there again. What was written to a copy is not read of the environment. One of the modules that know libcst.
"""

import _ast
from collections.abc import Iterator
from typing import Any

import libcst as cst

from relcheck.facts.python import Access
from relcheck.repo.python.accesses.calls import called, discarded
from relcheck.repo.python.accesses.passing import goes_on
from relcheck.repo.python.accesses.whole import compared, item, stored
from relcheck.repo.python.scopes.scope import Scope
from relcheck.repo.python.statements.statement import Statement
from relcheck.repo.python.syntax.trees import walk


def copied(statement: Statement, node: Any, injected: bool) -> Iterator[Access]:
    """The read that a reference to a copy is part of, if it is one."""
    parent = statement.parent(node)
    found: Iterator[Access] = iter(())
    if isinstance(parent, cst.Subscript) and parent.value is node and not stored(statement, parent):
        found = iter((item(statement, parent, "os.environ", injected),))
    elif isinstance(parent, cst.ComparisonTarget) and isinstance(parent.operator, cst.In | cst.NotIn):
        found = compared(statement, node, "os.environ", injected)
    elif isinstance(parent, cst.Attribute) and parent.attr.value in ("get", "pop"):
        call = statement.call(parent)
        if call is not None and not discarded(statement, call):
            found = called(statement, parent, f"os.environ.{parent.attr.value}", "os.environ", injected)
    name = getattr(node, "value", "") if isinstance(node, cst.Name) else ""
    goes = name and goes_on(statement, name)
    before = _written(statement, name, anywhere=bool(goes)) if name else set()
    for access in found:
        kept = access.names and access.target and "*" not in before
        if not before.intersection(access.names) and (kept or not goes):
            yield access


def _written(statement: Statement, name: str, *, anywhere: bool) -> set[str]:
    """The keys that are written to a copy of this name before: in the same scope, else anywhere in its own.

    `*` stands for those of another mapping.
    """
    at: Scope | None = statement.place.scope
    while at is not None and name not in at.bindings:
        at = at.parent
    if at is None or at.node is None:
        return set()
    line = statement.place.node.lineno if at is statement.place.scope and not anywhere else 1 << 30
    return {key for key, where in _keys(at.node, name) if where < line}


def _keys(root: Any, name: str) -> Iterator[tuple[str, int]]:
    """The keys that are written to a name, with the line of each."""
    node: Any
    for node in walk(root):
        keys: list[Any] = []
        if node.__class__ is _ast.Assign:
            for target in node.targets:
                if target.__class__ is _ast.Subscript and getattr(target.value, "id", "") == name:
                    keys.append(getattr(target.slice, "value", ""))
                elif getattr(target, "id", "") == name:
                    keys += _given(node.value)
        elif node.__class__ is _ast.Call and getattr(getattr(node.func, "value", None), "id", "") == name:
            method = getattr(node.func, "attr", "")
            keys += [getattr(key, "value", "") for key in node.args[:1] if method == "setdefault"]
            keys += _given(node) if method == "update" else ()
            keys += ["*" for given in node.args if method == "update" and given.__class__ is not _ast.Dict]
        yield from ((key, node.lineno) for key in keys)


def _given(node: Any) -> Iterator[Any]:
    """The keys that are written out in a dictionary, or in keywords."""
    part: Any
    for part in walk(node):
        if part.__class__ is _ast.Dict:
            yield from (key.value for key in part.keys if key.__class__ is _ast.Constant)
        elif part.__class__ is _ast.keyword and part.arg:
            yield part.arg
