"""
A variable has a value that the settings class refuses.

## Why is this bad?

The application cannot start with it. pydantic's own message prints the value, and the values beside it, into the
log; this one says what is expected instead.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    workers: int
    ^^^^^^^ `SHOP_WORKERS` is not what `Settings` expects (int_parsing)
```

```env
# process.env
SHOP_WORKERS=two
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    workers: int
```

```env
# process.env
SHOP_WORKERS=2
```

## When to allow it

Never at boot: mend the value, or widen the type of the field.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL403",
    name="variable-invalid",
    since="0.1.0",
    message="{what} is not what `{cls}` expects ({reason})",
    help="{todo}",
    page=__doc__,
    severity="error",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state != "invalid":
        return
    cls = variable.scope.rpartition(":")[2].rpartition(".")[2]
    at = f"it raises at {variable.where}" if variable.where else "see its validators"
    whole = f"a check of `{cls}` as a whole fails; {at}"
    todo = f"give it {variable.expected}" if variable.expected else whole
    if variable.source == "default":
        todo = f"the default of the field is refused; give {variable.expected}"
    what = (
        f"`{variable.variable}`" if variable.names else f"`{variable.field}`" if variable.field else "the environment"
    )
    yield rule.at(variable, what=what, cls=cls, reason=variable.reason or "custom", todo=todo)
