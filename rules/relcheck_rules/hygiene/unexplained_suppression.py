"""
A suppression lacks a reason or date that the project requires.

## Why is this bad?

In a year, nobody can tell whether it still applies. A reason makes it a decision; a date makes it end.

## Bad

```toml
# relcheck.toml
require-reason = true
```

```python
# shop/billing.py
import os


def charge() -> str:
    return os.environ["STRIPE_KEY"]  # relcheck: ignore[REL101]
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^ this suppression has no reason
```

## Good

```toml
# relcheck.toml
require-reason = true
```

```python
# shop/billing.py
import os


def charge() -> str:
    return os.environ["STRIPE_KEY"]  # relcheck: ignore[REL101] -- the tracer starts first
```

## Options

- `require-reason`: every suppression must say why, after `--`.
- `require-expiry`: every suppression must say until when.

## When to allow it

Without the two options this rule is silent.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.hygiene import UnexplainedSuppression
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL906",
    name="unexplained-suppression",
    since="0.1.0",
    message="this suppression has no {lacks}",
    help="{remedy}",
    page=__doc__,
)


@rule.on(UnexplainedSuppression)
def check(suppression: UnexplainedSuppression, project: Project) -> Iterator[Diagnostic]:
    wanted = "say why after `--`" if suppression.lacks == "reason" else "say until when: `until=2030-01-31`"
    yield rule.at(suppression, lacks=suppression.lacks, remedy=wanted)
