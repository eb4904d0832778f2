"""Whatever a server answers, a greeting ends in one word or in none."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from relcheck.boot.probe_greet import greet
from relcheck.boot.probe_net import FailedError
from relcheck.boot.probe_urls import Endpoint
from relcheck.boot.schema_probe import _STATES

REASONS = {word for words in _STATES.values() for word in words}


class Answers:
    """A line on which the other side says what a list holds, and then nothing more."""

    def __init__(self, kind: Any, trust: Any, answers: list[bytes]) -> None:
        self.endpoint = Endpoint(kind, "h", 1, trust=trust, user="u\0ü", database="")
        self.answers = answers
        self.asked: list[bytes] = []

    def ask(self, question: bytes, limit: int = 1) -> bytes:
        self.asked.append(question)
        return self.answers.pop(0)[:limit] if self.answers else b""

    def say(self, words: bytes) -> None:
        self.asked.append(words)

    def encrypt(self, trust: str) -> None:
        if not self.answers:
            raise FailedError("no-tls")


@given(
    st.sampled_from(["postgresql", "redis", "amqp", "tcp"]),
    st.sampled_from(["", "offered", "encrypted", "full"]),
    st.lists(st.binary(max_size=60) | st.sampled_from([b"N", b"S", b"E", b"R", b"-", b"+", b"AMQP"]), max_size=3),
)
@example("postgresql", "", [b"E\0\0\0\x08C"])
@example("postgresql", "", [b"E\0\0\0\x08C\xff\xff\0"])
def test_any_answer_is_a_word_or_well(kind: str, trust: str, answers: list[bytes]) -> None:
    line: Any = Answers(kind, trust, answers)
    try:
        greet(line)
    except FailedError as failed:
        said = str(failed)
    else:
        said = ""
    assert said in REASONS | {""}


def test_a_server_that_needs_no_password_is_left_politely() -> None:
    line: Any = Answers("postgresql", "", [b"R\0\0\0\x08\0\0\0\0"])
    greet(line)
    assert line.asked[-1] == b"X\0\0\0\x04"
