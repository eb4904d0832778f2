"""
Two fields of one settings class read the same variable.

## Why is this bad?

Whoever sets the variable for one field sets the other too. Mostly a field was copied and its alias was
forgotten, and then one of the two can never have a value of its own.

## Bad

```python
# shop/config.py
from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    cache_url: str = Field(validation_alias="REDIS_URL")
    ~~~~~~~~~ the first of the two
    queue_url: str = Field(validation_alias="REDIS_URL")
    ^^^^^^^^^ `queue_url` is filled by `REDIS_URL`, and so is `cache_url`
```

## Good

```python
# shop/config.py
from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    cache_url: str = Field(validation_alias="CACHE_URL")
    queue_url: str = Field(validation_alias=AliasChoices("QUEUE_URL", "BROKER_URL"))
```

## When to allow it

Where one field is the text and the other what is made of it; a `@property` says so better.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.python import Field, SettingsClass
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL503",
    name="fields-share-variable",
    since="0.1.0",
    message="`{field}` is filled by `{variable}`, and so is `{other}`",
    help="give each field a variable of its own, or keep one of the two",
    page=__doc__,
)


@rule.on(SettingsClass)
def check(cls: SettingsClass, project: Project) -> Iterator[Diagnostic]:
    if cls.library == "model" or project.role(cls.span.path) == "test":
        return
    filled: dict[str, Field] = {}
    for field in cls.fields:
        for position, name in enumerate(field.names):
            other = filled.setdefault(name if cls.case_sensitive else name.upper(), field)
            if other.name != field.name and other.span != field.span and not field.nested:
                yield rule.at(
                    field,
                    variable=name,
                    field=field.name,
                    other=other.name,
                    related=[Related(other.span, "the first of the two")],
                    confidence="medium" if position or other.names[0] != name else "high",
                )
                break
