"""
A variable has different defaults in different places.

## Why is this bad?

Both are right as long as the variable is set. If it is not, one half of the program uses one value and the
other half another.

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

Where two programs of one repository share a name by accident: rename one of the two when there is time. Scripts,
and projects with a `pyproject.toml` each of which none needs the other, are programs apart, and not compared.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.python import Access, Field
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.runtime._sense import is_shown, of_a_profile, sense, unbranched
from relcheck_rules.settings._whose import rehearses

rule = Rule(
    code="REL106",
    name="env-default-differs",
    since="0.1.0",
    message="{subject} has another default than in {other}",
    help="read it once, in {home}, with one default",
    page=__doc__,
    confidence="medium",
)
_TYPED, _ONCE = "{subject} is read as `{cast}` here, and as {told}", "read it once, as one type"
_TYPES = ("int", "float", "json")  # two different ones cannot both be meant


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    reads: dict[str, list[Access]] = {}
    for access in project.accesses:
        one = len(access.names) == 1 and project.role(access.span.path) in ("application", "library")
        apart = project.tries(access) or rehearses(access.span.path, "") or of_a_profile(access) or is_shown(access)
        if one and access.variable and project.is_read(access) and not apart:
            reads.setdefault(access.variable, []).append(access)
    for variable, all_reads in sorted(reads.items()):
        declared = [field for _, field in project.declared.get(variable, ())]
        for found in project.programs(all_reads):
            near = [field for field in declared if project.together(field.span.path, found[0].span.path)]
            yield from (*_defaults(unbranched(found), near, project), *_types(found))


def _defaults(reads: list[Access], fields: list[Field], project: Project) -> Iterator[Diagnostic]:
    """The first read that disagrees with all settings classes, or else with the read before it."""
    given = [access for access in reads if access.default and access.default.form == "literal"]
    told = [place for place in fields or given[:1] if place.default and place.default.form == "literal"]
    digests = [sense(place.default) for place in told if place.default]
    if other := next((one for one in given if told and one.default and sense(one.default) not in digests), None):
        place = told[0].span
        where = f"line {place.line}" if place.path == other.span.path else place.path
        home = project.home(other.span.path) or "the settings class"
        yield rule.at(other, other=where, home=home, related=[Related(place, "the other default")])


def _types(reads: list[Access]) -> Iterator[Diagnostic]:
    """The first read that makes another type of the text than the read before it."""
    typed = [access for access in reads if access.cast in _TYPES]
    if other := next((access for access in typed if access.cast != typed[0].cast), None):
        first = typed[0]
        told, place = f"`{first.cast}` in {first.span.path}", Related(first.span, f"read as `{first.cast}`")
        yield rule.at(other, message=_TYPED, help=_ONCE, cast=other.cast, told=told, related=[place])
