"""
Two workloads set different values for a variable that must be the same.

## Why is this bad?

The web process signs what the worker cannot verify. Each of them works when it is tested alone.

## Bad

```python
# shop/config.py
from typing import Annotated

from pydantic_settings import BaseSettings
from relcheck.types import SecretKey, SharedAcrossReplicas


class Settings(BaseSettings):
    signing_key: Annotated[SecretKey, SharedAcrossReplicas()]
```

```yaml
# render.yaml
services:
  - type: web
    name: shop
    runtime: python
    envVars:
      - key: SIGNING_KEY
             ~~~~~~~~~~~ `shop` has another one
        generateValue: true
  - type: worker
    name: mailer
    runtime: python
    envVars:
      - key: SIGNING_KEY
             ^^^^^^^^^^^ `SIGNING_KEY` must be the same for `mailer` and `shop`, and each has its own
        generateValue: true
```

## Good

```python
# shop/config.py
from typing import Annotated

from pydantic_settings import BaseSettings
from relcheck.types import SecretKey, SharedAcrossReplicas


class Settings(BaseSettings):
    signing_key: Annotated[SecretKey, SharedAcrossReplicas()]
```

```yaml
# render.yaml
services:
  - {type: web, name: shop, runtime: python, envVars: [{fromGroup: shared}]}
  - {type: worker, name: mailer, runtime: python, envVars: [{fromGroup: shared}]}
envVarGroups:
  - name: shared
    envVars:
      - key: SIGNING_KEY
        generateValue: true
```

## When to allow it

When the two never meet.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed, Supply
from relcheck.facts.python import Field
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import CI, marked

rule = Rule(
    code="REL461",
    name="shared-value-differs",
    since="0.1.0",
    message="`{variable}` must be the same for `{workload}` and `{other}`, and each has its own",
    help="give it in one place that both of them share",
    page=__doc__,
    severity="error",
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    first: dict[tuple[object, ...], tuple[Feed, Supply]] = {}
    for feed in project.all(Feed):
        unit = feed.workload
        given = feed.given()
        for field in (field for cls in feed.classes for field in cls.fields if _shared(field)):
            supply = next((given[name] for name in field.names if name in given), None)
            if supply is None or unit.platform in CI:
                continue
            place = (feed.span.path, unit.platform, unit.environment, field.span)
            other, before = first.setdefault(place, (feed, supply))
            if other.workload.name != unit.name and _differ(before, supply):
                note = Related(before.span, f"`{other.workload.name}` has another one")
                yield rule.at(supply, workload=unit.name, other=other.workload.name, related=[note])


def _shared(field: Field) -> bool:
    return marked(field, "SharedAcrossReplicas")


def _differ(one: Supply, other: Supply) -> bool:
    if one.state == other.state == "generated":
        return one.span != other.span
    return one.state == other.state == "literal" and one.digest != other.digest
