"""
A server in a container listens on the container's own `localhost`.

## Why is this bad?

The container runs, its log says "running", and every request from outside is refused: the port that is
published leads to an address where nobody listens. Without `--host`, uvicorn listens on 127.0.0.1.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    debug: bool = False
```

```yaml
# compose.yaml
services:
  web:
  ^^^ `web` listens on 127.0.0.1 of its container, where nobody outside reaches it
    build: .
    command: uvicorn shop.main:app --port 8000
    ports: ["8000:8000"]
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    debug: bool = False
```

```yaml
# compose.yaml
services:
  web:
    build: .
    command: uvicorn shop.main:app --host 0.0.0.0 --port 8000
    ports: ["8000:8000"]
```

## When to allow it

When a proxy runs in the same container, or the container shares the network of another one.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL469",
    name="server-binds-loopback",
    since="0.1.0",
    message="`{workload}` listens on 127.0.0.1 of its container, where nobody outside reaches it",
    help="listen on 0.0.0.0, or on `::`",
    page=__doc__,
    confidence="medium",
)
_CONTAINERS = ("compose", "kubernetes", "fly", "cloud-run", "ecs", "render", "railway", "digitalocean", "northflank")
_BINDS = ("host", "bind", "bind_host", "bind_address", "listen_host", "listen_address", "server_host")


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    unit = feed.workload
    if unit.platform not in _CONTAINERS or not unit.ports or unit.host_network:
        return
    if "UVICORN_HOST" in feed.given():
        return
    for place in feed.listens:
        if place.host == "loopback":
            yield rule.at(place, workload=unit.name, scope=unit.name)
    fields = {field.name.lower() for cls in feed.classes for field in cls.fields}
    for told in feed.told:
        binds = told.field.name.lower() in _BINDS and "port" in fields
        if binds and told.host == "loopback" and not told.default and not any(one.host for one in feed.listens):
            yield rule.at(told, workload=unit.name, scope=unit.name)
