"""
A service that is reached only over IPv6 listens on IPv4.

## Why is this bad?

Fly's private network (6PN) has IPv6 addresses and nothing else. A service without a public port is only reached that
way: bound to `0.0.0.0` it starts, looks well, and nobody gets through to it. The same holds for a client that is told
not to use IPv6 and is to find a name that ends in `.internal`.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    host: str = "127.0.0.1"
```

```toml
# fly.toml
app = "shop-worker"

[env]
HOST = "0.0.0.0"
^^^^ `shop-worker` is only reached over IPv6, and listens on IPv4
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    host: str = "127.0.0.1"
```

```toml
# fly.toml
app = "shop-worker"

[env]
HOST = "::"
```

## When to allow it

When nobody is meant to reach the service.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed, Supply
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import digest

rule = Rule(
    code="REL468",
    name="ipv4-bind-on-ipv6-network",
    since="0.1.0",
    message="`{workload}` is only reached over IPv6, and listens on IPv4",
    help="listen on `::`, which takes both",
    page=__doc__,
    confidence="medium",
)
_BINDS = ("host", "bind", "bind_host", "bind_address", "listen_host", "listen_address", "server_host")


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    unit = feed.workload
    if unit.platform != "fly":
        return
    if not unit.public:
        places = [place.span for place in feed.listens if place.host == "any4"]
        places += [told.span for told in feed.told if told.host == "any4" and told.field.name.lower() in _BINDS]
        for place in places[:1]:
            yield rule.at(place, workload=unit.name, scope=unit.name, variable="HOST")
    given = feed.given()
    peer = next((told for told in feed.told if told.host == "internal"), None)
    for field in (field for cls in feed.classes for field in cls.fields):
        flag = field.name.lower().endswith("ipv6") and field.type.startswith("bool")
        supply = next((given[name] for name in field.names if name in given), None)
        if flag and peer is not None and supply is not None and _off(supply):
            text = "`{variable}` is off, and this network has IPv6 alone"
            note = Related(peer.span, "a name of that network")
            yield rule.at(supply, message=text, help="switch it on", related=[note])


def _off(supply: Supply) -> bool:
    return supply.state == "literal" and supply.digest in (digest("false"), digest("0"))
