"""
A service is told to listen on one port, and its manifest says that it listens on another.

## Why is this bad?

The health check knocks where nobody answers, the proxy says 502, and the log of the service looks perfect.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    port: int = 8000
```

```toml
# fly.toml
app = "shop"

[env]
PORT = "8000"
^^^^ `PORT` is none of the ports that `shop` is said to listen on

[http_service]
internal_port = 8080
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    port: int = 8000
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

When the variable is not the port that the service listens on.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import digest

rule = Rule(
    code="REL456",
    name="port-differs",
    since="0.1.0",
    message="`{variable}` is none of the ports that `{workload}` is said to listen on",
    help="make both the same",
    page=__doc__,
    confidence="medium",
)
_SAYS = ("--port", "--bind", "-b", "-p", "--listen")


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    unit = feed.workload
    if not unit.ports or any(word.startswith(_SAYS) for word in unit.command):
        return  # a command that names its port has the last word
    published = {digest(str(port)) for port in unit.ports}
    given = feed.given()
    for cls in feed.classes:
        for field in cls.fields:
            supply = next((given[name] for name in field.names if name in given), None)
            if field.name != "port" or supply is None or supply.state != "literal" or supply.looks != "number":
                continue
            if supply.digest not in published:
                yield rule.at(supply, workload=unit.name, related=[Related(field.span, "the field")])
