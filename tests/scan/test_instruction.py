"""History lines become instructions, and no value of theirs is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.scan.instruction import parsed, shown


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("/bin/sh -c #(nop)  ENV A=secret B=x", "ENV A=… B=…"),
        ("ENV API_TOKEN=abc", "ENV API_TOKEN=…"),
        ("ENV API_TOKEN abc def", "ENV API_TOKEN=…"),
        ("ARG TOKEN", "ARG TOKEN"),
        ("ARG TOKEN=abc", "ARG TOKEN=…"),
        ("COPY . /app # buildkit", "COPY . /app"),
        ("|1 TOKEN=abc-123 /bin/sh -c echo hello > /x", "RUN echo … > /x"),
        ("RUN |2 A=1 TOKEN=a b c /bin/bash -o pipefail -c make # buildkit", "RUN make"),
        ("RUN /bin/sh -c pip install x # buildkit", "RUN pip install x"),
        ("/bin/sh -c --mount=type=secret,id=t cat /run/secrets/t", "RUN --mount=type=secret,id=t cat /run/secrets/t"),
        ("/bin/sh -c git clone https://ci:s3cr3tpass@example.org/x", "RUN git clone https://…@example.org/x"),
        ("/bin/sh -c TOKEN=abc make -p hunter2 --api-token 'a b'", "RUN TOKEN=… make -p … --api-token …"),
        ("/bin/sh -c curl -H 'Authorization: Bearer abcdef' x", "RUN curl -H 'Authorization: …' x"),
        ('/bin/sh -c #(nop) LABEL a="b c" d=e', "LABEL a=… d=…"),
        ("", "RUN"),
    ],
)
def test_a_line_is_shown_as_its_instruction(line: str, text: str) -> None:
    assert shown(parsed(line)).strip() == text


def test_build_arguments_in_force_are_taken_apart() -> None:
    assert parsed("|2 A=1 TOKEN=a b /bin/sh -c make").arguments == (("A", "1"), ("TOKEN", "a b"))
    assert parsed("RUN |1 TOKEN=abc /bin/sh -c make # buildkit").arguments == (("TOKEN", "abc"),)


def test_what_env_and_arg_set_is_taken_apart() -> None:
    assert parsed("/bin/sh -c #(nop) ENV A=1 B=x y").assigned == (("A", "1"), ("B", "x y"))
    assert parsed("ENV A some words").assigned == (("A", "some words"),)
    assert parsed("ARG A").assigned == ()


@given(st.text(max_size=300))
def test_any_text_is_shown_in_a_hundred_characters(line: str) -> None:
    assert len(shown(parsed(line))) <= 100


@given(st.text("abcXYZ019_+/-.", min_size=8, max_size=40))
def test_an_assigned_value_is_never_shown(value: str) -> None:
    value = f"Q{value}Q"
    for line in (f"ENV A={value}", f"|1 A={value} /bin/sh -c make", f"/bin/sh -c A={value} make", f"ARG A={value}"):
        assert value not in shown(parsed(line))
