"""
The runtime config module has a settings class, and reads this variable by hand all the same.

## Why is this bad?

The settings class checks types, reports every problem at once, and is the list of what a release needs.
A variable read beside it has none of that: `relcheck verify-env` and `.env.example` do not know it.

## Bad

```python
# shop/config.py
import os

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str


REGION = os.environ.get("SHOP_REGION", "eu")
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SHOP_REGION` is read by hand beside the settings class `Settings`
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    shop_region: str = "eu"
```

What configures the class itself has to be read before it:

```python
# shop/config.py
import os

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=os.environ.get("SHOP_ENV_FILE", ".env"))

    database_url: str
```

## When to allow it

For a variable that decides which settings class is used.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Access, SettingsClass
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL108",
    name="raw-read-beside-settings",
    since="0.1.0",
    message="{subject} is read by hand beside the settings class `{cls}`",
    help="make it a field of `{cls}`",
    page=__doc__,
    yields_to=("REL103",),
)


@rule.on(Access)
def check(access: Access, project: Project) -> Iterator[Diagnostic]:
    path = access.span.path
    if access.kind == "library" or not project.is_runtime(path) or not project.is_read(access):
        return
    beside = [cls for cls in project.classes if cls.span.path == path and cls.library != "model"]
    if beside and not any(_configures(access, cls) for cls in beside):
        yield rule.at(access, cls=max(beside, key=lambda cls: len(cls.fields)).name)


def _configures(access: Access, cls: SettingsClass) -> bool:
    """Whether a read is part of the configuration of a class: in `model_config`, before the fields, or `Config`."""
    if access.target == "model_config" or access.scope == f"{cls.name}.Config":
        return True
    own = [field.span.line for field in cls.fields if field.span.path == cls.span.path]
    return access.scope == cls.name and access.span.line < min(own, default=0)
