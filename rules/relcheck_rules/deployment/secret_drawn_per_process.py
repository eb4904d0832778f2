"""
Several processes each generate their own value for a secret that they must share.

## Why is this bad?

What one worker signs, the next one refuses: users are logged out at random, and at every restart. On a laptop
there is only one process, so nobody sees it before production.

## Bad

```python
# shop/config.py
import secrets

from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = Field(default_factory=secrets.token_urlsafe)
    ~~~~~~~~~~ each process draws its own here
```

```yaml
# compose.yaml
services:
  web:
  ^^^ `web` does not give `SECRET_KEY`, and 4 processes draw one each
    build: .
    command: gunicorn --workers 4 shop.main:app
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str
```

```yaml
# compose.yaml
services:
  web:
    build: .
    command: gunicorn --workers 4 shop.main:app
    environment:
      SECRET_KEY: ${SECRET_KEY:?}
```

## When to allow it

When nothing that it signs is ever seen by another process.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed
from relcheck.facts.python import Field
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import digest, is_secret
from relcheck_rules.deployment._cluster import CI, marked

rule = Rule(
    code="REL460",
    name="secret-drawn-per-process",
    since="0.1.0",
    message="`{workload}` does not give `{variable}`, and {many} draw one each",
    help="give the same one to all of them",
    page=__doc__,
    severity="error",
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    if feed.opaque or feed.workload.platform in CI:
        return
    given = {name.upper() for name in feed.given()}
    for cls in feed.classes:
        for field in cls.fields:
            if field.random and _shared(field) and not any(name.upper() in given for name in field.names):
                many = _many(feed, project)
                if many:
                    yield rule.at(
                        feed,
                        variable=field.names[0] if field.names else field.name,
                        workload=feed.workload.name,
                        many=many,
                        related=[Related(field.span, "each process draws its own here")],
                    )


def _shared(field: Field) -> bool:
    return marked(field, "SharedAcrossReplicas") or any(is_secret(name) for name in (field.name, *field.names))


def _many(feed: Feed, project: Project) -> str:
    """Who reads the setting besides, in words; empty where it may be one process."""
    if feed.replicas > 1:
        return "its replicas" if feed.workload.many else f"{feed.replicas} processes"
    concurrency = feed.given().get("WEB_CONCURRENCY")
    if concurrency is not None and concurrency.looks == "number" and concurrency.digest != digest("1"):
        return "its workers"
    beside = [
        other.workload.name
        for other in project.all(Feed)
        if other.workload.name != feed.workload.name
        and (other.span.path, other.workload.environment) == (feed.span.path, feed.workload.environment)
        and other.classes == feed.classes
    ]
    return f"it and `{beside[0]}`" if beside else ""
