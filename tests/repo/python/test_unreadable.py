"""Whatever the bytes, a file has facts or a reason why it has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.repo.python import may_hold, read
from relcheck.repo.python.reader import Reader
from relcheck.repo.python.syntax.source import Source

PIECES = st.sampled_from(
    [
        "import os", "from os import environ as e", "from os import *", "os.environ", "e", "['K']", ".get", "(", ")",
        "[", "]", "{", "}", ":", ",", ".", "=", ":=", "\n", "\n    ", "\n        ", " ", "def f(x=1): ", "class A(B): ",
        "lambda a: ", "for k in ", "if ", "else", "in ", "not ", "f'{x}_A'", "'K'", "b'K'", "*", "**", "self", "x",
        "return ", "with ", "as y", "try:", "except KeyError:", "match x:", "case {'a': b}:", "getattr(os, 'environ')",
        "functools.partial(", "global e", "del ", "async ", "await ", "yield ", "@", "type X = int", "def g[T](): ...",
        "\t", "\f", "\r", "\r\n", "\\\n", "é", "\0", "\ufeff", "# coding: latin-1", "# coding: nope", "%", "+", "or ",
        "BaseSettings", "from pydantic_settings import BaseSettings", "envvar=", "Config", "'''", '"', "...", "1e999",
    ]
)  # fmt: skip


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    facts = read(data, "a.py")
    assert facts.unreadable is None or "\n" not in facts.unreadable.reason
    may_hold(data)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_pieces_of_python_are_read_without_an_exception(text: str) -> None:
    source = Source(text.encode("utf-8", "surrogatepass"), "a.py")
    if not source.error:
        Reader(source).facts()


@given(st.lists(PIECES, max_size=8).map("".join), st.integers(0, 3))
def test_a_whole_module_with_a_strange_line_is_read(text: str, where: int) -> None:
    lines = ["import os, functools", "from pydantic_settings import BaseSettings", "K = os.environ['K']"]
    lines.insert(where, text)
    source = Source("\n".join(lines).encode(), "a.py")
    if not source.error:
        Reader(source).facts()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"print 'os.environ'\n", "valid Python"),
        (b"x = os.environ[\n", "valid Python"),
        (b"x = 1\0os.environ", "null"),
        (b"\xff\xfe\x00os.environ", "encoding"),
        (b"# coding: latin-1\n\xe9 = os.environ[", "valid Python"),
        (b"# coding: utf-7-not\nos.environ", "encoding"),
        (b"x = " + b"(" * 5000 + b")" * 5000 + b"# os.environ", "nested"),
        (b"x = " + b"-" * 200000 + b"1 # os.environ", "nested"),
        (b"x = " + b"not " * 50000 + b"1 # os.environ", "nested"),
        (b"<html>os.environ</html>", "valid Python"),
    ],
)
def test_what_is_no_python_says_why(data: bytes, reason: str) -> None:
    unreadable = read(data, "a.py").unreadable
    assert unreadable is not None
    assert reason in unreadable.reason or "valid Python" in unreadable.reason


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfimport os\nx = os.environ['K']\n",
        b"# -*- coding: latin-1 -*-\nimport os\n# \xe9\nx = os.environ['K']\n",
        b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nimport os\n\x80 = 1\n".replace(b"\x80 = 1", b"# \x80")
        + b"x = os.environ['K']\n",
        b"import os\r\nx = (1,\r\n os.environ['K'])\r\n",
        b"import os\rx = os.environ['K']\r",
        b"\x0cimport os\nx = os.environ['K']",
        b"import os\nif 1:\n\tx = os.environ['K']\n",
        "import os\nx = '\u2028', os.environ['K']\n".encode(),
    ],
)
def test_encodings_line_ends_and_form_feeds_are_the_interpreters(data: bytes) -> None:
    assert [a.names for a in read(data, "a.py").accesses] == [("K",)]


@pytest.mark.parametrize(
    "line",
    [
        "x = f\"{os.environ['K']}{f'{1!r:>{2}}'}{\"nested\"}\"",
        "type X = int\nx = os.environ['K']",
        "def f[T: int](a: T = os.environ['K']) -> T: ...",
        "class A[T](B): x = os.environ['K']",
        "def g[T = int](): return os.environ['K']",
        "try: pass\nexcept A, B: pass\nx = os.environ['K']",
        "x = t\"{os.environ['K']}\"",
        "try: pass\nexcept* A: x = os.environ['K']",
        "with (open(os.environ['K']) as f, g()): pass",
        "match x:\n    case {'a': [b, *c], **d} | A(e=f) as h if os.environ['K']: pass",
        "async def f():\n    async with a as b: return [i async for i in os.environ['K']]",
    ],
)
def test_newer_syntax_is_read_whatever_python_runs(line: str) -> None:
    source = Source(f"import os\n{line}\n".encode(), "a.py")
    whole = source if source.tree is not None else source.as_libcst()
    assert [a.names for a in Reader(whole).facts().accesses] == [("K",)]
    if not source.error:
        assert [a.names for a in Reader(source).facts().accesses] == [("K",)]


def test_a_long_chain_is_read() -> None:
    text = "import os\nx = " + " + ".join(["os.environ['K']"] * 300) + "\n"
    assert len(read(text.encode(), "a.py").accesses) == 300


@pytest.mark.parametrize("between", [" or ", " or\n    "])
def test_a_chain_that_would_end_the_parser_is_refused(between: str) -> None:
    text = "import os\nx = (" + between.join(["os.environ['K']"] * 9000) + ")\n"
    refused = read(text.encode(), "a.py").unreadable
    assert refused is not None
    assert "too deeply" in refused.reason
