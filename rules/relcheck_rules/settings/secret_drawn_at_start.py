"""
A secret without a value is generated anew at every start.

## Why is this bad?

Two replicas draw two secrets, and each refuses what the other has signed; a restart logs everybody out.
It looks like a random failure, and it is one.

## Bad

```python
# shop/config.py
import secrets

from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    ^^^^^^^^^^ without `SECRET_KEY` every process draws a secret of its own
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: SecretStr
```

## When to allow it

For a program that runs as one process, and whose sessions need not outlive it.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret

rule = Rule(
    code="REL507",
    name="secret-drawn-at-start",
    since="0.1.0",
    message="without {subject} every process draws a secret of its own",
    help="give it no default, so that a start without it fails and says so",
    page=__doc__,
    confidence="medium",
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for cls, field in project.fields:
        if not field.random or project.role(field.span.path) == "test":
            continue
        if any(is_secret(name) for name in (field.name.rpartition(".")[2], *field.names)):
            yield rule.at(field, variable=field.names[0] if field.names else field.name, scope=cls.name)
