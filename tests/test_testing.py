"""Authors of rule packs prove their pages with `check_page`, and read a diff where one is untrue."""

from collections.abc import Iterator, Mapping

import pytest

from relcheck.diagnostic import Diagnostic, Related, Span
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.registry import catalogue
from relcheck.rule import Rule
from relcheck.testing import assert_example, check_page, findings

PAGE = """
Every read is an event.

## Why is this bad?

For the test.

## Bad

```python
# shop.py
import os

KEY = os.environ["KEY"]
      ^^^^^^^^^^^^^^^^^ `KEY` is read
```

## Good

```python
# shop.py
KEY = "key"
```

## When to allow it

Always.
"""


def a_rule(page: str = PAGE) -> Rule:
    rule = Rule(code="ACME1", name="every-read", since="1.0.0", message="{subject} is read", help="no", page=page)

    @rule.on(Access)
    def check(access: Access, project: Project) -> Iterator[Diagnostic]:
        yield rule.at(access)

    return rule


def over_facts(rule: Rule, files: Mapping[str, str]) -> list[Diagnostic]:
    """A judge that needs no installed pack."""
    found = [
        Access(
            Span(path, number, line.index("os.") + 1, number, len(line) + 1), "subscript", "read", "import", ("KEY",)
        )
        for path, text in files.items()
        for number, line in enumerate(text.split("\n"), 1)
        if "os." in line
    ]
    return list(rule.judge({Access: found}, Project(found)))


def test_a_true_page_passes() -> None:
    check_page(a_rule(), over_facts)


def test_an_untrue_page_shows_what_relcheck_says_instead() -> None:
    untrue = PAGE.replace("`KEY` is read", "`KEY` is written")
    with pytest.raises(AssertionError) as caught:
        check_page(a_rule(untrue), over_facts)
    text = str(caught.value)
    assert "ACME1 every-read" in text
    assert "-      ^^^^^^^^^^^^^^^^^ `KEY` is written" in text
    assert "+      ^^^^^^^^^^^^^^^^^ `KEY` is read" in text


def test_what_should_be_silent_and_is_not_is_untrue() -> None:
    with pytest.raises(AssertionError, match="is not true"):
        assert_example(a_rule(), "# shop.py\nKEY = os.environ['KEY']\n", over_facts)
    assert_example(a_rule(), "# shop.py\nKEY = 'key'\n", over_facts)


def test_a_finding_of_several_lines_is_marked_on_its_first() -> None:
    def judge(rule: Rule, files: Mapping[str, str]) -> list[Diagnostic]:
        return [rule.at(Span("a.py", 1, 3, 2, 2), message="here", related=[Related(Span("a.py", 2, 1, 2, 3), "there")])]

    assert_example(a_rule(), "# a.py\nabcdef\n  ^^^^ here\ngh\n", judge)
    assert_example(a_rule(), "# a.py\nabcdef\n  ^^^^ here\ngh\n~~ there\n", judge)
    with pytest.raises(AssertionError):
        assert_example(a_rule(), "# a.py\nabcdef\n  ^^^^ here\ngh\n~~ nothing\n", judge)


def test_findings_run_through_all_of_relcheck() -> None:
    rule = next(rule for rule in catalogue() if rule.code == "REL101")
    (found,) = findings(rule, {"shop/a.py": "import os\n\n\ndef f():\n    return os.environ['A']\n"})
    assert (found.span.path, found.span.line, found.variable) == ("shop/a.py", 5, "A")
