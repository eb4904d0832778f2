"""
Two places read one variable, and disagree on what holds without it.

## Why is this bad?

The two are right as long as somebody sets the variable. On the day when nobody does, one half of the
program believes in one value and the other half in another.

## Bad

```python
# shop/cart.py
import os


def ttl() -> int:
    return int(os.environ.get("CART_TTL", "3600"))
               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ the other default
# shop/worker.py
import os


def expire() -> None:
    purge(int(os.environ.get("CART_TTL", "600")))
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `CART_TTL` has another default than in shop/cart.py
```

Types can disagree, too:

```python
# shop/limits.py
import os


def limit() -> int:
    return int(os.environ["SHOP_LIMIT"])
               ~~~~~~~~~~~~~~~~~~~~~~~~ read as `int`
# shop/report.py
import os


def limit() -> float:
    return float(os.environ["SHOP_LIMIT"])
                 ^^^^^^^^^^^^^^^^^^^^^^^^ `SHOP_LIMIT` is read as `float` here, and as `int` in shop/limits.py
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    cart_ttl: int = 3600
```

## When to allow it

Where two programs of one repository share a name by accident: rename one of the two when there is time.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related, Span
from relcheck.facts.python import Default
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL106",
    name="env-default-differs",
    since="0.1.0",
    message="{subject} has another default than in {other}",
    help="read it once, in the settings class, with one default",
    page=__doc__,
    confidence="medium",
)
_TYPED = "{subject} is read as `{cast}` here, and as {told}"
_TYPES = frozenset({"int", "float", "json"})
"""Casts of which two different ones cannot both be meant."""
_Place = tuple[Span, Default | None, str]


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for variable, places in sorted(_places(project).items()):
        known = [place for place in places if place[1] and place[1].form == "literal"]
        for span, default, _ in known[1:]:
            first, told, _ = known[0]
            if default and told and default.digest != told.digest:
                related = [Related(first, "the other default")]
                yield rule.at(span, variable=variable, other=first.path, related=related)
                break
        typed = [place for place in places if place[2] in _TYPES]
        for span, _, cast in typed[1:]:
            first, _, told_cast = typed[0]
            if cast != told_cast:
                related = [Related(first, f"read as `{told_cast}`")]
                told_in = f"`{told_cast}` in {first.path}"
                yield rule.at(span, message=_TYPED, variable=variable, cast=cast, told=told_in, related=related)
                break


def _places(project: Project) -> dict[str, list[_Place]]:
    """Every read and field by variable, in order of path and line."""
    places: dict[str, list[_Place]] = {}
    for access in project.accesses:
        if project.role(access.span.path) in ("test", "build") or not project.is_read(access):
            continue
        if len(access.names) == 1:
            places.setdefault(access.names[0], []).append((access.span, access.default, access.cast))
    for name, fields in project.declared.items():
        if name in places:
            places[name] += [(field.span, field.default, field.type) for _, field in fields]
    return {name: sorted(set(found), key=lambda place: place[0]) for name, found in places.items()}
