"""Variables that are set and that nobody reads: by a known prefix, or because they resemble a missing one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from relcheck.boot.environ import service_link
from relcheck.facts.boot import Variable
from relcheck.names import ALLOWED, matches, nearest


def strangers(checks: Sequence[Any], missing: set[str], environ: Mapping[str, str]) -> Iterator[Variable]:
    """The facts about variables that no settings class reads.

    A class with a prefix, or with nested models, claims all names that begin like its own; a class
    without one claims nothing, so there only what resembles a missing variable is reported.
    """
    schemes = [(check.scheme, check) for check in checks]
    known = {name for scheme, _ in schemes for leaf in scheme.leaves for name in leaf.names}
    for name, value in environ.items():
        if any(scheme.claims(name) for scheme, _ in schemes) or matches(name, ALLOWED):
            continue
        if service_link(name, value, environ):
            continue
        owner = next((check for scheme, check in schemes if _is_below(scheme, name)), None)
        near = nearest(name, known) if owner else nearest(name, missing)
        if owner or near:
            shown = name if name.isprintable() else ascii(name)[1:-1]
            cls = owner or next(c for s, c in schemes if any(near in leaf.names for leaf in s.leaves))
            yield Variable(
                (shown,), "unknown", "", cls.places.of_class(cls.cls), source="process", required=False,
                nearest=near, scope=cls.scope,
            )  # fmt: skip


def _is_below(scheme: Any, name: str) -> bool:
    """Whether a name begins with the prefix of the class, or with a nested model of it."""
    key = scheme.folded(name)
    if scheme.prefix and key.startswith(scheme.folded(scheme.prefix)):
        return True
    return bool(scheme.delimiter) and any(
        leaf.nested and len(leaf.path) == 1 and any(key.startswith(k + scheme.delimiter) for k in leaf.keys)
        for leaf in scheme.leaves
    )
