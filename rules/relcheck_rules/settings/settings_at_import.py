"""
The settings are read as a side effect of an import.

## Why is this bad?

`settings = Settings()` at module level reads the environment when somebody imports the module: a test that
sets a variable comes too late, a step of an image build needs every secret, and a missing variable shows as
a failed import of something else.

This rule is off unless it is selected: the pattern is common, and works for many services.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str


settings = Settings()
           ^^^^^^^^^^ `Settings` is instantiated at import
```

## Good

```python
# shop/config.py
from functools import lru_cache

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str


@lru_cache
def get_settings() -> Settings:
    return Settings()
```

## When to allow it

In a service whose modules are imported by its entry point alone.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Instance
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL504",
    name="settings-at-import",
    since="0.1.0",
    message="`{cls}` is instantiated at import",
    help="make it in a cached function, and call that where the settings are needed",
    page=__doc__,
    enabled=False,
)


@rule.on(Instance)
def check(instance: Instance, project: Project) -> Iterator[Diagnostic]:
    if instance.time == "import" and project.role(instance.span.path) == "application":
        yield rule.at(instance, cls=instance.cls.rpartition(":")[2].rpartition(".")[2])
