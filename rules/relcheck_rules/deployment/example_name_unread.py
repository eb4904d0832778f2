"""
The example of an env file names a variable that is read nowhere.

## Why is this bad?

Whoever fills in the example sets it, and expects an effect. With `env_file=".env"` and pydantic's default of
`extra="forbid"`, the copy of the example even stops the service.

This rule is off unless it is selected: an example is often for compose and for other programs, too.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    log_level: str = "info"
```

```ini
# .env.example
LOG_LEVEL=info
BASKET_COLOUR=
^^^^^^^^^^^^^ nobody is seen to read `BASKET_COLOUR`
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    log_level: str = "info"
```

```ini
# .env.example
LOG_LEVEL=info
```

## When to allow it

For a variable that another program reads.
"""

from collections.abc import Iterator
from posixpath import dirname

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Interpolated, Mention, Supply
from relcheck.names import matches
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._others import read_by_others

rule = Rule(
    code="REL455",
    name="example-name-unread",
    since="0.1.0",
    message="nobody is seen to read `{variable}`",
    help="remove it from the example, or declare the field that it was for",
    page=__doc__,
    severity="info",
    confidence="low",
    enabled=False,
)
_EXAMPLES = ("example", "sample", "template", "dist")


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    if not project.classes or any(cls.dynamic for cls in project.classes):
        return
    names = {name.upper() for name in project.declared}
    names |= {name.upper() for access in project.accesses for name in access.names}
    names |= {name.upper() for mention in project.all(Mention) for name in mention.names}
    names |= {name.upper() for file in project.all(Interpolated) for name in file.names}
    names |= {supply.refers.partition(":")[2].upper() for supply in project.all(Supply) if supply.refers}
    globs = [glob for cls in project.classes for field in cls.fields for glob in field.patterns]
    for supply in project.all(Supply):
        file = supply.span.path.rpartition("/")[2].split(".")
        home = dirname(supply.span.path)
        ours = not home or any(cls.span.path.startswith(home + "/") for cls in project.classes)
        if supply.platform != "dotenv" or not set(file) & set(_EXAMPLES) or not ours or read_by_others(supply.name):
            continue
        if supply.name.upper() not in names and not matches(supply.name, globs) and not project.allows(supply.name):
            yield rule.at(supply)
