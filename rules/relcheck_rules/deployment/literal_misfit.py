"""
A manifest sets a variable to a value that its field would refuse.

## Why is this bad?

The settings class says `int`, the manifest says something else, and the container says so when it starts.
Both files were in the repository when the change was reviewed.

## Bad

```python
# shop/config.py
from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    workers: int = Field(2, ge=1)
    ~~~~~~~ the field
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      WORKERS: "0"
      ^^^^^^^ `WORKERS` should be a whole number, at least 1
```

## Good

```python
# shop/config.py
from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    workers: int = Field(2, ge=1)
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      WORKERS: "4"
```

## When to allow it

When a validator of the class turns the text into what the type asks for.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Misfit
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL442",
    name="literal-misfit",
    since="0.1.0",
    message="`{variable}` should be {expected}",
    help="give a value that the field accepts",
    page=__doc__,
    severity="error",
)


@rule.on(Misfit)
def check(misfit: Misfit, project: Project) -> Iterator[Diagnostic]:
    yield rule.at(misfit, expected=misfit.expected, related=[Related(misfit.field.span, "the field")])
