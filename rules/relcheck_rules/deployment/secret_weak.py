"""
A secret is too short or too regular.

## Why is this bad?

A key that signs sessions or encrypts can be guessed offline, by anybody who has one signed cookie.

## Bad

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    secret_key: SecretStr
    ^^^^^^^^^^ `SHOP_SECRET_KEY` is too short or too regular for a secret
```

```env
# process.env
SHOP_SECRET_KEY=q6Vb2mJx
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    secret_key: SecretStr
```

```env
# process.env
SHOP_SECRET_KEY=q6Vb2mJx0TzKw8LrYd5NfHs3
```

## When to allow it

Where the other side dictates a short one, as a PIN.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL410",
    name="secret-weak",
    since="0.1.0",
    message="`{variable}` is too short or too regular for a secret",
    help="make a new one: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
    page=__doc__,
    severity="warning",
    confidence="medium",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "weak":
        yield rule.at(variable, severity="error" if variable.fatal else "warning")
