"""
A library reads the environment instead of taking an argument.

## Why is this bad?

The environment belongs to the application. A library that reads it cannot be used twice with different
values, cannot be tested without patching a global, and is configured by a variable that the application's
settings do not know.

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


def send(text: str) -> None:
    deliver(text, os.environ["SHOPMAIL_HOST"])
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SHOPMAIL_HOST` is read by a library
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
def send(text: str, *, host: str) -> None:
    deliver(text, host)
```

The environment as a default that the caller can replace is an argument:

```toml
# pyproject.toml
[project]
name = "shopmail"
version = "1"
```

```python
# shopmail/__init__.py
import os
from collections.abc import Mapping


def host(environ: Mapping[str, str] = os.environ) -> str:
    return environ["SHOPMAIL_HOST"]
```

## Options

- `kind`: `"library"` or `"application"`. Unset, it is inferred from pyproject.toml.

## When to allow it

For variables whose meaning others have fixed, as a last resort after the argument: `OTEL_*`, `AWS_*`.
Variables in a text that a user wrote are only notes.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.runtime._again import once

rule = Rule(
    code="REL301",
    name="library-reads-env",
    since="0.1.0",
    message="{subject} is read by a library",
    help="take it as an argument, and let the application read it",
    page=__doc__,
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for access, others in once(access for access in project.accesses if _strays(access, project)):
        yield rule.at(
            project.foreign(access),
            confidence="low" if access.guessed else "high",
            severity="info" if access.expands else None,
            related=others,
        )


def _strays(access: Access, project: Project) -> bool:
    path = access.span.path
    if project.role(path) != "library" or project.is_entry(path) or project.swaps(access):
        return False
    return project.is_read(access) and access.via != "dotenv.dotenv_values"  # a file, which REL303 proposes
