"""
A field of a settings class has no description.

## Why is this bad?

The person who sets the variable reads `.env.example` or the refusal of a container at night, and not the
source. A description travels there; a name alone does not say which unit it counts, or where to get the key.

This rule is off unless it is selected.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    cart_ttl: int = 3600
    ^^^^^^^^ `cart_ttl` has no description
```

## Good

```python
# shop/config.py
from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    cart_ttl: int = Field(3600, description="Seconds until an abandoned cart is emptied")
```

## When to allow it

Where the names say everything to everybody who may ever set them.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL505",
    name="field-undescribed",
    since="0.1.0",
    message="`{field}` has no description",
    help="say in one sentence what it is for: `Field(description=...)`",
    page=__doc__,
    severity="info",
    enabled=False,
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for cls, field in project.fields:
        if project.role(field.span.path) != "test" and not field.description and not field.nested:
            variable = field.names[0] if field.names else ""
            yield rule.at(field, field=field.name, variable=variable, scope=cls.name)
