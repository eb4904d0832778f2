"""
An interpolation makes a variable empty if it is not set.

## Why is this bad?

An empty text satisfies "required", and then is no number, no switch and no URL. Compose warns about `${X}` on
the terminal of whoever started it, and `${X:-}` does not even do that.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    workers: int = 2
    ~~~~~~~ an empty text is no `int`
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      WORKERS: ${WORKERS:-}
      ^^^^^^^ `WORKERS` is empty where it is not set, and the field has the type `int`
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    workers: int = 2
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      WORKERS:
```

## When to allow it

When the class sets `env_ignore_empty=True`, so that empty counts as unset.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Exported, Feed
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL447",
    name="unset-becomes-empty",
    since="0.1.0",
    message="`{variable}` is empty where it is not set, and the field has the type `{type}`",
    help="name it without a value to pass it on only where it is set, or demand it with `:?`",
    page=__doc__,
)
_BREAKS = (
    "int",
    "float",
    "bool",
    "Decimal",
    "AnyUrl",
    "HttpUrl",
    "PostgresDsn",
    "RedisDsn",
    "AnyHttpUrl",
    "list",
    "dict",
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    given = feed.given()
    told: set[str] = set()
    exported = {name for script in project.all(Exported) for name in script.names}
    for cls in feed.classes:
        if dict(cls.config).get("env_ignore_empty"):
            continue
        for field in cls.fields:
            supply = next((given[name] for name in field.names if name in given), None)
            kind = field.type.partition("[")[0].partition("|")[0].strip()
            if supply is None or not supply.empties or kind not in _BREAKS or supply.name in {*exported, *told}:
                continue
            told.add(supply.name)
            place = Related(field.span, f"an empty text is no `{kind}`")
            yield rule.at(supply, type=kind, related=[place])
