"""From a scan to a report: the rules about artifacts judge its facts; suppressions and baselines are lint's."""

import os

from relcheck import registry
from relcheck.config import Config, Selection
from relcheck.diagnostic import Report
from relcheck.engine import choose, judge
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.scan.run import Scan
from relcheck.selection import shown, with_severity

_FACTS = "relcheck.facts.artifact"


def is_about_artifacts(rule: Rule) -> bool:
    """Whether a rule judges what a scan finds."""
    return any(fact.__module__ == _FACTS for fact, _ in rule.checks)


def report(
    found: Scan,
    config: Config,
    select: tuple[str, ...] | None = None,
    ignore: tuple[str, ...] = (),
) -> Report:
    """What the selected rules say about a scan, with the severities of the configuration."""
    command = Selection(select=select, ignore=ignore, source="the command line")
    catalogue = choose(registry.catalogue(), config, command)
    rules = [rule for rule in catalogue.running if is_about_artifacts(rule)]
    diagnostics = tuple(
        with_severity(diagnostic, config)
        for diagnostic in judge(rules, Project(found.facts, config=config))
        if catalogue.counts(diagnostic, config) and shown(diagnostic, config)
    )
    return Report(diagnostics, files=found.files, notes=found.notes, root=os.getcwd())
