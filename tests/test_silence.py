"""What suppressions hide, and what is said about the suppressions themselves."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from relcheck.config import Config
from relcheck.diagnostic import AGAIN, Diagnostic, Related, Span
from relcheck.facts.hygiene import (
    ExpiredSuppression,
    MalformedSuppression,
    UnexplainedSuppression,
    UnknownCode,
    UnusedSuppression,
)
from relcheck.silence import Silenced, Vocabulary, silence

WORDS = Vocabulary(
    frozenset(("REL101", "env-read", "REL102", "env-frozen", "REL109", "handed-on")),
    frozenset(("REL101", "env-read", "REL102", "env-frozen")),
)
"""REL109 exists and does not run."""
FORMS = ["# relcheck: ignore[REL101]", "# noqa: REL101", "# ruff: ignore[REL101]", "# noqa"]
TODAY = "2027-05-01"


def silenced(files: Mapping[str, str], *found: Diagnostic, config: Config | None = None) -> Silenced:
    """What is left of findings in some files."""
    return silence(found, files.get, files, WORDS, config or Config(), TODAY)


def found(line: int, code: str = "REL101", narrows: str = "") -> Diagnostic:
    """A finding on a line of a.py."""
    name = {"REL101": "env-read", "REL102": "env-frozen"}[code]
    return Diagnostic(code, name, "m", Span("a.py", line, 1, line, 2), narrows=narrows)


def facts(comment: str, *diagnostics: Diagnostic, config: Config | None = None) -> list[Any]:
    """The facts about one comment after a line of code."""
    return list(silenced({"a.py": f"x = 1  {comment}\n"}, *diagnostics, config=config).facts)


def test_a_suppression_that_is_needed_is_no_fact() -> None:
    result = silenced({"a.py": "x = 1  # relcheck: ignore[REL101]\n"}, found(1), found(2))
    assert (result.kept, result.hidden, result.facts) == ((found(2),), {"a.py": 1}, ())


def test_a_narrower_finding_is_silenced_by_the_code_it_narrows() -> None:
    assert silenced({"a.py": "x = 1  # noqa: REL101\n"}, found(1, "REL102", narrows="REL101")).hidden == {"a.py": 1}


def test_an_unneeded_one_is_unused_code_by_code() -> None:
    (fact,) = facts("# relcheck: ignore[REL101, env-frozen]", found(1))
    assert isinstance(fact, UnusedSuppression)
    assert (fact.codes, fact.form, fact.span.column) == (("env-frozen",), "relcheck", 8)


def test_noqa_is_unused_only_in_codes_of_ours_and_never_as_a_blanket() -> None:
    (fact,) = facts("# noqa: E501, REL101, F401")
    assert fact.codes == ("REL101",)
    assert facts("# noqa") == facts("# noqa: E501") == facts("# ruff: ignore[E501]") == []


def test_a_rule_that_does_not_run_leaves_its_suppressions_alone() -> None:
    assert facts("# relcheck: ignore[REL109]") == []


def test_a_code_that_does_not_exist_has_a_nearest_one() -> None:
    (fact,) = facts("# relcheck: ignore[REL110]")
    assert isinstance(fact, UnknownCode)
    assert (fact.code, fact.nearest in WORDS.known) == ("REL110", True)
    assert facts("# relcheck: ignore[env-raed]")[0].nearest == "env-read"


def test_a_malformed_one_hides_nothing_and_is_a_fact() -> None:
    result = silenced({"a.py": "x = 1  # relcheck: ignore\n"}, found(1))
    assert result.kept == (found(1),)
    assert isinstance(result.facts[0], MalformedSuppression)


def test_an_expired_one_hides_nothing_from_the_day_after() -> None:
    last, after = "# relcheck: ignore[REL101, until=2027-05-01]", "# relcheck: ignore[REL101, until=2027-04-30]"
    assert silenced({"a.py": f"x = 1  {last}\n"}, found(1)).kept == ()
    result = silenced({"a.py": f"x = 1  {after}\n"}, found(1))
    assert result.kept == (found(1),)
    assert isinstance(result.facts[0], ExpiredSuppression)


def test_reason_and_expiry_are_asked_for_only_where_the_configuration_does() -> None:
    strict = Config(require_reason=True, require_expiry=True)
    assert facts("# relcheck: ignore[REL101]", found(1)) == []
    lacks = [fact.lacks for fact in facts("# relcheck: ignore[REL101]", found(1), config=strict)]
    assert lacks == ["reason", "expiry"]
    assert facts("# relcheck: ignore[REL101, until=2030-01-01] -- because", found(1), config=strict) == []
    assert not [
        one for one in facts("# noqa: REL101", found(1), config=strict) if isinstance(one, UnexplainedSuppression)
    ]


def test_files_without_findings_are_looked_at_when_they_are_marked() -> None:
    assert len(silenced({"b.py": "x = 1  # noqa: REL101\n"}).facts) == 1


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.data())
def test_a_suppression_removes_exactly_its_own_diagnostic(marks: list[bool], data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS))
    text = "".join(f"x = {number}" + (f"  {form}" if mark else "") + "\n" for number, mark in enumerate(marks))
    result = silenced({"a.py": text}, *[found(line) for line in range(1, len(marks) + 1)])
    assert [one.span.line for one in result.kept] == [line for line, mark in enumerate(marks, 1) if not mark]
    assert result.facts == ()


def test_a_finding_about_several_places_is_silenced_place_by_place() -> None:
    line = "x = 1  # relcheck: ignore[REL101]\n"
    other = Span("b.py", 1, 1, 1, 2)
    one = found(1)._replace(related=(Related(found(2).span, AGAIN), Related(other, AGAIN), Related(other, "why")))
    result = silenced({"a.py": line + "x = 1\n", "b.py": line}, one)
    assert result.kept == (found(2)._replace(related=(Related(other, "why"),)),)
    assert (result.hidden, result.facts) == ({}, ())
    result = silenced({"a.py": line + line, "b.py": line}, one)
    assert (result.kept, result.hidden, result.facts) == ((), {"a.py": 1}, ())
