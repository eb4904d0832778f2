"""What the rules about a probe say alike: the words for a reason, which part of the value, and how grave it is."""

from collections.abc import Mapping

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.rule import Rule

Words = Mapping[str, tuple[str, str]]
"""For each reason what is the case, and what to do."""


def said(rule: Rule, variable: Variable, words: Words, *, harmless: bool = False) -> Diagnostic:
    """A rule's finding about a variable whose value was tried; only a warning where the application can go on."""
    what, todo = words[variable.reason]
    return rule.at(
        variable,
        what=f"{what} ({variable.part})" if variable.part else what,
        todo=todo,
        severity="warning" if variable.bearable or harmless else "error",
    )
