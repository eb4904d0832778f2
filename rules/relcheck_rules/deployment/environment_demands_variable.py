"""
A variable that is required in one environment is not set there.

## Why is this bad?

A default that is right on a laptop is wrong in production, and nothing fails: mail goes to a test server, and errors
are reported nowhere. The marker says so in the class, and here it is kept.

## Bad

```python
# shop/config.py
from typing import Annotated

from pydantic_settings import BaseSettings
from relcheck.types import RequiredIn


class Settings(BaseSettings):
    mail_host: Annotated[str, RequiredIn("production")] = "localhost"
    ~~~~~~~~~ required in production
```

```yaml
# compose.production.yaml
services:
  web:
  ^^^ `web` is not given `MAIL_HOST`, which `Settings` requires in production
    build: .
    environment:
      LOG_LEVEL: info
```

## Good

```python
# shop/config.py
from typing import Annotated

from pydantic_settings import BaseSettings
from relcheck.types import RequiredIn


class Settings(BaseSettings):
    mail_host: Annotated[str, RequiredIn("production")] = "localhost"
```

```yaml
# compose.production.yaml
services:
  web:
    build: .
    environment:
      MAIL_HOST: mail.example.com
```

## When to allow it

When the environment only shares its name with the one that the marker means.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import digest
from relcheck_rules.deployment._cluster import CI

rule = Rule(
    code="REL473",
    name="environment-demands-variable",
    since="0.1.0",
    message="`{workload}` is not given `{variable}`, which `{cls}` requires in {environment}",
    help="give it there",
    page=__doc__,
    severity="error",
)
_SHORT = {"prod": "production", "live": "production", "stage": "staging", "dev": "development"}
_SAYS = ("ENVIRONMENT", "ENV", "APP_ENV", "APP_ENVIRONMENT", "STAGE", "DEPLOYMENT_ENVIRONMENT")


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    if feed.opaque or feed.workload.platform in CI:
        return
    given = feed.given()
    for cls in feed.classes:
        for field in cls.fields:
            wanted = [value for marker, value in field.markers if marker == "RequiredIn" and value]
            if not wanted or not field.names or any(name in given for name in field.names):
                continue
            for environment in wanted:
                if _is(feed, environment):
                    yield rule.at(
                        feed,
                        variable=field.names[0],
                        workload=feed.workload.name,
                        cls=cls.name,
                        environment=environment,
                        related=[Related(field.span, f"required in {environment}")],
                    )


def _is(feed: Feed, environment: str) -> bool:
    """Whether a workload belongs to an environment: its manifest is named so, or it is told so."""
    named = feed.workload.environment.lower()
    if named:
        return _SHORT.get(named, named) == _SHORT.get(environment.lower(), environment.lower())
    given = feed.given()
    return any(given[name].digest == digest(environment) for name in _SAYS if name in given)
