"""Every example on every page is true."""

import pytest

from relcheck.registry import catalogue
from relcheck.rule import Rule
from relcheck.testing import check_page


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_a_page_is_true(rule: Rule) -> None:
    check_page(rule)
