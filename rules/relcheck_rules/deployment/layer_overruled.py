"""
An env file sets a variable that another place of the same service overrides.

## Why is this bad?

Somebody edits the env file, restarts the service, and nothing changes: `environment` beats `env_file` in Compose,
and `env` beats `envFrom` in Kubernetes, whatever stands below whatever.

This rule is off unless it is selected: an env file for all services, with exceptions for one, is a habit of many
projects.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    log_level: str = "info"
```

```ini
# shop.env
LOG_LEVEL=debug
^^^^^^^^^ `LOG_LEVEL` is another value here than in the `environment` of `web`, which wins
```

```yaml
# compose.yaml
services:
  web:
    build: .
    env_file: shop.env
    environment:
      LOG_LEVEL: warning
      ~~~~~~~~~ this one wins
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    log_level: str = "info"
```

```ini
# shop.env
LOG_LEVEL=warning
```

```yaml
# compose.yaml
services:
  web:
    build: .
    env_file: shop.env
```

## When to allow it

When the exception is the point.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL453",
    name="layer-overruled",
    since="0.1.0",
    message="`{variable}` is another value here than in the `{layer}` of `{workload}`, which wins",
    help="give it in one place",
    page=__doc__,
    severity="info",
    confidence="medium",
    enabled=False,
)
_LOWER = ("env_file", "envFrom")


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    given = feed.given()
    for supply in feed.supplies:
        winner = given.get(supply.name, supply)
        both = supply.state == winner.state == "literal" and supply.digest != winner.digest
        if both and supply.layer in _LOWER and winner.rank > supply.rank:
            place = Related(winner.span, "this one wins")
            yield rule.at(supply, layer=winner.layer, workload=feed.workload.name, related=[place])
