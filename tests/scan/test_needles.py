"""The forms of a value: each is found where its encoder put it, and values that are anywhere are refused."""

import base64
import json
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.scan.needles import Needle, needles, refusal

VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=6, max_size=60).filter(lambda v: not refusal(v))


def found_in(data: bytes, value: str) -> set[str]:
    return {needle.encoding for needle in needles({"TOKEN": value}) if needle.data in data}


@given(VALUES, st.binary(max_size=7), st.binary(max_size=7))
def test_base64_is_found_at_every_alignment(value: str, before: bytes, after: bytes) -> None:
    data = before + value.encode() + after
    assert "in base64" in found_in(base64.b64encode(data), value)
    assert "in base64" in found_in(base64.urlsafe_b64encode(data), value)


@given(VALUES)
def test_every_encoding_is_found(value: str) -> None:
    raw = value.encode()
    assert "as it is" in found_in(b"x" + raw + b"y", value)
    assert "in hex" in found_in(raw.hex().encode(), value)
    assert "in hex" in found_in(raw.hex().upper().encode(), value)
    for encoded in (urllib.parse.quote(value, safe=""), urllib.parse.quote(value), urllib.parse.quote_plus(value)):
        assert found_in(encoded.encode(), value) & {"as it is", "URL-encoded"}
    for ascii_only in (True, False):
        dumped = json.dumps({"k": value}, ensure_ascii=ascii_only).encode()
        assert found_in(dumped, value) & {"as it is", "JSON-escaped"}


def test_go_escapes_ampersands_in_the_configuration_of_an_image() -> None:
    assert found_in(b'"TOKEN=a\\u0026b<c1>d"'.replace(b"<", b"\\u003c").replace(b">", b"\\u003e"), "a&b<c1>d") == {
        "JSON-escaped"
    }


def test_the_password_of_a_url_is_searched_too() -> None:
    forms = needles({"DATABASE_URL": "postgresql://shop:w8R%2Fq2Zt9@db.internal/shop"})
    assert Needle(b"w8R%2Fq2Zt9", "DATABASE_URL", "as it is", "the password of") in forms
    assert Needle(b"w8R/q2Zt9", "DATABASE_URL", "as it is", "the password of") in forms


def test_a_private_key_is_found_however_it_is_indented() -> None:
    body = [letter * 60 + "0123" for letter in "abcdefgh"]
    key = "\n".join(["-----BEGIN PRIVATE KEY-----", *body, "-----END PRIVATE KEY-----"])
    for text in (key, key.replace("\n", "\r\n"), key.replace("\n", "\n    "), json.dumps(key)):
        assert "as it is" in found_in(text.encode(), key)


@pytest.mark.parametrize(
    "value", ["", "abc12", "postgres", "changeme", "true", "123456", "${TOKEN}", "/run/secrets/x", "production"]
)
def test_a_value_that_is_anywhere_is_refused(value: str) -> None:
    assert refusal(value)
    assert not needles({"TOKEN": value})


@pytest.mark.parametrize(
    "value",
    [
        "x7!kQ2",
        "$Ab$xY9${q}",
        "/3fK9+Rw2/zLpQ7vT1xYb4Nc8Mf",
        "test-Secret-0001-of-the-shop",
        "correct-horse-9",
        "aGVsbG8gd29ybGQ",
        "https://k9@sentry.example/1",
    ],
)
def test_a_value_of_its_own_is_searched(value: str) -> None:
    assert not refusal(value)


def test_a_needle_does_not_show_its_value() -> None:
    assert all("k7Qz-9fRt" not in repr(needle) for needle in needles({"TOKEN": "k7Qz-9fRt"}))
