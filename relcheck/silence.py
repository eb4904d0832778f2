"""Applies suppressions: what they hide, and what the suppressions themselves have wrong with them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from relcheck.config import Config
from relcheck.diagnostic import Diagnostic, ordered
from relcheck.facts.hygiene import (
    ExpiredSuppression,
    MalformedSuppression,
    Suppression,
    UnexplainedSuppression,
    UnknownCode,
    UnusedSuppression,
)
from relcheck.suppress import may_concern, read


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

    A suppression that expired before `today` (an ISO date) hides nothing. A finding about several places is
    silenced place by place, and told at the first that is left.
    """
    found = tuple(diagnostics)
    written: dict[str, tuple[Suppression, ...]] = {}
    for path in sorted({*marked, *(place.path for one in found for place in one.places)}):
        text = sources(path) or ""
        written[path] = read(text, path) if may_concern(text) else ()
    alive = {path: [one for one in all_ if not (one.until and one.until < today)] for path, all_ in written.items()}
    used: set[tuple[Suppression, str]] = set()
    kept: list[Diagnostic] = []
    moved: list[Diagnostic] = []
    hidden: dict[str, int] = {}
    for diagnostic in found:
        left = []
        for place in diagnostic.places:
            here = diagnostic if place is diagnostic.span else diagnostic._replace(span=place)
            silent = [(one, codes) for one in alive[place.path] if (codes := one.matches(here)) is not None]
            used.update((one, code) for one, codes in silent for code in codes)
            if not silent:
                left.append(place)
        if not left:
            hidden[diagnostic.span.path] = hidden.get(diagnostic.span.path, 0) + 1
        elif len(left) == len(diagnostic.places):
            kept.append(diagnostic)
        else:
            moved.append(diagnostic.only_at(tuple(left)))
    facts = [
        fact
        for path, suppressions in written.items()
        for one in suppressions
        for fact in _facts(one, used, words, config.of(path), today, sources)
    ]
    return Silenced(ordered((*kept, *moved)) if moved else tuple(kept), hidden, tuple(facts), alive)


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
