"""Pairs, JSON words, and variables with their modifiers."""

import pytest

from relcheck.repo.docker.text import Piece, Text
from relcheck.repo.docker.words import expand, pairs, variables, words


def body(text: str) -> Text:
    return Text("Dockerfile", text, (Piece(0, 1, 1),))


def test_env_takes_several_pairs_with_quotes() -> None:
    found = pairs(body("A=1 B=\"x y\" C='$D'"), "\\", keys_alone=False)
    assert [(pair.name, pair.raw) for pair in found] == [("A", "1"), ("B", '"x y"'), ("C", "'$D'")]


def test_the_old_form_of_env_is_one_pair() -> None:
    found = pairs(body("A some words = here"), "\\", keys_alone=False)
    assert [(pair.name, pair.raw) for pair in found] == [("A", "some words = here")]


def test_arg_takes_names_without_a_value() -> None:
    found = pairs(body("A B=1 C="), "\\", keys_alone=True)
    assert [(pair.name, pair.raw, pair.given) for pair in found] == [
        ("A", "", False),
        ("B", "1", True),
        ("C", "", True),
    ]


def test_json_words_know_their_places() -> None:
    found = words(body('["a", "b\\"c"]'), "\\")
    assert [(word.plain, word.start, word.end) for word in found] == [("a", 2, 3), ('b"c', 7, 11)]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("x", "x"),
        ("$A", "1"),
        ("${A}b", "1b"),
        ("$NONE", "${NONE}"),
        ("${NONE:-d}", "d"),
        ("${A:-d}", "1"),
        ("${E:-d}", "d"),
        ("${A:+s}", "s"),
        ("${NONE:+s}", ""),
        ("${NONE:-${A}2}", "12"),
        ("'$A'", "$A"),
        ('"$A b"', "1 b"),
        ("\\$A", "$A"),
    ],
)
def test_a_value_is_expanded_as_far_as_it_is_known(raw: str, value: str) -> None:
    assert expand(raw, {"A": "1", "E": ""}.get) == value


def test_the_variables_of_a_modifier_count_too() -> None:
    assert [variable.name for variable in variables("${A:-$B} '$C' \\$D \"$E\"")] == ["A", "B", "E"]


def test_a_value_that_doubles_forty_times_ends() -> None:
    value = "x"
    for _ in range(60):
        value = expand("$A$A", {"A": value}.get)
    assert len(value) <= 2_000
