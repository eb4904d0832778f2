"""Which of several findings at one place is shown: nobody wants to read one line twice."""

from collections.abc import Iterable

from relcheck.diagnostic import Diagnostic, Span
from relcheck.rule import Rule


def settled(rules: Iterable[Rule], diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The diagnostics without those that a narrower rule repeats, or that yield to another rule.

    Only rules that run can hide anything: without the narrower rule, the wider one says all it knows.
    """
    yields: dict[str, frozenset[str]] = {}
    for rule in rules:
        if rule.narrows:
            yields[rule.narrows] = yields.get(rule.narrows, frozenset()) | {rule.code}
        yields[rule.code] = yields.get(rule.code, frozenset()) | frozenset(rule.yields_to)
    codes: dict[Span, set[str]] = {}
    for found in diagnostics:
        for span in found.places:
            codes.setdefault(span, set()).add(found.code)
    return tuple(found for found in diagnostics if not (codes[found.span] & yields.get(found.code, frozenset())))
