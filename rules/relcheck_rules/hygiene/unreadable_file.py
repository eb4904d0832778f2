"""
A file cannot be read as what its name says it is.

## Why is this bad?

What relcheck cannot read it cannot judge. The run goes on without the file, and a report without findings
would look like a clean project.

## Bad

```python
# shop/billing.py
import os

def charge(:
^ this file cannot be read: it is not valid Python: invalid syntax
    return os.environ["STRIPE_KEY"]
```

## Good

```python
# shop/billing.py
def charge(key: str) -> str:
    return key
```

## When to allow it

For templates with a misleading name, and code of another Python: exclude them, and relcheck is silent too. Files
below a directory such as `{{cookiecutter.name}}` are only counted in the last line.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Unreadable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL901",
    name="unreadable-file",
    since="0.1.0",
    message="this file cannot be read: {reason}",
    help="repair it, or exclude it in ruff's configuration",
    page=__doc__,
    severity="error",
)
_SHOWN = re.compile(r"(^|/)(docs?|samples?|examples?|tutorials?|fixtures)/.*\.ya?ml$")
"""Manifests that people copy and fill in: `image: {username}/shop` is no YAML yet."""


@rule.on(Unreadable)
def check(file: Unreadable, project: Project) -> Iterator[Diagnostic]:
    if "{{" not in file.span.path:
        shown = "template" in file.reason or _SHOWN.search(file.span.path)
        yield rule.at(file, reason=file.reason, severity="info" if shown else "error")
