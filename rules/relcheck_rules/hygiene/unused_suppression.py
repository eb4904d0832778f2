"""
A suppression silences nothing.

## Why is this bad?

It was needed once. Now it would hide the next finding on its line, which nobody has judged.

## Bad

```python
# shop/billing.py
def charge(key: str) -> str:
    return key  # relcheck: ignore[REL101] -- the tracer starts first
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `REL101` silences nothing here
```

## Good

```python
# shop/billing.py
import os


def charge() -> str:
    return os.environ["STRIPE_KEY"]  # relcheck: ignore[REL101] -- the tracer starts first
```

## When to allow it

Where the same file is judged under two configurations, and only one of them reports the line.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Fix
from relcheck.facts.hygiene import UnusedSuppression
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL902",
    name="unused-suppression",
    since="0.1.0",
    message="{what} silences nothing here",
    help="remove it",
    page=__doc__,
)


@rule.on(UnusedSuppression)
def check(suppression: UnusedSuppression, project: Project) -> Iterator[Diagnostic]:
    codes = ", ".join(f"`{code}`" for code in suppression.codes)
    fix = Fix("Remove what is not needed", suppression.removal) if suppression.removal else None
    yield rule.at(suppression, what=codes or "this suppression", fix=fix)
