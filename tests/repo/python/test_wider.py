"""What the code of projects of other kinds showed."""

import pytest

from relcheck.facts.python import Access
from tests.repo.python.differential import both


def accesses(text: str) -> tuple[Access, ...]:
    """The accesses of a text, which both ways to read it agree on."""
    pair = both(f"import os\n{text}".encode(), "shop/app.py")
    assert pair is not None
    assert pair[0] == pair[1]
    return pair[0].accesses


def one(text: str) -> Access:
    """The only access of a text."""
    found = accesses(text)
    assert len(found) == 1, found
    return found[0]


def test_an_answer_has_no_fallback() -> None:
    found = one("def f(): return bool(os.getenv('K')) or g()")
    assert (found.cast, found.default) == ("bool", None)


@pytest.mark.parametrize(
    "text",
    [
        "old = {k: os.environ.get(k) for k in ('A', 'B')}\nfor k, v in old.items(): os.environ[k] = v",
        "N = ('A', 'B')\nold = {k: os.environ.get(k) for k in N}\nfor k in old: del os.environ[k]",
        "old = {k: os.environ.get(k) for k in ('A', 'B')}\nfor k in old.keys(): os.environ.pop(k)",
    ],
)
def test_what_is_put_back_is_named_by_what_was_kept(text: str) -> None:
    assert [access.names for access in accesses(text)] == [("A", "B"), ("A", "B")]


def test_a_decorator_that_patches_writes_when_the_test_is_called() -> None:
    for what in ("os.environ", "'os.environ'"):
        found = one(f"from unittest.mock import patch\n@patch.dict({what}, {{'A': '1'}})\ndef test(): pass")
        assert (found.direction, found.names, found.time, found.freezer) == ("write", ("A",), "call", "")


def test_an_assertion_converts_nothing() -> None:
    assert one("from assertpy import assert_that\nassert_that(os.environ['K']).is_equal_to('a')").cast == ""
