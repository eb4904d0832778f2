"""
Importing a library reads the environment.

## Why is this bad?

The application cannot even set the variable in time: the import stands at the top of its files. Whatever
the value was at that moment holds for the rest of the process.

This is a narrower `library-reads-env`: where both are true, this one is shown, and a suppression of REL301
silences it.

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

HOST = os.environ.get("SHOPMAIL_HOST", "localhost")
       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ importing this library freezes `SHOPMAIL_HOST` in the module constant `HOST`
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
def send(text: str, *, host: str = "localhost") -> None:
    deliver(text, host)
```

## When to allow it

For a switch that decides what is imported at all, such as one that leaves out a compiled part.
"""  # noqa: E501

from collections.abc import Iterator

from relcheck.diagnostic import Confidence, Diagnostic
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.runtime._again import once

rule = Rule(
    code="REL302",
    name="library-reads-env-at-import",
    since="0.1.0",
    message="importing this library freezes {subject} in {frozen}",
    help="take it as an argument, and let the application read it",
    page=__doc__,
    narrows="REL301",
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for access, others in once(access for access in project.accesses if _freezes(access, project)):
        sure: Confidence = "low" if access.guessed else "high"
        yield rule.at(project.foreign(access), confidence=sure, frozen=access.frozen_by, related=others)


def _freezes(access: Access, project: Project) -> bool:
    path = access.span.path
    if access.time != "import" or project.role(path) != "library" or project.is_entry(path):
        return False
    return project.is_read(access) and not project.swaps(access) and access.via != "dotenv.dotenv_values"
