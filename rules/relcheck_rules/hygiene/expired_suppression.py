"""
A suppression has expired.

## Why is this bad?

What it silenced was to be fixed by that day, and is shown again.

## Bad

```python
# shop/billing.py
import os


def charge() -> str:
    return os.environ["STRIPE_KEY"]  # relcheck: ignore[REL101, until=2020-01-31] -- until the tracer moves
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this suppression ended on 2020-01-31
```

## Good

```python
# shop/billing.py
import os


def charge() -> str:
    return os.environ["STRIPE_KEY"]  # relcheck: ignore[REL101, until=2999-12-31] -- until the tracer moves
```

## When to allow it

Never: a new day is as quickly written, and says that somebody has looked.
"""  # noqa: E501

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.hygiene import ExpiredSuppression
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL905",
    name="expired-suppression",
    since="0.1.0",
    message="this suppression ended on {until}",
    help="cure what it silenced, or give it a new day and say why",
    page=__doc__,
)


@rule.on(ExpiredSuppression)
def check(suppression: ExpiredSuppression, project: Project) -> Iterator[Diagnostic]:
    yield rule.at(suppression, until=suppression.until)
