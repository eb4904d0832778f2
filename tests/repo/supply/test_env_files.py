"""What an env file gives: values over several lines, quotes inside quotes, and keys."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.facts.deployment import Supply
from relcheck.repo.supply import dotenv

BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7vbqajDw4o6gJ"
PEM = f"-----BEGIN PRIVATE KEY-----\n{BODY}\n{BODY[::-1]}\n-----END PRIVATE KEY-----"
ACCOUNT = '{"type": "service_account", "private_key": "' + PEM.replace("\n", "\\n") + '"}'


def lines(text: str) -> list[Supply]:
    return [one for one in dotenv.read(text.encode(), ".env") if isinstance(one, Supply)]


@pytest.mark.parametrize("value", [f'"{PEM}"', f"'{PEM}'", f'"\n{PEM}\n"', PEM, f"'{ACCOUNT}'", ACCOUNT])
def test_a_private_key_over_several_lines_is_one_and_the_next_variable_is_read(value: str) -> None:
    key, after = lines(f"SHOP_PRIVATE_KEY={value}\nREGION=eu\n")
    assert (key.looks, key.issued, key.line) == ("token", True, 1)
    assert key.end_line == 1 + value.count("\n")
    assert (after.name, after.looks) == ("REGION", "word")


def test_a_key_that_is_left_out_is_none() -> None:
    (key,) = lines('SHOP_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"\n')
    assert key.looks == "placeholder"
    assert lines("A=-----BEGIN PRIVATE KEY-----\nB=1\n")[1].name == "B"


def test_a_quote_behind_a_backslash_ends_no_value() -> None:
    (one, two) = lines('ACCOUNT="' + ACCOUNT.replace('"', '\\"') + '" # production\nREGION=eu\n')
    assert (one.looks, two.name) == ("token", "REGION")
    assert [one.name for one in lines('FOLDER="C:\\"\nREGION=eu\n')] == ["FOLDER", "REGION"]


def test_a_quote_that_nothing_closes_hides_no_lines() -> None:
    assert [one.name for one in lines("MOTTO='tis\nREGION=eu\n")] == ["MOTTO", "REGION"]


@given(st.lists(st.sampled_from(("A=1", 'B="x', 'y"', "C='z'", "D=-----BEGIN X-----", "-----END X-----", "#", ""))))
def test_every_value_ends_where_or_after_it_begins_and_before_the_next(texts: list[str]) -> None:
    found = lines("\n".join(texts))
    assert all(one.line <= one.end_line <= len(texts) for one in found)
    assert all(one.end_line < two.line for one, two in pairwise(found))
