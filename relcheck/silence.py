"""Applies suppressions: what they hide, and what the suppressions themselves have wrong with them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from relcheck.config import Config
from relcheck.diagnostic import Diagnostic
from relcheck.facts.hygiene import (
    ExpiredSuppression,
    MalformedSuppression,
    UnexplainedSuppression,
    UnknownCode,
    UnusedSuppression,
)
from relcheck.suppress import Suppression, may_concern, read


class Silenced(NamedTuple):
    """What is left of the diagnostics, how many were hidden in which file, and facts about the suppressions."""

    kept: tuple[Diagnostic, ...]
    hidden: Mapping[str, int]
    facts: tuple[Any, ...]
    live: Mapping[str, Sequence[Suppression]] = {}

    def asked_for(self, diagnostic: Diagnostic) -> bool:
        """Whether no suppression names this diagnostic, which is about a suppression itself.

        A blanket does not count: it would silence the complaint that it is not needed.
        """
        return not any(one.matches(diagnostic) for one in self.live.get(diagnostic.span.path, ()))


class Vocabulary(NamedTuple):
    """Every code and name there is, and those that a suppression can be unneeded for: of rules that run."""

    known: frozenset[str]
    active: frozenset[str]


def silence(
    diagnostics: Iterable[Diagnostic],
    sources: Callable[[str], str | None],
    marked: Iterable[str],
    words: Vocabulary,
    config: Config,
    today: str,
) -> Silenced:
    """Hide what suppressions silence. `marked` are files that hold suppressions of ours, needed or not.

    A suppression that expired before `today` (an ISO date) hides nothing.
    """
    by_path: dict[str, list[Diagnostic]] = {path: [] for path in marked}
    for diagnostic in diagnostics:
        by_path.setdefault(diagnostic.span.path, []).append(diagnostic)
    kept: list[Diagnostic] = []
    facts: list[Any] = []
    hidden: dict[str, int] = {}
    alive: dict[str, list[Suppression]] = {}
    for path in sorted(by_path):
        text = sources(path) or ""
        suppressions = read(text, path) if may_concern(text) else ()
        live = [one for one in suppressions if not (one.until and one.until < today)]
        alive[path] = live
        used: set[tuple[Suppression, str]] = set()
        for diagnostic in by_path[path]:
            silent = [(one, codes) for one in live if (codes := one.matches(diagnostic)) is not None]
            used.update((one, code) for one, codes in silent for code in codes)
            if silent:
                hidden[path] = hidden.get(path, 0) + 1
            else:
                kept.append(diagnostic)
        for one in suppressions:
            facts += _facts(one, used, words, config.of(path), today, sources)
    return Silenced(tuple(kept), hidden, tuple(facts), alive)


def _facts(
    one: Suppression,
    used: Collection[tuple[Suppression, str]],
    words: Vocabulary,
    config: Config,
    today: str,
    sources: Callable[[str], str | None],
) -> Iterator[Any]:
    """What is wrong with one suppression. Codes of other tools beside ours are not ours to judge."""
    if one.form == "relcheck":
        if one.problem:
            yield MalformedSuppression(one.span, one.problem)
            return
        if one.until and one.until < today:
            yield ExpiredSuppression(one.span, one.codes, one.until)
            return
        if config.require_reason and not one.reason:
            yield UnexplainedSuppression(one.span, one.codes, "reason")
        if config.require_expiry and not one.until:
            yield UnexplainedSuppression(one.span, one.codes, "expiry")
    elif one.problem:
        return
    ours = [code for code in one.codes if one.form == "relcheck" or _looks_ours(code)]
    for code in ours:
        if code not in words.known:
            yield UnknownCode(one.span, code, _nearest(code, words.known))
    idle = tuple(code for code in ours if code in words.active and (one, code) not in used)
    if idle:
        from relcheck.unneeded import removal

        edits = removal(sources(one.span.path) or "", one, idle)
        yield UnusedSuppression(one.span, idle, one.form, one.whole_file, edits)


def _looks_ours(code: str) -> bool:
    return code.startswith("REL") and code[3:].isdigit()


def _nearest(code: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    same = [word for word in known if word.isupper() == code.isupper()]
    return next(iter(get_close_matches(code, sorted(same), n=1, cutoff=0.6)), "")
