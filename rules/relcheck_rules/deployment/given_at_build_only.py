"""
A variable that the service reads at run time is set only for its build.

## Why is this bad?

A build argument is gone when the container runs. The usual repair, `ENV X=$X` in the Dockerfile, freezes the
value into the image, where everybody who has the image can read it.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    region: str
    ~~~~~~ `REGION` is read here, at run time
```

```yaml
# .do/app.yaml
services:
  - name: web
    envs:
      - key: REGION
             ^^^^^^ `REGION` is given to the build of `web`, and read at run time
        value: fra
        scope: BUILD_TIME
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    region: str
```

```yaml
# .do/app.yaml
services:
  - name: web
    envs:
      - key: REGION
        value: fra
        scope: RUN_TIME
```

## When to allow it

When the field has a default that is right at run time, and only the build needs another value.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL444",
    name="given-at-build-only",
    since="0.1.0",
    message="`{variable}` is given to the build of `{workload}`, and read at run time",
    help="give it at run time",
    page=__doc__,
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    running = feed.given("run")
    fields = {name: field for cls in feed.classes for field in cls.fields for name in field.names}
    for name, supply in feed.given("build").items():
        if supply.phase == "build" and name in fields and name not in running and not feed.opaque:
            place = Related(fields[name].span, f"`{name}` is read here, at run time")
            yield rule.at(supply, workload=feed.workload.name, related=[place])
