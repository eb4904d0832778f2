"""
Only a part of a cluster's port range is open.

## Why is this bad?

Connections succeed and fail by the port that they happen to get, so that a cluster loses nodes at random.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings
from relcheck.types import PortRange


class Settings(BaseSettings):
    cluster_ports: PortRange
```

```yaml
# compose.yaml
services:
  web:
    build: .
    expose: ["8000", "9100", "9101"]
    environment:
      CLUSTER_PORTS: "9100-9105"
      ^^^^^^^^^^^^^ 4 of the 6 ports of `CLUSTER_PORTS` are not open at `web`
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings
from relcheck.types import PortRange


class Settings(BaseSettings):
    cluster_ports: PortRange
```

```yaml
# compose.yaml
services:
  web:
    build: .
    expose: ["8000", "9100", "9101"]
    environment:
      CLUSTER_PORTS: "9100-9101"
```

## When to allow it

When the network between the nodes lets everything through, and the ports are listed for people alone.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import own_type

rule = Rule(
    code="REL465",
    name="port-range-not-open",
    since="0.1.0",
    message="{closed} of the {all} ports of `{variable}` are not open at `{workload}`",
    help="open all of them, or narrow the range",
    page=__doc__,
    confidence="medium",
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    opened = {*feed.workload.ports, *feed.opened}
    for told in feed.told:
        ranged = own_type(told.field) == "PortRange" or told.field.name.lower().endswith(("port_range", "ports"))
        closed = [port for port in told.ports if port not in opened]
        if ranged and opened and closed and len(told.ports) > 1:
            partly = len(closed) < len(told.ports)
            yield rule.at(
                told,
                scope=feed.workload.name,
                workload=feed.workload.name,
                closed=len(closed),
                all=len(told.ports),
                severity="warning" if partly else "info",
                confidence="medium" if partly else "low",
            )
