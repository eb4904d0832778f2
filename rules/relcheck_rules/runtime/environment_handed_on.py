"""
A child process is given the whole environment, including secrets.

## Why is this bad?

An image converter does not need the database password, and neither does somebody else's plugin. The child can
log what it is given, and its crash reports contain it.

This rule is off unless it is selected: most children are trusted as much as their parent.

## Bad

```python
# shop/tools.py
import os
import subprocess


def convert(path: str) -> None:
    subprocess.run(["convert", path], env=os.environ)
                                          ^^^^^^^^^^ the whole environment is handed on
```

## Good

```python
# shop/tools.py
import os
import subprocess


def convert(path: str) -> None:
    subprocess.run(["convert", path], env={"PATH": os.environ["PATH"]})
```

## When to allow it

For a child that is the program itself: a worker, a migration, a shell for its operator.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL109",
    name="environment-handed-on",
    since="0.1.0",
    message="the whole environment is handed on",
    help="give the child the variables it needs, by name",
    page=__doc__,
    severity="info",
    confidence="medium",
    enabled=False,
)


@rule.on(Access)
def check(access: Access, project: Project) -> Iterator[Diagnostic]:
    whole = access.direction == "passthrough" and not access.names and not access.injected
    if whole and project.role(access.span.path) in ("application", "library"):
        yield rule.at(access)
