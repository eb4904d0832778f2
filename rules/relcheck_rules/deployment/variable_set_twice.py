"""
A variable is set twice, in different case, and the settings class does not tell them apart.

## Why is this bad?

One of the two wins, and which one depends on their order in the environment.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    port: int
    ^^^^ `SHOP_PORT` or `shop_port`: one of them wins
```

```env
# process.env
SHOP_PORT=8000
shop_port=9000
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    port: int
```

```env
# process.env
SHOP_PORT=8000
```

## When to allow it

Where both have the same value on purpose, as `http_proxy` and `HTTP_PROXY` do.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL407",
    name="variable-set-twice",
    since="0.1.0",
    message="{spelled}: one of them wins",
    help="keep one of them in the deployment",
    page=__doc__,
    severity="warning",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "duplicate":
        yield rule.at(variable, spelled=variable.spelled)
