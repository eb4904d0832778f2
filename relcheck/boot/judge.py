"""From facts to findings: the rules of family REL4 judge each variable; the configuration selects and grades them."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from relcheck.config import Config, Selection
from relcheck.diagnostic import SEVERITIES, Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.registry import load, packs
from relcheck.rule import Rule
from relcheck.selection import selected, shown, with_severity


class Finding(NamedTuple):
    """A variable, and what a rule says about it."""

    fact: Variable
    diagnostic: Diagnostic


def rules() -> tuple[Rule, ...]:
    """The rules about deployments: our own, and those of all packs that judge variables."""
    builtin, *others = packs()
    found = (*load((f"{builtin}.deployment",), saying=b"relcheck.facts.boot"), *load(tuple(others)))
    return tuple(rule for rule in found if any(kind is Variable for kind, _ in rule.checks))


def judge(facts: Iterable[Variable], config: Config, command: Selection) -> tuple[Finding, ...]:
    """What the selected rules say, the gravest first, each once."""
    running = selected(rules(), (*config.layers, command))
    project = Project(config=config)
    found: dict[Diagnostic, Finding] = {}
    for fact in facts:
        if fact.state == "ok":
            continue
        for rule in running:
            for diagnostic in rule.judge({Variable: [fact]}, project):
                seen = with_severity(diagnostic, config)
                if shown(seen, config):
                    found.setdefault(seen, Finding(fact, seen))
    return tuple(sorted(found.values(), key=_rank))


def reaches(findings: Iterable[Finding], severity: str) -> bool:
    """Whether something is as grave as `severity`."""
    least = SEVERITIES.index(severity)
    return any(SEVERITIES.index(finding.diagnostic.severity) >= least for finding in findings)


def _rank(finding: Finding) -> tuple[int, str, int, str, str]:
    diagnostic = finding.diagnostic
    return (
        -SEVERITIES.index(diagnostic.severity),
        os.path.normpath(diagnostic.span.path),
        diagnostic.span.line,
        diagnostic.code,
        diagnostic.message,
    )
