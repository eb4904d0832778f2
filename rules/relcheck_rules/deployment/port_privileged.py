"""
A process without root is told to listen on a port below 1024.

## Why is this bad?

Linux refuses it to everybody but root, and the service ends with "permission denied" where it runs as it should. Docker
(20.10 and newer) allows it in every container, so that it works until the image runs elsewhere.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    port: int = 8000
```

```dockerfile
# Dockerfile
FROM python:3.13-slim
USER shop
```

```toml
# fly.toml
app = "shop"

[env]
PORT = "80"
^^^^ `shop` is to listen on a port below 1024, and does not run as root

[http_service]
internal_port = 80
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    port: int = 8000
```

```dockerfile
# Dockerfile
FROM python:3.13-slim
USER shop
```

```toml
# fly.toml
app = "shop"

[env]
PORT = "8080"

[http_service]
internal_port = 8080
```

## When to allow it

Where the runtime lets every container do so, as Docker does: there it is said as a note, with low confidence.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Span
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import CI

rule = Rule(
    code="REL463",
    name="port-privileged",
    since="0.1.0",
    message="`{workload}` is to listen on a port below 1024, and does not run as root",
    help="listen on a port from 1024 on; the platform maps it to the one that the world sees",
    page=__doc__,
    confidence="medium",
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    unit = feed.workload
    place = _low(feed)
    if place is None or feed.user != "other" or unit.binds_low or unit.platform in CI:
        return
    if unit.platform == "compose":
        yield rule.at(
            place,
            workload=unit.name,
            severity="info",
            confidence="low",
            help="listen on a port from 1024 on: Docker allows lower ones since 20.10, Podman without root does not",
        )
    else:
        yield rule.at(place, workload=unit.name)


def _low(feed: Feed) -> Span | None:
    """Where it is said that the workload listens on a low port: in its command, in its setting, in the manifest."""
    for place in feed.listens:
        if place.port:
            return place.span if place.port < 1024 else None
    for told in feed.told:
        if told.field.name == "port" and told.ports:
            return told.span if told.ports[0] < 1024 else None
    return feed.span if feed.workload.ports and max(feed.workload.ports) < 1024 else None
