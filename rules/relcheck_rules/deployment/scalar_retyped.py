"""
A value without quotes becomes another type before the service sees it.

## Why is this bad?

YAML decides what a bare word means. Kubernetes refuses a number or a switch as the value of a variable, and
compose writes `1.10` as `1.1` and `0755` as `493`.

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
        - name: PORT
                ^^^^ the value of `PORT` must be a text, and is a number without quotes
          value: 8000
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
        - name: PORT
          value: "8000"
```

## When to allow it

Never in Kubernetes: the API refuses it.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Supply
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL449",
    name="scalar-retyped",
    since="0.1.0",
    message="the value of `{variable}` must be a text, and is a {looks} without quotes",
    help="put it in quotes",
    page=__doc__,
    severity="error",
)


@rule.on(Supply)
def check(supply: Supply, project: Project) -> Iterator[Diagnostic]:
    refused = supply.platform in ("kubernetes", "cloud-run") and supply.layer == "env"
    if refused and not supply.quoted and supply.state == "literal" and supply.looks in ("number", "boolean"):
        yield rule.at(supply, looks="switch" if supply.looks == "boolean" else "number")
