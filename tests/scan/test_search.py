"""The fast search finds what the plain one finds."""

from hypothesis import given
from hypothesis import strategies as st

from relcheck.scan.search import compiled, fast, is_fast, plain

LITERALS = st.lists(st.binary(min_size=1, max_size=5), min_size=1, max_size=12, unique=True)
SMALL = st.text("ab", min_size=1, max_size=6).map(str.encode)


def test_hyperscan_is_installed_here() -> None:
    assert is_fast()


@given(st.lists(SMALL, min_size=1, max_size=8, unique=True), st.text("abc", max_size=60).map(str.encode))
def test_overlapping_places_are_all_found(literals: list[bytes], block: bytes) -> None:
    search = fast(literals)
    assert search is not None
    assert search(block) == plain(literals)(block)


@given(LITERALS, st.binary(max_size=200))
def test_both_searches_agree_on_any_bytes(literals: list[bytes], block: bytes) -> None:
    block = block + literals[0] + block
    search = fast(literals)
    assert search is not None
    assert search(block) == plain(literals)(block) != []


@given(st.binary(min_size=65, max_size=300), st.binary(max_size=50))
def test_a_long_literal_is_compared_to_its_end(literal: bytes, other: bytes) -> None:
    search = fast([literal, literal[:70] + b"?"])
    assert search is not None
    block = other + literal + literal[:-1] + other
    assert search(block) == plain([literal, literal[:70] + b"?"])(block)


def test_no_literals_find_nothing() -> None:
    assert compiled([])(b"anything") == []
