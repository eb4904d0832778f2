"""
A variable names a host that has no address.

## Why is this bad?

The server is not deployed yet, the name is misspelled, or it is that of another network. The application starts all
the same, and every request waits for the resolver. A DNS cluster query that finds nobody is worse: each replica takes
itself for the only one. `relcheck verify-env --probe` asks as the application will, for A and AAAA records.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings

from relcheck.types import DnsName


class Settings(BaseSettings):
    cluster: DnsName
    ^^^^^^^ `CLUSTER` names a host that has no address
```

```env
# process.env
CLUSTER=shop-headless.default.svc.cluster.local
```

```text
# network.txt
shop-headless.default.svc.cluster.local no-address
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings

from relcheck.types import DnsName


class Settings(BaseSettings):
    cluster: DnsName
```

```env
# process.env
CLUSTER=shop-headless.default.svc.cluster.local
```

```text
# network.txt
shop-headless.default.svc.cluster.local answers
```

## When to allow it

Where the name only appears once this container is up, as that of a headless Service whose first replica this is: mark
the field with `NoProbe()`, or set `publishNotReadyAddresses`.
"""

from collections.abc import Iterator
from typing import Final

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._probed import Words, said

rule = Rule(
    code="REL417",
    name="host-without-address",
    since="0.1.0",
    message="`{variable}` names a host {what}",
    help="{todo}",
    page=__doc__,
    severity="error",
)

_WORDS: Final[Words] = {
    "no-address": (
        "that has no address",
        "correct the name, or deploy what it names; a name of another namespace or network needs its full form",
    ),
    "no-name-server": (
        "that cannot be looked up",
        "the name server failed: look at /etc/resolv.conf and the network of this container",
    ),
    "slow-name": (
        "that was not found in time",
        "the name server does not answer: look at /etc/resolv.conf, or give it --probe-timeout",
    ),
}


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "unresolved":
        yield said(rule, variable, _WORDS)
