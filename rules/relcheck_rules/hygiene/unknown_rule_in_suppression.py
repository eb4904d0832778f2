"""
A suppression names a rule that does not exist.

## Why is this bad?

It silences nothing. Mostly two digits were swapped, or the rule belongs to a pack that is not installed.

## Bad

```python
# shop/billing.py
import os


def charge() -> str:
    return os.environ["STRIPE_KEY"]  # relcheck: ignore[REL110]
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^ no rule is called `REL110`
```

## Good

```python
# shop/billing.py
import os


def charge() -> str:
    return os.environ["STRIPE_KEY"]  # relcheck: ignore[env-read-outside-config]
```

## When to allow it

Where some machines run without the rule pack that has the rule.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.hygiene import UnknownCode
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL904",
    name="unknown-rule-in-suppression",
    since="0.1.0",
    message="no rule is called `{code}`",
    help="`relcheck rules` lists the codes and names that exist",
    page=__doc__,
)


@rule.on(UnknownCode)
def check(suppression: UnknownCode, project: Project) -> Iterator[Diagnostic]:
    nearest = f"did you mean `{suppression.nearest}`?" if suppression.nearest else ""
    yield rule.at(suppression, help=nearest, code=suppression.code)
