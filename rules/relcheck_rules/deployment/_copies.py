"""Findings about one value that is copied from manifest to manifest."""

from collections.abc import Iterable, Iterator

from relcheck.diagnostic import AGAIN, Diagnostic, Related


def once(told: Iterable[tuple[Diagnostic, int]]) -> Iterator[Diagnostic]:
    """One finding for each value of a variable: the gravest, with the places of the others.

    A finding comes with the digest of the value; without one (0), each place stands for itself.
    """
    found: dict[tuple[str, object], list[Diagnostic]] = {}
    for one, digest in told:
        found.setdefault((one.variable, digest or one.span), []).append(one)
    for alike in found.values():
        first, *others = sorted(alike, key=lambda one: (one.severity == "info", one.severity))
        spans = dict.fromkeys(one.span for one in others if one.span != first.span)
        yield first._replace(related=(*first.related, *(Related(span, AGAIN) for span in spans)))
