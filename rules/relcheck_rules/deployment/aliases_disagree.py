"""
Two names of one field are set, to different values.

## Why is this bad?

The first name wins and the second is forgotten in silence: often it is the one that somebody has just changed.

## Bad

```python
# shop/config.py
from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    dsn: str = Field(validation_alias=AliasChoices("SENTRY_DSN", "SHOP_SENTRY"))
    ^^^ `SENTRY_DSN` and `SHOP_SENTRY` disagree; the first wins
```

```env
# process.env
SENTRY_DSN=https://sentry.shop.example/1
SHOP_SENTRY=https://sentry.shop.example/2
```

## Good

```python
# shop/config.py
from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    dsn: str = Field(validation_alias=AliasChoices("SENTRY_DSN", "SHOP_SENTRY"))
```

```env
# process.env
SENTRY_DSN=https://sentry.shop.example/1
```

## When to allow it

While a variable is being renamed and both must be there; give them the same value.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL408",
    name="aliases-disagree",
    since="0.1.0",
    message="{both} disagree; the first wins",
    help="keep one of them in the deployment",
    page=__doc__,
    severity="warning",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "conflict":
        yield rule.at(variable, both=" and ".join(f"`{name}`" for name in variable.names))
