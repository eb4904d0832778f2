"""The pages of the rules about deployments are true: each example is run as one."""

import pytest

from relcheck.boot.example import diagnostics, is_deployment
from relcheck.boot.judge import rules
from relcheck.page import Example, Mark, drawn, parse
from relcheck.rule import Rule

CASES = [
    pytest.param(rule, example, id=f"{rule.code}-{kind}-{number}")
    for rule in rules()
    if is_deployment(rule)
    for kind, examples in (("bad", parse(rule.page).bad), ("good", parse(rule.page).good))
    for number, example in enumerate(examples, 1)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_a_page_says_what_relcheck_says(rule: Rule, example: Example) -> None:
    found = diagnostics([rule], {file.path: file.text for file in example.files})
    seen = []
    for file in example.files:
        marks = [
            Mark(d.span.line, d.span.column, d.span.end_column, d.message) for d in found if d.span.path == file.path
        ]
        seen.append(file._replace(marks=tuple(marks)))
    assert drawn(tuple(seen)) == drawn(example.files)


def test_every_state_has_a_rule() -> None:
    """The codes are in one row without a gap, so that none was forgotten."""
    codes = [rule.code for rule in rules() if is_deployment(rule)]
    assert codes == [f"REL{number}" for number in range(401, 422)]
