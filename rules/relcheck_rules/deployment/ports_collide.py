"""
Two listeners of one deployment use the same port.

## Why is this bad?

The second one to start ends with "address already in use"; which one that is changes from start to start.

## Bad

```yaml
# compose.yaml
services:
  web:
    build: .
    ports: ["8000:8000"]
  admin:
  ^^^^^ `admin` and `web` want the same port of the host
    build: .
    ports: ["8000:9000"]
```

A pod has one address for all its containers:

```yaml
# k8s/shop.yaml
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - name: web
      image: registry.example/shop:1
      ports: [{containerPort: 8000}]
    - name: metrics
            ^^^^^^^ `shop/metrics` and `shop/web` want the same port of the pod
      image: registry.example/exporter:1
      ports: [{containerPort: 8000}]
```

## Good

```yaml
# compose.yaml
services:
  web:
    build: .
    ports: ["8000:8000"]
  admin:
    build: .
    ports: ["9000:9000"]
```

## When to allow it

When the two never run at once.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed, Told, Workload
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import CI
from relcheck_rules.deployment._together import together

rule = Rule(
    code="REL464",
    name="ports-collide",
    since="0.1.0",
    message="`{one}` and `{other}` want the same port of the {what}",
    help="give one of them another port",
    page=__doc__,
)
_LISTENERS = frozenset(
    "http https metrics health healthcheck grpc admin prometheus debug ws websocket management listen server".split()
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    taken: dict[tuple[str, str, int], list[Workload]] = {}
    for unit in project.all(Workload):
        if unit.platform == "compose":
            ports, what = set(unit.published), ""
        elif unit.platform == "kubernetes" and "/" in unit.name:
            ports, what = set(unit.ports), unit.name.partition("/")[0]
        else:
            continue
        for port in ports:
            others = taken.setdefault((unit.span.path, what, port), [])
            other = next((one for one in others if one.name != unit.name and together(one, unit)), None)
            if other is not None:
                note = Related(other.span, "the other one")
                place = "pod" if what else "host"
                yield rule.at(unit, scope=unit.name, one=unit.name, other=other.name, what=place, related=[note])
            others.append(unit)


@rule.on(Feed)
def in_one_process(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    seen: dict[int, Told] = {}
    for told in feed.told if feed.workload.platform not in CI else ():
        words = told.field.name.lower().split("_")
        if words[-1] != "port" or (len(words) > 1 and words[-2] not in _LISTENERS) or len(told.ports) != 1:
            continue
        other = seen.setdefault(told.ports[0], told)
        if other.field.span != told.field.span and not (other.default and told.default):
            note = Related(other.span, "the other one")
            one, two = told.variable, other.variable
            yield rule.at(told, scope=feed.workload.name, related=[note], one=one, other=two, what="container")
