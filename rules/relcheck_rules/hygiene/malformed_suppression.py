"""
A suppression comment is malformed.

## Why is this bad?

It silences nothing, and the person who wrote it believes that it does.

## Bad

```python
# shop/billing.py
import os


def charge() -> str:
    return os.environ["STRIPE_KEY"]  # relcheck: ignore
                                     ^^^^^^^^^^^^^^^^^^ this suppression cannot be read: it names no rule, as in `ignore[REL101]`
```

## Good

```python
# shop/billing.py
import os


def charge() -> str:
    return os.environ["STRIPE_KEY"]  # relcheck: ignore[REL101] -- the tracer starts first
```

## When to allow it

Never.
"""  # noqa: E501

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.hygiene import MalformedSuppression
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL903",
    name="malformed-suppression",
    since="0.1.0",
    message="this suppression cannot be read: {reason}",
    help="write it as `# relcheck: ignore[REL101] -- reason`",
    page=__doc__,
)


@rule.on(MalformedSuppression)
def check(suppression: MalformedSuppression, project: Project) -> Iterator[Diagnostic]:
    yield rule.at(suppression, reason=suppression.reason)
