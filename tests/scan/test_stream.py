"""Whatever chunks the bytes come in, the same is found, once, at the same place."""

import base64
import json
import urllib.parse
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.scan import stream
from relcheck.scan.limits import Broken
from relcheck.scan.needles import Needle
from relcheck.scan.patterns import Patterns
from relcheck.scan.stream import Flow, View

VALUE = 'k7Qz"9/fR+t&ü~3'
PATTERNS = Patterns({"TOKEN": VALUE})
PATTERNS.left = 1 << 60
FORMS = {
    "as it is": VALUE.encode(),
    "in base64": base64.b64encode(b"12" + VALUE.encode() + b"1"),
    "in hex": VALUE.encode().hex().encode(),
    "URL-encoded": urllib.parse.quote(VALUE, safe="").encode(),
    "JSON-escaped": json.dumps(VALUE).encode(),
}


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks are searched as they come, however small."""
    monkeypatch.setattr(stream, "_ENOUGH", 1)


def flow_of(chunks: list[bytes]) -> Flow:
    waiting = iter([chunk for chunk in chunks if chunk])
    return Flow(lambda: next(waiting, b""), PATTERNS)


def found_in(chunks: list[bytes]) -> list[tuple[int, str]]:
    flow = flow_of(chunks)
    view = View(flow)
    view.drain()
    return [(offset, p.encoding) for offset, p in view.claim() if isinstance(p, Needle)]


@pytest.mark.parametrize("encoding", FORMS)
@pytest.mark.parametrize("padding", [0, 70, 6000])
def test_a_value_split_at_any_boundary_is_found_once(encoding: str, padding: int) -> None:
    data = b"." * padding + FORMS[encoding] + b"," * padding
    whole = found_in([data])
    assert encoding in {name for _, name in whole}
    for cut in range(padding, padding + len(FORMS[encoding]) + 1):
        assert found_in([data[:cut], data[cut:]]) == whole


@given(st.lists(st.integers(0, 400), max_size=8), st.sampled_from(sorted(FORMS)), st.integers(0, 200))
def test_many_cuts_find_the_same(cuts: list[int], encoding: str, before: int) -> None:
    data = b"-" * before + FORMS[encoding] * 2 + b"=" * 30
    places = [0, *sorted(cut % len(data) for cut in cuts), len(data)]
    chunks = [data[begin:end] for begin, end in pairwise(places)]
    assert found_in(chunks) == found_in([data])


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=20), st.lists(st.integers(1, 90), min_size=1, max_size=30))
def test_a_view_gives_the_bytes_as_they_came(chunks: list[bytes], counts: list[int]) -> None:
    view = View(flow_of(chunks))
    got = b""
    for count in counts:
        ahead = view.peek(count)
        data = view.take(count)
        assert ahead.startswith(data)
        got += data
    whole = b"".join(chunks)
    assert whole.startswith(got)
    assert view.skip(10_000) == len(whole) - len(got)


def test_bytes_can_be_given_back() -> None:
    view = View(flow_of([b"abcdef", b"ghi"]))
    data = view.take(6)
    view.flow.back(2)
    assert view.take(1) == data[4:5]


def test_the_innermost_view_claims_a_hit() -> None:
    flow = flow_of([b"....", VALUE.encode(), b"...."])
    outer = View(flow)
    flow.skip(2)
    inner = outer.sub(len(VALUE.encode()) + 4)
    inner.drain()
    assert [offset - inner.start for offset, _ in inner.claim()] == [2]
    outer.drain()
    assert outer.claim() == []


def test_a_stream_that_breaks_is_searched_as_far_as_it_goes() -> None:
    def pull() -> Iterator[bytes]:
        yield b"before "
        yield VALUE.encode()
        raise Broken("its data is damaged")

    chunks = pull()
    flow = Flow(lambda: next(chunks), PATTERNS)
    view = View(flow)
    view.drain()
    assert [offset for offset, _ in view.claim()] == [7]
    assert str(flow.failed) == "its data is damaged"
