"""
The name of a variable is computed at run time.

## Why is this bad?

A computed name is in no list: not in the settings class, not in `.env.example`, not in a manifest. No tool
can say that it is missing, and a person finds it only by reading the code.

## Bad

```python
# shop/tenants.py
import os


def database(tenant: dict[str, str]) -> str:
    return os.environ[tenant["variable"]]
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ which variable is read here cannot be known
```

## Good

A constant is as good as a literal, and so is a loop over names that are written down:

```python
# shop/config.py
import os
from typing import Final

PREFIX: Final = "SHOP_"
REGION = os.environ[PREFIX + "REGION"]
KEYS = {name: os.environ[name] for name in ("STRIPE_KEY", "MAIL_KEY")}
```

One field that holds a mapping has one name:

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    tenant_databases: dict[str, str]
```

## When to allow it

In a helper that only passes names on, and in tools whose user names the variable (`--token-env NAME`).
"""

from collections.abc import Iterator

from relcheck.diagnostic import AGAIN, Diagnostic, Related
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL103",
    name="env-name-unknown",
    since="0.1.0",
    message="which variable is read here cannot be known",
    help="write the names down: one field each, or one field that holds a mapping",
    page=__doc__,
)
_WITHOUT_A_NAME = ("whole", "interpolation", "reference")
"""What is read as a whole, or in a text: nobody chose one variable there."""


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    functions: dict[tuple[str, str], list[Access]] = {}
    for access in project.accesses:
        if _unknown(access, project):
            functions.setdefault((access.span.path, access.scope), []).append(access)
    for access, *others in functions.values():  # one habit of a function is told once
        related = [Related(one.span, AGAIN) for one in others]
        yield rule.at(access, confidence="medium" if access.kind == "library" else "high", related=related)


def _unknown(access: Access, project: Project) -> bool:
    if access.variable.strip("*") or access.kind in _WITHOUT_A_NAME or access.everything or access.guessed:
        return False
    if access.parameter and project.is_runtime(access.span.path):
        return False  # a helper of the one module that may read
    return project.role(access.span.path) == "application" and project.is_read(access) and not project.swaps(access)
