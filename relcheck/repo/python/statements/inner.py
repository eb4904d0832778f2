"""Names that only a part of a statement has: parameters of lambdas, and targets of comprehensions.

One of the modules that know libcst.
"""

from collections.abc import Iterator
from typing import Any

import libcst as cst

from relcheck.repo.python.meaning.kinds import Meaning, Ref
from relcheck.repo.python.statements.statement import Statement
from relcheck.repo.python.syntax import convert


def inner(statement: Statement) -> set[str]:
    """Those of a statement that are given something of another module: `lambda e=os.environ: e["K"]`."""
    return {name for name, meanings in _given(statement) if any(isinstance(meaning, Ref) for meaning in meanings)}


def _given(statement: Statement) -> Iterator[tuple[str, list[Meaning]]]:
    for node in statement.nodes if statement.opens else ():
        if isinstance(node, cst.Param) and node.default is not None:
            yield node.name.value, statement.meanings(node.default)
        elif isinstance(node, cst.CompFor) and isinstance(node.target, cst.Name):
            scope, _ = statement.inside(node.iter)
            given: Any = convert.expression(node.iter)
            for value, at, place in statement.resolver.elements(given, scope, statement.place, 16):
                yield node.target.value, statement.resolver.of(value, at, place)
