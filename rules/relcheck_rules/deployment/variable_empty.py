"""
A variable is empty, but the settings class needs a value.

## Why is this bad?

Compose's `${VAR:-}` and a blank box in a dashboard give an empty text, which is a value: it breaks a number, and it
satisfies a required text, so the application starts with a nameless database or an empty key.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    database: str
    ^^^^^^^^ `SHOP_DATABASE` is empty
```

```env
# process.env
SHOP_DATABASE=
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    database: str
```

```env
# process.env
SHOP_DATABASE=shop
```

## When to allow it

Where an empty text means something, give the field an empty default: an optional field may be empty.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL402",
    name="variable-empty",
    since="0.1.0",
    message="{spelled} is empty",
    help="give it a value, or take it out of the deployment: {expected}",
    page=__doc__,
    severity="error",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "empty":
        help = "give it a value: {expected}" if variable.required else ""
        yield rule.at(variable, help=help, spelled=f"`{variable.variable}`", expected=variable.expected)
