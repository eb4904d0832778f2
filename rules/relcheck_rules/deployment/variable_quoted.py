"""
A value is surrounded by quotes or white space that belong to a file's syntax.

## Why is this bad?

`docker run --env-file`, systemd and many dashboards keep the quotes that a shell would take off, so the password has
two more characters than the database knows.

## Bad

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    password: SecretStr
    ^^^^^^^^ `SHOP_PASSWORD` is surrounded by quotes or white space
```

```env
# process.env
SHOP_PASSWORD="q6Vb2mJx0TzKw8LrYd5NfHs3"
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    password: SecretStr
```

```env
# process.env
SHOP_PASSWORD=q6Vb2mJx0TzKw8LrYd5NfHs3
```

## When to allow it

Where the quotes are part of the value.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL405",
    name="variable-quoted",
    since="0.1.0",
    message="`{variable}` is surrounded by quotes or white space",
    help="write the value without them in the deployment",
    page=__doc__,
    severity="warning",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "quoted":
        yield rule.at(variable, severity="error" if variable.fatal else "warning")
