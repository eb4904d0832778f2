"""Findings about copies of one value: a demonstration copies its manifests."""

from collections.abc import Iterable

from relcheck.diagnostic import AGAIN, Diagnostic, Related


def once(alike: Iterable[Diagnostic]) -> Diagnostic:
    """One finding for all: the gravest, an error before a warning before a note, with the places of the others."""
    first, *others = sorted(alike, key=lambda one: (one.severity == "info", one.severity))
    return first._replace(related=tuple(Related(one.span, AGAIN) for one in others))
