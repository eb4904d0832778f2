"""What a helper gives where a variable is missing: the parameter that callers pass it by, and what it is else.

One of the modules that know libcst.
"""

from collections.abc import Iterator
from typing import Any

import libcst as cst

from relcheck.facts.python import Default
from relcheck.repo.python.accesses.calls import argument
from relcheck.repo.python.helpers.owners import has
from relcheck.repo.python.meaning.kinds import Parameter, Text
from relcheck.repo.python.scopes.scope import Scope
from relcheck.repo.python.statements.around import SAME_TEXT
from relcheck.repo.python.statements.defaults import default_of
from relcheck.repo.python.statements.statement import Parametric, Statement


def fallback(statement: Statement, found: Parametric, owner: Scope, instead: str) -> tuple[str, Default | None]:
    """The parameter that the default comes from, and the default where the caller gives none."""
    if found.access.direction != "read":
        return "", None
    node = found.default
    if node is None and isinstance(found.node, cst.Call):
        node = argument(found.node, 1, "default")
    while isinstance(node, cst.Call) and len(node.args) == 1 and isinstance(node.func, cst.Name):  # `int(default)`
        node = node.args[0].value
    name = getattr(node, "value", "") if isinstance(node, cst.Name) else ""
    if isinstance(node, cst.Attribute):  # `self.default`
        kept = [m.name for m in statement.meanings(node) if isinstance(m, Parameter) and m.scope is owner]
        name = next(iter(kept), "")
    others = [] if has(owner, name) else list(_others(statement, found.node))
    if not has(owner, name):
        named = (getattr(other, "value", "") for other in others)
        name = next((other for other in named if isinstance(other, str) and has(owner, other)), "")
    if not isinstance(name, str) or not has(owner, name):
        own = found.access.default
        handled = own is not None and own.form == "expression" and isinstance(found.node, cst.Subscript)
        name = instead if own is None or own.form in ("none", "empty") or handled else ""
    bindings = [b for b in owner.bindings.get(name, ()) if b.kind == "parameter"]
    if not bindings and found.access.default is None and statement.place.scope is not owner:
        bindings, name = [b for b in owner.bindings.get("default", ()) if b.kind == "parameter"], "default"
    if not bindings:
        return "", found.access.default
    value = bindings[0].value
    if value is None:
        return name, None
    meaning = statement.resolver.of(value, owner.parent or owner, statement.place)[0]
    if others and isinstance(meaning, Text) and not meaning.value:  # `os.environ.get(name) or default or ""`
        last = others[-1]
        return name, default_of(meaning.value) if getattr(last, "value", "") == name else statement.default(last)
    return name, default_of(meaning.value) if isinstance(meaning, Text) else None


def _others(statement: Statement, node: Any) -> Iterator[Any]:
    """What a function gives in the place of what is missing: `os.environ.get(name, "").strip() or default or ""`."""
    child, parent = node, statement.parent(node)
    while parent is not None:
        if isinstance(parent, cst.BooleanOperation):
            if parent.left is child:
                yield parent.right
        elif isinstance(parent, cst.IfExp):
            if child is parent.test or not _asks(parent.test):
                return
            yield parent.orelse if child is parent.body else parent.body
        elif isinstance(parent, cst.Arg):
            call: Any = statement.parent(parent)
            if isinstance(child, cst.GeneratorExp) and getattr(call.func, "value", "") == "next":
                yield from (arg.value for arg in call.args[1:])
            if len(getattr(call, "args", ())) != 1:
                return
        elif isinstance(parent, cst.Attribute):
            if parent.attr.value not in SAME_TEXT:
                return
        elif not isinstance(parent, cst.Call | cst.GeneratorExp):
            return
        child, parent = parent, statement.parent(parent)


def _asks(test: Any) -> bool:
    """Whether a condition is `name in os.environ`, and not `value is not None` of what a caller may give."""
    operators = [target.operator for target in getattr(test, "comparisons", ())]
    return any(isinstance(operator, cst.In | cst.NotIn) for operator in operators)
