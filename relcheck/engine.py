"""Rules x facts -> Report: which rules run, what they say, and what was silenced."""

from collections.abc import Iterable

from relcheck.diagnostic import Diagnostic, ordered
from relcheck.overlap import settled
from relcheck.project import Project
from relcheck.rule import Rule


def judge(rules: Iterable[Rule], project: Project) -> tuple[Diagnostic, ...]:
    """Everything that these rules say about the project, in report order, each once."""
    rules = tuple(rules)
    return settled(rules, ordered(found for rule in rules for found in rule.judge(project.facts, project)))
