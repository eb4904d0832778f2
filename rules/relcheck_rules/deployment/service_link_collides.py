"""
A Kubernetes Service sets a variable with the name of a field that needs something else.

## Why is this bad?

For every Service of the namespace, Kubernetes sets `<NAME>_PORT` to a URL such as `tcp://10.0.0.1:6379`, and
`<NAME>_SERVICE_HOST` and `<NAME>_SERVICE_PORT` besides. A field `redis_port: int` with a good default works
everywhere, until somebody deploys a Service that is called `redis`: then the settings class refuses to load.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    redis_port: int = 6379
    ~~~~~~~~~~ the field is filled with `tcp://...`
```

```toml
# pyproject.toml
project.name = "shop"
```

```yaml
# k8s/shop.yaml
apiVersion: v1
kind: Service
metadata: {name: redis}
                 ~~~~~ the Service
---
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - name: web
            ^^^ the Service `redis` sets `REDIS_PORT` of `shop/web` to a URL, and its field has the type `int`
      image: registry.example/shop:1
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    redis_port: int = 6379
```

```toml
# pyproject.toml
project.name = "shop"
```

```yaml
# k8s/shop.yaml
apiVersion: v1
kind: Service
metadata: {name: redis}
---
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  enableServiceLinks: false
  containers:
    - name: web
      image: registry.example/shop:1
```

## When to allow it

When the Service lives in another namespace than the container.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed, Linked
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL457",
    name="service-link-collides",
    since="0.1.0",
    message="the Service `{service}` sets `{variable}` of `{workload}` to a URL, and its field has the type `{type}`",
    help="set `enableServiceLinks: false` in the pod, or give `{variable}` under `env`",
    page=__doc__,
    severity="error",
    confidence="medium",
)
_NUMBERS = ("int", "float", "bool", "PositiveInt", "NonNegativeInt")


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    unit = feed.workload
    if unit.platform != "kubernetes" or not unit.links or feed.opaque:
        return
    given = {name.upper() for name in feed.given()}
    for service in (one for one in project.all(Linked) if unit.namespace == one.namespace):
        taken = f"{service.prefix}_PORT"
        for cls in feed.classes:
            for field in cls.fields:
                kind = field.type.partition("|")[0].strip()
                names = {name.upper() for name in field.names}
                if taken in names and not names & given and kind in _NUMBERS:
                    places = [Related(field.span, "the field is filled with `tcp://...`")]
                    places.append(Related(service.span, "the Service"))
                    yield rule.at(
                        feed, variable=taken, service=service.name, workload=unit.name, type=kind, related=places
                    )
