"""Rules x facts -> Report: which rules run, what they say, and what was silenced."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from relcheck.asked import Asked
from relcheck.baseline import apply
from relcheck.config import Config, Selection
from relcheck.configfile import unknown_keys
from relcheck.diagnostic import Diagnostic, Report, Span, ordered
from relcheck.facts.hygiene import (
    ExpiredSuppression,
    MalformedSuppression,
    StaleBaseline,
    UnexplainedSuppression,
    UnknownCode,
    UnknownKey,
    UnusedSuppression,
)
from relcheck.facts.python import Access, Unreadable
from relcheck.overlap import settled
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.selection import check, selected, shown, with_severity
from relcheck.silence import Vocabulary, silence

_LATE: Final = frozenset(
    (UnusedSuppression, MalformedSuppression, UnknownCode, ExpiredSuppression, UnexplainedSuppression, StaleBaseline)
)
Sources = Callable[[str], str | None]
"""The text of a file of the project by its path, or `None` where there is none."""


class Catalogue(NamedTuple):
    """All rules, those that run anywhere, and the codes that count in each configuration."""

    rules: tuple[Rule, ...]
    running: tuple[Rule, ...]
    codes: Mapping[str, frozenset[str]]  # by the configuration's root

    def counts(self, diagnostic: Diagnostic, config: Config) -> bool:
        """Whether the rule of a diagnostic is selected where the diagnostic is."""
        return diagnostic.code in self.codes[config.of(diagnostic.span.path).root]


def choose(rules: tuple[Rule, ...], config: Config, command: Selection = Selection()) -> Catalogue:  # noqa: B008
    """Which rules run, here and in each member of the project; a selector that names none is an error."""
    codes: dict[str, frozenset[str]] = {}
    for one in (config, *(member for _, member in config.members)):
        layers = (*one.layers, command)
        check(rules, one, layers)
        codes[one.root] = frozenset(rule.code for rule in selected(rules, layers))
    anywhere = frozenset[str]().union(*codes.values())
    return Catalogue(rules, tuple(rule for rule in rules if rule.code in anywhere), codes)


def judge(rules: Iterable[Rule], project: Project, only: Collection[str] | None = None) -> tuple[Diagnostic, ...]:
    """Everything that these rules say about the project, in report order, each once.

    Where only some files are asked about, accesses in others need not be judged: what a rule says about an access,
    it says where that is.
    """
    facts = project.facts
    if only is not None:
        facts = {**facts, Access: [access for access in project.accesses if access.span.path in only]}
    return ordered(found for rule in rules for found in rule.judge(facts, project))


def report(
    catalogue: Catalogue,
    project: Project,
    sources: Sources,
    *,
    asked: Asked = Asked(),  # noqa: B008
    looked: Collection[str] = (),
    marked: Iterable[str] = (),
    notes: tuple[str, ...] = (),
    only: Collection[str] | None = None,
) -> Report:
    """The report of a run: rules judge, suppressions and the baseline silence, and both are judged too.

    `looked` are the paths of all files of the run, `marked` those where `relcheck.suppress.may_hold` says
    that a suppression of ours may be. `only` are the paths to speak about, where the run was asked about
    some files and knows the whole project.
    """
    config = project.config
    words = Vocabulary(
        frozenset(word for rule in catalogue.rules for word in (rule.code, rule.name)),
        frozenset(word for rule in catalogue.running if not _late(rule) for word in (rule.code, rule.name)),
    )
    # First what is wanted, then what repeats it: an ignored REL102 must not take its REL101 along.
    found = settled(catalogue.running, _wanted(judge(catalogue.running, project, only), catalogue, config))
    if only is not None:
        found = tuple(diagnostic for diagnostic in found if diagnostic.concerns(only))
    silenced = silence(found, sources, marked, words, config, asked.today)
    about = filter(silenced.asked_for, _judge_facts(catalogue, project, silenced.facts))
    keys = _unknown_keys(config) if only is None else ()
    applied = apply(
        asked.baseline or {},
        _merged(silenced.kept, (*about, *_judge_facts(catalogue, project, keys))),
        looked if isinstance(looked, (set, frozenset, dict)) else frozenset(looked),
        lambda path: sources(path) is not None,
    )
    stale: tuple[StaleBaseline, ...] = ()
    if applied.stale and asked.baseline_path:
        stale = (StaleBaseline(Span(asked.baseline_path, 1, 1, 1, 1), sum(applied.stale.values())),)
    whole = Report(
        diagnostics=_merged(applied.kept, _judge_facts(catalogue, project, stale)),
        files=len(looked),
        suppressed=sum(silenced.hidden.values()),
        baselined=sum(applied.hidden.values()),
        notes=notes,
        skipped=len(project.all(Unreadable)),
        root=config.root,
        stale=tuple(sorted(applied.stale.items())),
        aside=_aside(silenced.hidden, applied.hidden),
    )
    return whole if only is None else whole.about(only)


def _aside(silenced: Mapping[str, int], known: Mapping[str, int]) -> tuple[tuple[str, int, int], ...]:
    """How many findings of each file are not shown: silenced, and in the baseline."""
    paths = sorted({*silenced, *known})
    return tuple((path, silenced.get(path, 0), known.get(path, 0)) for path in paths)


def _late(rule: Rule) -> bool:
    """Whether a rule judges suppressions or the baseline, so that it speaks after they have been applied."""
    return any(fact_type in _LATE for fact_type, _ in rule.checks)


def _wanted(found: Iterable[Diagnostic], catalogue: Catalogue, config: Config) -> tuple[Diagnostic, ...]:
    """What the configuration of each file wants to see, with the severity that it gives."""
    return tuple(
        with_severity(diagnostic, config)
        for diagnostic in found
        if catalogue.counts(diagnostic, config) and shown(diagnostic, config)
    )


def _judge_facts(catalogue: Catalogue, project: Project, facts: tuple[Any, ...]) -> tuple[Diagnostic, ...]:
    """What the rules say about facts that came to light after the first round."""
    if not facts:
        return ()
    found = (
        diagnostic
        for rule in catalogue.running
        for fact_type, judges in rule.checks
        for fact in facts
        if isinstance(fact, fact_type)
        for diagnostic in judges(fact, project)
    )
    return _wanted(ordered(found), catalogue, project.config)


def _merged(one: tuple[Diagnostic, ...], other: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return ordered((*one, *other)) if other else one


def _unknown_keys(config: Config) -> tuple[UnknownKey, ...]:
    """The keys of members' configurations that do not exist; the root's end the run before this."""
    found = []
    for directory, member in config.members:
        path = f"{directory}/{os.path.basename(member.source)}"
        for key, nearest, line in unknown_keys(member.source):
            found.append(UnknownKey(Span(path, line, 1, line, 1 + len(key)), key, nearest))
    return tuple(found)
