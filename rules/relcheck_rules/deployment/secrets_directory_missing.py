"""
The directory of secret files does not exist.

## Why is this bad?

pydantic-settings only warns, and goes on without the secrets: a mount was forgotten, or its path is misspelled.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
      ^^^^^^^^ there is no directory `secrets`
    model_config = SettingsConfigDict(secrets_dir="secrets")

    token: str = ""
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(secrets_dir="secrets")

    token: str = ""
```

```text
# secrets/other
none of these is read
```

## When to allow it

Where the secrets come as variables in this environment, and as files in another.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL413",
    name="secrets-directory-missing",
    since="0.1.0",
    message="there is no directory {where}",
    help="mount the secrets there, or correct `secrets_dir`",
    page=__doc__,
    severity="warning",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "no-directory":
        given = variable.where.startswith("that a ")
        yield rule.at(variable, where=variable.where if given else f"`{variable.where}`")
