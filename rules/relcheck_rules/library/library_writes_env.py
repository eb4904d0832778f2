"""
A library changes the environment of the application that imports it.

## Why is this bad?

The environment is shared by everything in the process and inherited by every child. What a library writes
there changes other libraries, at a time that nobody chose, and two threads that do it overwrite each other.

## Bad

```toml
# pyproject.toml
[project]
name = "shopmail"
version = "1"
```

```python
# shopmail/__init__.py
import os


def connect(key: str) -> None:
    os.environ["MAIL_API_KEY"] = key
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ this library writes `MAIL_API_KEY` into the application's environment
```

## Good

```toml
# pyproject.toml
[project]
name = "shopmail"
version = "1"
```

```python
# shopmail/__init__.py
def connect(key: str) -> "Client":
    return Client(key=key)
```

## When to allow it

In a context manager that puts back what it found, in code that runs in one thread.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Confidence, Diagnostic
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.runtime._writes import writes

rule = Rule(
    code="REL304",
    name="library-writes-env",
    since="0.1.0",
    message="this library writes {subject} into the application's environment",
    help="pass the value as an argument, or to the child process only",
    page=__doc__,
)
_CHANGES = "this library changes the application's environment"


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for access, again in writes(project):
        path = access.span.path
        if access.kind == "library" or project.role(path) != "library" or project.is_entry(path):
            continue
        if access.names and all(project.allows(name) for name in access.names):
            continue
        message = _CHANGES if access.kind == "whole" and not access.variable else ""
        confidence: Confidence = "low" if access.guessed else "high"
        yield rule.at(project.foreign(access), message=message, confidence=confidence, related=again)
