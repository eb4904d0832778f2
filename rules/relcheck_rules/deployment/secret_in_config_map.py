"""
A ConfigMap contains a secret.

## Why is this bad?

Whoever may look at the cluster's configuration may read a ConfigMap, and tools show it, log it and copy it as
harmless. A Secret has permissions of its own, can be encrypted at rest, and need not be in the repository.

## Bad

```yaml
# k8s/shop.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  LOG_LEVEL: info
  STRIPE_API_KEY: "sk_live_4eC39HqLyjWDarjtT1zdp7dc"
  ^^^^^^^^^^^^^^ the secret `STRIPE_API_KEY` is in the ConfigMap `shop`
```

## Good

```yaml
# k8s/shop.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  LOG_LEVEL: info
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop
spec:
  data:
    - secretKey: STRIPE_API_KEY
      remoteRef:
        key: shop/stripe
```

## When to allow it

When the name only sounds like a secret.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Provided
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret
from relcheck_rules.deployment._cluster import DESK, is_plain, is_plain_address
from relcheck_rules.deployment._copies import once

rule = Rule(
    code="REL451",
    name="secret-in-config-map",
    since="0.1.0",
    message="the secret `{variable}` is in the ConfigMap `{owner}`",
    help="move it to a Secret whose value is not in the repository, and refer to it",
    page=__doc__,
    severity="error",
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    kept = (one for one in project.all(Provided) if one.kind == "configmap" and is_secret(one.key, one.looks))
    yield from once((told, one.digest) for one in kept if (told := _judge(one)))


def _judge(provided: Provided) -> Diagnostic | None:
    if provided.looks in ("token", "credentials"):
        return rule.at(provided, owner=provided.name)
    if is_plain_address(provided.key, provided.looks) or DESK.search(provided.span.path):
        return None
    if is_plain(provided.key, provided.looks, provided.digest):
        return rule.at(provided, owner=provided.name, severity="warning", confidence="medium")
    return None
