"""
A variable is set that looks like one of the application, but is not read.

## Why is this bad?

A typo is silent: pydantic-settings looks up the names it knows and ignores the rest, even with `extra="forbid"`. The
operator sees the variable in the dashboard, and the application runs with the default.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
      ^^^^^^^^ `SHOP_WORKRES` is set and nobody reads it; did you mean `SHOP_WORKERS`?
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    workers: int = 2
```

```env
# process.env
SHOP_WORKRES=4
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    workers: int = 2
```

```env
# process.env
SHOP_WORKERS=4
```

## When to allow it

Where another program in the same container reads it. Without a name that resembles it, this is only a note.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL409",
    name="variable-unknown",
    since="0.1.0",
    message="`{variable}` is set and nobody reads it{near}",
    help="rename it or take it out of the deployment",
    page=__doc__,
    severity="warning",
    confidence="medium",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state != "unknown":
        return
    near = f"; did you mean `{variable.nearest}`?" if variable.nearest else ""
    yield rule.at(
        variable, near=near, severity="error" if variable.fatal else "warning" if variable.nearest else "info"
    )
