"""
All replicas are given the same name, which must differ.

## Why is this bad?

Two nodes of one name push each other out of the cluster, overwrite each other's locks and metrics, and take each
other's tasks. It begins on the day that somebody scales to two.

## Bad

```python
# shop/config.py
from typing import Annotated

from pydantic_settings import BaseSettings
from relcheck.types import DistinctPerReplica


class Settings(BaseSettings):
    node: Annotated[str, DistinctPerReplica()]
```

```toml
# pyproject.toml
project.name = "shop"
```

```yaml
# k8s/shop.yaml
kind: Deployment
apiVersion: apps/v1
metadata: {name: shop}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: web
          image: shop:1
          env:
            - name: NODE
                    ^^^^ all replicas of `shop/web` have the same `NODE`
              value: shop-1
```

## Good

```python
# shop/config.py
from typing import Annotated

from pydantic_settings import BaseSettings
from relcheck.types import DistinctPerReplica


class Settings(BaseSettings):
    node: Annotated[str, DistinctPerReplica()]
```

```toml
# pyproject.toml
project.name = "shop"
```

```yaml
# k8s/shop.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 3
  template:
    spec:
      containers: [{image: shop:1, env: [{name: NODE, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]
```

## When to allow it

When the name is that of the service.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import CI, is_node, marked, own_type

rule = Rule(
    code="REL462",
    name="node-name-shared",
    since="0.1.0",
    message="all replicas of `{workload}` have the same `{variable}`",
    help="take it from the platform: `metadata.name` of the pod, `FLY_MACHINE_ID`, `RAILWAY_REPLICA_ID`",
    page=__doc__,
    severity="error",
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    unit = feed.workload
    if unit.platform in CI or not (unit.replicas > 1 or unit.many):
        return
    given = feed.given()
    for field in (field for cls in feed.classes for field in cls.fields):
        sure = marked(field, "DistinctPerReplica") or own_type(field) == "NodeName"
        varies = any(told.varies for told in feed.told if told.field.span == field.span)
        if varies or not (sure or any(is_node(name) for name in field.names)):
            continue
        supply = next((given[name] for name in field.names if name in given), None)
        if supply is not None and supply.state == "literal" and supply.looks != "reference":
            yield rule.at(supply, workload=unit.name, confidence="high" if sure else "medium")
        constant = sure and field.default is not None and field.default.form == "literal"
        if supply is None and constant and not feed.opaque:
            note = Related(field.span, "its default is the same for all")
            yield rule.at(feed, variable=field.name, workload=unit.name, related=[note])
