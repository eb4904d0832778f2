"""Where a node stands is the same, whoever is asked: the interpreter's tree, the text, or libcst."""

import _ast
from typing import Any

import libcst as cst
import pytest

from relcheck.repo.python.syntax.positions import InText, positions_of
from relcheck.repo.python.syntax.source import Source
from relcheck.repo.python.syntax.twins import twin

SOURCES = (
    'x = os.environ.get("A") or os.environ.get("A") or (b or c) or "ü"',
    'x: "int" = f(1, *a, key="ü", *b, **{"k": g()}, other=[h(), {1, 2.5}])["ä", 1:2]',
    "x = y = (a if f(None) else b)(c, d) + -e",
    'return {**a, "b": [g(c) for c in f(d)], **{k: v for k, v in e}}',
    "del (os.environ[A])",
    'assert not (1 < f(a) < 2), "a" "b"',
    "print((x := f(a)), lambda b=1, /, *c: f(c), await g(h))",
    "raise f(\n  'ü', g(a)\n) from b",
    "if 1:\n  class A(B):\n    a = b = C; d: int = 1\n    def m(self): f()\n    e = f(None, None)",
)


def chains(node: Any, chain: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    chain = (*chain, node)
    return [chain, *(below for child in node.children for below in chains(child, chain))]


@pytest.mark.parametrize("code", SOURCES)
def test_the_interpreters_node_stands_where_libcst_says(code: str) -> None:
    source = Source(f"async def f():\n {code.replace(chr(10), chr(10) + ' ')}\n".encode(), "a.py")
    syntax = source.syntax.body[0].body[0]
    tree = cst.parse_module(source.text)
    positions = positions_of(tree)
    statement: Any = tree.body[0].body.body[0]  # type: ignore[union-attr]
    if syntax.__class__ is _ast.If:
        syntax, statement = syntax.body[0], statement.body.body[0]
    else:
        statement = statement.body[0]
    found = 0
    for chain in chains(statement):
        same = twin(chain, syntax)
        if same is not None:
            where = positions[chain[-1]]
            expected = (where.start.line, where.start.column + 1, where.end.line, where.end.column + 1)
            assert source.corners(same) == expected
            found += 1
    assert found >= 2


def test_what_the_interpreter_has_no_node_for_is_looked_for_in_the_text() -> None:
    code = 'x = (a, f"{b}")'
    source = Source(code.encode(), "a.py")
    body: Any = cst.parse_statement(code)
    chain = (body.body[0], body.body[0].value)
    assert twin(chain, source.syntax.body[0]) is None
    assert InText(code, 1, 1, body, "", source, source.syntax.body[0]).corners(chain) == (1, 6, 1, 15)
