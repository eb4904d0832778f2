"""The baseline: findings that a project has accepted, and that are not reported again.

An entry is keyed by rule, path, enclosing scope and variable, with a count: no line numbers, so that a
moved line does not resurface, and no values. It only ever shrinks: what is fixed must leave it.

A finding about several files has an entry in each of them, so that repairing one does not bring the others back.
"""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, NamedTuple

from relcheck import whole
from relcheck.asked import Baseline
from relcheck.diagnostic import Diagnostic, ordered
from relcheck.errors import ConfigError

VERSION: Final = 1
NAME: Final = "relcheck-baseline.json"

_FIELDS: Final = ("rule", "path", "scope", "variable")
_SHARED: Final = "*"
"""The scope of what is found in several files: where it is told first, and so its own scope, may change."""
Entry = tuple[str, str, str, str]


class Applied(NamedTuple):
    """What is left of the diagnostics, how many the baseline hid in which file, and the entries it no longer needs."""

    kept: tuple[Diagnostic, ...]
    hidden: Mapping[str, int]
    stale: Baseline


def entries(diagnostic: Diagnostic) -> tuple[Entry, ...]:
    """The identity of a diagnostic in a baseline, in each of the files that it is about."""
    paths = dict.fromkeys(place.path for place in diagnostic.places) if diagnostic.related else (diagnostic.span.path,)
    scope = diagnostic.scope if len(paths) == 1 else _SHARED
    return tuple((diagnostic.code, path, scope, diagnostic.variable) for path in paths)


def apply(
    baseline: Baseline,
    diagnostics: Iterable[Diagnostic],
    looked: Collection[str],
    exists: Callable[[str], bool],
) -> Applied:
    """Hide the first findings of each entry, as many as it counts; of a finding in several files, the known places.

    An entry is stale where fewer are found, in files that this run looked at or that are gone: a run over
    one file says nothing about the others.
    """
    left = Counter(baseline)
    kept: list[Diagnostic] = []
    moved: list[Diagnostic] = []
    hidden: Counter[str] = Counter()
    for diagnostic in diagnostics:
        asked = entries(diagnostic)
        known = {entry[1] for entry in asked if _taken_from(left, entry, diagnostic)}
        if len(known) == len(asked):
            hidden[diagnostic.span.path] += 1
        elif known:
            moved.append(diagnostic.only_at(tuple(place for place in diagnostic.places if place.path not in known)))
        else:
            kept.append(diagnostic)
    stale = {
        entry: count for entry, count in left.items() if count > 0 and (entry[1] in looked or not exists(entry[1]))
    }
    return Applied(ordered((*kept, *moved)) if moved else tuple(kept), hidden, stale)


def _taken_from(left: Counter[Entry], entry: Entry, diagnostic: Diagnostic) -> bool:
    """Whether an entry is there; it may be of a time when the finding was about more files, or about this one only."""
    code, path, scope, variable = entry
    other = diagnostic.scope if scope == _SHARED else _SHARED
    for one in (entry, (code, path, other, variable)):
        if left[one] > 0:
            left[one] -= 1
            return True
    return False


def taken(diagnostics: Iterable[Diagnostic]) -> Baseline:
    """The baseline that hides exactly these diagnostics."""
    return dict(Counter(entry for diagnostic in diagnostics for entry in entries(diagnostic)))


def shrunk(baseline: Baseline, stale: Baseline) -> Baseline:
    """The baseline without what is fixed."""
    left = {entry: count - stale.get(entry, 0) for entry, count in baseline.items()}
    return {entry: count for entry, count in left.items() if count > 0}


def load(path: str) -> Baseline:
    """Read a baseline; one that is not there is empty."""
    if not os.path.exists(path):
        return {}
    import json

    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        if document["version"] != VERSION:
            raise ConfigError(f"{path}: version {document['version']} of the baseline is not known to this relcheck")
        entries = document["findings"]
        return {tuple(str(entry[field]) for field in _FIELDS): int(entry["count"]) for entry in entries}  # type: ignore[misc]
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ConfigError(f"{path}: not a baseline; delete it and run with --update-baseline") from None


def save(path: str, baseline: Baseline) -> None:
    """Write a baseline, sorted, one entry a line so that merges are easy; replaced at once or not at all."""
    import json

    rows = [
        json.dumps({**dict(zip(_FIELDS, entry, strict=True)), "count": count}, ensure_ascii=False)
        for entry, count in sorted(baseline.items(), key=lambda item: (item[0][1], item[0]))
    ]
    body = ",\n    ".join(rows)
    text = f'{{\n  "version": {VERSION},\n  "findings": [' + (f"\n    {body}\n  ]" if rows else "]") + "\n}\n"
    try:
        whole.write(path, text.encode("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from None
