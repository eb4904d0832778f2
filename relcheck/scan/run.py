"""`relcheck scan`, top to bottom: artifacts and values in, facts and remarks out. START HERE."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from relcheck.errors import UsageError
from relcheck.scan.findings import Fact, Findings, Places
from relcheck.scan.image import image
from relcheck.scan.limits import Limits
from relcheck.scan.needles import refusal
from relcheck.scan.patterns import Patterns
from relcheck.scan.search import is_fast
from relcheck.scan.walk import Walk

_SHOWN: Final = 5


class Scan(NamedTuple):
    """What a scan says: facts in the order they were found, and sentences for the person."""

    facts: tuple[Fact, ...]
    files: int
    notes: tuple[str, ...]


def scan(
    artifacts: Iterable[str],
    secrets: Mapping[str, str],
    contract: Mapping[str, str] | None = None,
    limits: Limits = Limits(),  # noqa: B008 -- a constant of numbers
    progress: Callable[[int], None] | None = None,
) -> Scan:
    """Search every byte of the artifacts for the values of `secrets`, and look for what resembles secrets.

    `contract` are the variables that must not be fixed in an artifact, with their values where known.
    `progress` is told how many more bytes of the artifacts have been read.
    Values are held in memory, by this call alone, and are in nothing that it returns.
    """
    artifacts = tuple(dict.fromkeys(artifacts))
    for path in artifacts:
        if not os.path.exists(path):
            raise UsageError(f"no such file or directory: {path}")
    patterns = Patterns(secrets, contract)
    facts: dict[Fact, None] = {}
    notes = [*_searched(secrets)]
    files = 0
    for path in artifacts:
        findings = Findings(patterns, contract or {})
        walk = Walk(path, patterns, limits, findings.listen, progress)
        walk.run()
        facts.update(dict.fromkeys(findings.facts(walk)))
        files += max(1, walk.budget.members)
        notes += _remarks(walk, patterns)
        if findings.is_full:
            notes.append(f"{patterns.masked(path)}: more of the same is in other places than is shown")
    return Scan(tuple(facts), files, tuple(notes))


def _searched(secrets: Mapping[str, str]) -> Iterable[str]:
    """Which values were searched for, by name, and which could not be."""
    refused = {name: why for name in sorted(secrets) if (why := refusal(secrets[name]))}
    searched = [name for name in sorted(secrets) if name not in refused]
    if searched:
        yield f"searched for the value{'s' if len(searched) > 1 else ''} of {', '.join(searched)}"
        if not is_fast():
            yield "this was the slow search: pip install 'relcheck-config[scan]' for the fast one"
    else:
        yield "searched only for what looks like a secret; for your own values, add --environ-file or --secret"
    if refused:
        reasons = ", ".join(f"{name} {why}" for name, why in refused.items())
        yield f"{len(refused)} not searched for, because such values are in any artifact by chance: {reasons}"


def _remarks(walk: Walk, patterns: Patterns) -> Iterable[str]:
    """What was passed over inside of the artifact, in one sentence."""
    described = image(walk.documents, walk.links)
    places = Places(walk, described, patterns)
    passed = [(places.at(where).path, why) for where, why in walk.unread if not places.is_grave(where)]
    if passed:
        few = ", ".join(f"{path} ({why})" for path, why in passed[:_SHOWN])
        more = f" and {len(passed) - _SHOWN} more" if len(passed) > _SHOWN else ""
        members = "1 member" if len(passed) == 1 else f"{len(passed)} members"
        yield patterns.masked(f"{members} could be searched as they are only, not unpacked: {few}{more}")
