"""
A manifest refers to a key that its ConfigMap or Secret does not have.

## Why is this bad?

Kubernetes does not start a container whose reference leads nowhere: the pod waits in
`CreateContainerConfigError` until somebody looks.

## Bad

```yaml
# k8s/shop.yaml
apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      env:
        - name: LOG_LEVEL
                ^^^^^^^^^ `LOG_LEVEL` refers to the key `LEVEL` of the configmap `shop`, which has no such key
          valueFrom:
            configMapKeyRef:
              name: shop
              key: LEVEL
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  LOG_LEVEL: info
  ~~~~~~~~~ a key that it has
```

## Good

```yaml
# k8s/shop.yaml
apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      env:
        - name: LOG_LEVEL
          valueFrom:
            configMapKeyRef:
              name: shop
              key: LOG_LEVEL
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  LOG_LEVEL: info
```

## When to allow it

When another repository patches the object before it is applied.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Provided, Supply
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL445",
    name="reference-to-nothing",
    since="0.1.0",
    message="`{variable}` refers to the key `{key}` of the {kind} `{owner}`, which has no such key",
    help="correct the key, or add it to the {kind}",
    page=__doc__,
    severity="error",
)


@rule.on(Supply)
def check(supply: Supply, project: Project) -> Iterator[Diagnostic]:
    kind, _, reference = supply.refers.partition(":")
    owner, slash, key = reference.partition("/")
    if kind not in ("secret", "configmap") or not slash or supply.optional:
        return
    provided = [one for one in project.all(Provided) if one.kind == kind and one.name == owner]
    files = {one.file for one in provided if one.file}
    lines = [one for one in project.all(Supply) if one.platform == "dotenv" and one.span.path in files]
    unknown = any(not one.key and not one.file for one in provided) or files - {line.span.path for line in lines}
    if not provided or unknown or key in {one.key for one in provided} | {line.name for line in lines}:
        return
    place = Related(provided[0].span, "a key that it has")
    yield rule.at(supply, key=key, kind=kind, owner=owner, related=[place])
