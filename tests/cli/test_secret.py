"""`relcheck secret`: random, long enough, in the alphabet that was asked for."""

import base64
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relcheck.boot import environ
from relcheck.cli import main
from relcheck.cli.secret import ALPHABETS, BITS, secret
from relcheck.errors import UsageError


def test_it_prints_one_line_of_64_url_safe_characters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["secret"]) == 0
    text = capsys.readouterr().out
    assert len(text) == 65
    assert text.endswith("\n")
    assert set(text.strip()) <= set(ALPHABETS["url-safe"])


def test_two_are_never_the_same() -> None:
    assert len({secret() for _ in range(100)}) == 100


@settings(max_examples=50)
@given(st.sampled_from(sorted(ALPHABETS)), st.integers(1, 200))
def test_a_secret_has_its_length_and_alphabet_or_is_refused(alphabet: str, length: int) -> None:
    bits = length * math.log2(len(ALPHABETS[alphabet]))
    if bits < BITS or (alphabet == "base64" and length % 4):
        with pytest.raises(UsageError):
            secret(length, alphabet)
        return
    made = secret(length, alphabet)
    assert len(made) == length
    assert set(made.rstrip("=")) <= set(ALPHABETS[alphabet])
    assert environ.judge(made, "SECRET_KEY", secret=True) != "weak"


def test_a_weak_one_is_refused_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["secret", "16", "--alphabet", "hex"]) == 2
    said = capsys.readouterr().err
    assert said == (
        "relcheck: 16 characters of hex are 64 bits, which can be guessed: take 32 or more, or say --weak\n"
    )


def test_a_weak_one_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["secret", "16", "--alphabet", "hex", "--weak"]) == 0
    assert len(capsys.readouterr().out) == 17


def test_44_characters_of_base64_are_32_bytes() -> None:
    assert len(base64.b64decode(secret(44, "base64"), validate=True)) == 32


@pytest.mark.parametrize("length", ["0", "-5", "5000"])
def test_no_length_makes_it_fall_over(length: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["secret", "--weak", "--", length]) == 2
    assert "Traceback" not in capsys.readouterr().err
