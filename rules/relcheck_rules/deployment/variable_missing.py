"""
A variable that the settings class needs is not set.

## Why is this bad?

The container would start, import the settings class, and stop with a message that names the field instead of
the variable; or worse, it would serve, and fail at the first request that needs it.

## Bad

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    secret_key: SecretStr
    ^^^^^^^^^^ `SHOP_SECRET_KEY` is not set
    workers: int
```

```env
# process.env
SHOP_WORKERS=4
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    secret_key: SecretStr
    workers: int
```

```env
# process.env
SHOP_WORKERS=4
SHOP_SECRET_KEY=q6Vb2mJx0TzKw8LrYd5NfHs3
```

## When to allow it

Never at start-up: give the field a default if the application can do without it.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL401",
    name="variable-missing",
    since="0.1.0",
    message="{spelled} is not set",
    help="set it in the deployment: {expected}",
    page=__doc__,
    severity="error",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state != "missing":
        return
    near = f"; `{variable.nearest}` is set: is that a misspelling?" if variable.nearest else ""
    expected = variable.expected or "text"
    yield rule.at(variable, help=rule.help + near, spelled=variable.spelled, expected=expected)
