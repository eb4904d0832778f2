"""
A manifest sets a variable that the service does not read.

## Why is this bad?

It is left over from something that was removed, or meant for something that is not there: whoever changes it
expects an effect. A secret among them is kept, rotated and exposed for nothing. A name that resembles one that
is read is `variable-misspelt` instead.

This rule is off unless it is selected: libraries and programs that are not Python read variables, too, and the
source of this project does not show it.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "sqlite://"
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      FEATURE_BASKET: "1"
      ^^^^^^^^^^^^^^ nothing that `web` runs is seen to read `FEATURE_BASKET`
```

## Good

```yaml
# compose.yaml
services:
  web:
    build: .
  db:
    image: postgres:17
    environment:
      POSTGRES_DB: shop
```

## When to allow it

For a variable that a library, a shell script or a server in the same container reads.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Feed, Mention
from relcheck.names import matches, nearest
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._others import read_by_others

rule = Rule(
    code="REL450",
    name="variable-read-by-nobody",
    since="0.1.0",
    message="nothing that `{workload}` runs is seen to read `{variable}`",
    help="remove it, or declare the field that it was for",
    page=__doc__,
    severity="info",
    confidence="low",
    enabled=False,
    yields_to=("REL441",),
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    fields = [field for cls in feed.classes for field in cls.fields]
    globs = [glob for field in fields for glob in field.patterns]
    names = {name.upper() for name in project.declared}
    names |= {name.upper() for access in project.accesses for name in access.names}
    names |= {name.upper() for mention in project.all(Mention) for name in mention.names}
    if any(cls.dynamic for cls in feed.classes):
        return
    for supply in feed.supplies:
        known = (
            read_by_others(supply.name)
            or supply.name.upper() in names
            or matches(supply.name, globs)
            or project.allows(supply.name)
        )
        if (
            not known
            and supply.phase != "build"
            and supply.platform != "dockerfile"
            and not nearest(supply.name, names)
        ):
            yield rule.at(supply, workload=feed.workload.name)
