"""
A container expects another service on its own `localhost`.

## Why is this bad?

In a container `localhost` is the container itself, and the database is in another one. What works on a laptop, where
all listen on one machine, is "connection refused" here.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    redis_url: str
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      REDIS_URL: redis://localhost:6379/0
      ^^^^^^^^^ `REDIS_URL` leads `web` to itself, and the service is in another container
  redis:
    image: redis:8
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    redis_url: str
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      REDIS_URL: redis://redis:6379/0
  redis:
    image: redis:8
```

## When to allow it

When the service really runs in the same container, or the variable is for something that runs outside.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related, Span
from relcheck.facts.deployment import Feed, Workload
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import is_peer

rule = Rule(
    code="REL466",
    name="peer-is-localhost",
    since="0.1.0",
    message="`{variable}` leads `{workload}` to itself, and the service is in another container",
    help="name the service: in a network of containers its name is its host name",
    page=__doc__,
    severity="error",
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    defaults: dict[tuple[Span, str], list[Diagnostic]] = {}
    for feed in project.all(Feed):
        unit = feed.workload
        if unit.host_network or not _alone(unit, project):
            continue
        for told in feed.told:
            names = (*told.field.names, told.variable)
            if told.host != "loopback" or not any(is_peer(name) for name in names) or told.field.nested:
                continue
            if not told.default:
                yield rule.at(told, scope=unit.name, workload=unit.name)
            elif not feed.opaque and feed.sure and unit.platform == "compose" and not unit.profiles:
                found = rule.at(
                    feed, variable=told.variable, workload=unit.name, severity="warning", confidence="medium"
                )
                defaults.setdefault((told.span, unit.span.path), []).append(found)
    for (default, _), (first, *others) in defaults.items():  # one default leads all services of a file astray
        again = [Related(one.span, "this service, too") for one in others]
        yield first._replace(related=(Related(default, "its default is `localhost`"), *again))


def _alone(unit: Workload, project: Project) -> bool:
    """Whether the other services of the deployment run in other containers, each with a `localhost` of its own."""
    beside = [one for one in project.all(Workload) if one.span.path == unit.span.path and one.name != unit.name]
    if unit.platform == "compose":
        return bool(beside)
    pod = unit.name.partition("/")[0]
    return unit.platform == "kubernetes" and not any(one.name.startswith(f"{pod}/") for one in beside)
