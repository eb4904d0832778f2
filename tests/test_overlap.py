"""A line is shown once: the narrower rule speaks for the wider one, and some rules yield."""

from hypothesis import given
from hypothesis import strategies as st

from relcheck.diagnostic import Diagnostic, Span
from relcheck.overlap import settled
from relcheck.rule import Rule


def rule(code: str, narrows: str = "", yields_to: tuple[str, ...] = ()) -> Rule:
    return Rule(
        code=code, name="a-b", since="0.1.0", message="m", help="h", page="p", narrows=narrows, yields_to=yields_to
    )


WIDE, NARROW, SHY = rule("REL1"), rule("REL2", narrows="REL1"), rule("REL3", yields_to=("REL1", "REL2"))


def found(rule: Rule, line: int = 1) -> Diagnostic:
    return Diagnostic(rule.code, rule.name, "m", Span("a.py", line, 1, line, 2))


def test_the_narrower_rule_speaks_for_the_wider() -> None:
    both = (found(WIDE), found(NARROW))
    assert settled([WIDE, NARROW], both) == (found(NARROW),)


def test_another_line_is_another_matter() -> None:
    both = (found(WIDE, 1), found(NARROW, 2))
    assert settled([WIDE, NARROW], both) == both


def test_a_rule_yields_where_another_speaks() -> None:
    assert settled([WIDE, SHY], (found(WIDE), found(SHY), found(SHY, 2))) == (found(WIDE), found(SHY, 2))


def test_without_the_other_rule_each_says_all_it_knows() -> None:
    assert settled([WIDE], (found(WIDE),)) == (found(WIDE),)
    assert settled([SHY], (found(SHY),)) == (found(SHY),)


@given(st.lists(st.tuples(st.sampled_from([WIDE, NARROW, SHY]), st.integers(1, 3))))
def test_every_place_that_was_found_is_still_shown(rows: list[tuple[Rule, int]]) -> None:
    everything = tuple(found(rule, line) for rule, line in rows)
    left = settled([WIDE, NARROW, SHY], everything)
    assert {one.span for one in left} == {one.span for one in everything}
    assert set(left) <= set(everything)
