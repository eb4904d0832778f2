"""
The name by which cluster nodes find each other does not resolve to them.

## Why is this bad?

Each node resolves the name, finds nobody, and works alone: there is no error, and no cluster. In Kubernetes only a
headless Service (`clusterIP: None`) resolves to its pods; any other resolves to one address that stands for all.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    dns_cluster_query: str
```

```toml
# pyproject.toml
project.name = "shop"
```

```yaml
# k8s/shop.yaml
apiVersion: v1
kind: Service
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - name: web
      image: registry.example/shop:1
      env:
        - name: DNS_CLUSTER_QUERY
                ^^^^^^^^^^^^^^^^^ `DNS_CLUSTER_QUERY` names a Service with an address of its own, not its pods
          value: shop.default.svc.cluster.local
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    dns_cluster_query: str
```

```toml
# pyproject.toml
project.name = "shop"
```

```yaml
# k8s/shop.yaml
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {clusterIP: None}
---
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - name: web
      image: registry.example/shop:1
      env:
        - name: DNS_CLUSTER_QUERY
          value: shop.default.svc.cluster.local
```

## When to allow it

When the Service is made by another repository.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL470",
    name="cluster-name-unresolvable",
    since="0.1.0",
    message="`{variable}` {trouble}",
    help="name a headless Service (`clusterIP: None`), on Fly `<app>.internal`",
    page=__doc__,
    confidence="medium",
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    for told in feed.told:
        if told.trouble:
            yield rule.at(told, trouble=told.trouble, scope=feed.workload.name)
