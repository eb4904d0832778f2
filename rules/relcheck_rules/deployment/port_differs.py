"""
The port that a service is told to listen on differs from the one in its manifest.

## Why is this bad?

The health check finds no server on the port, the proxy answers 502, and the log of the service looks fine.

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

from relcheck.diagnostic import Confidence, Diagnostic, Related, Severity
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


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    unit = feed.workload
    ports = unit.ports or feed.opened
    said = [place for place in feed.listens if place.port]
    if unit.command and not unit.ports:
        return  # EXPOSE belongs to the command that the image has by itself
    if not ports or (unit.command and not said and any(word.startswith(_SAYS) for word in unit.command)):
        return  # the command names its port, in a way that is not understood
    sure: Confidence = "medium" if unit.ports else "low"
    grave: Severity = "warning" if unit.ports else "info"  # EXPOSE is only documentation
    for place in said:
        if place.port not in ports:
            text = "the server of `{workload}` listens on none of the ports that it is said to listen on"
            yield rule.at(place, message=text, workload=unit.name, scope=unit.name, severity=grave, confidence=sure)
    if said:
        return  # a command that names its port has the last word
    published = {digest(str(port)) for port in ports}
    given = feed.given()
    for cls in feed.classes:
        for field in cls.fields:
            supply = next((given[name] for name in field.names if name in given), None)
            if field.name != "port" or supply is None or supply.state != "literal" or supply.looks != "number":
                continue
            if supply.digest not in published:
                note = Related(field.span, "the field")
                yield rule.at(supply, workload=unit.name, related=[note], severity=grave, confidence=sure)


_SAYS = ("--port", "--bind", "-b", "-p", "--listen")
