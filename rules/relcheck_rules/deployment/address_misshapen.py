"""
The address of a database has a form that its client refuses or misreads.

## Why is this bad?

`postgres://` is refused by SQLAlchemy since 1.4; an `@` or `#` in a password that is not escaped ends the password
early, so that the rest of it is taken for the host and stands in the error message.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
```

```toml
# pyproject.toml
[project]
name = "shop"
dependencies = ["sqlalchemy>=2"]
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      DATABASE_URL: postgres://db/shop
      ^^^^^^^^^^^^ SQLAlchemy refuses the scheme of `DATABASE_URL`
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
```

```toml
# pyproject.toml
[project]
name = "shop"
dependencies = ["sqlalchemy>=2"]
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      DATABASE_URL: postgresql://db/shop
```

## When to allow it

When the class changes the address before it uses it.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Feed
from relcheck.facts.project import Distribution
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL472",
    name="address-misshapen",
    since="0.1.0",
    message="SQLAlchemy refuses the scheme of `{variable}`",
    help="write `postgresql://`",
    page=__doc__,
    confidence="medium",
)
_URL = re.compile(
    r"(^|_)(DATABASE|DB|POSTGRES|POSTGRESQL|REDIS|BROKER|RABBITMQ|AMQP|MONGO|MONGODB|MYSQL)_(URL|URI|DSN)$"
)
_MAPPERS = ("sqlalchemy", "sqlmodel", "databases", "advanced-alchemy")


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    needed = {name for one in project.all(Distribution) for name in one.dependencies}
    for told in feed.told:
        if told.default or not _URL.search(told.variable.upper()):
            continue
        if told.crooked:
            text = "the password in `{variable}` has a character that ends it early"
            yield rule.at(told, message=text, help="escape it: `@` is `%40`, `#` is `%23`, `/` is `%2F`")
        elif not told.scheme:
            yield rule.at(told, message="`{variable}` is no URL: it has no scheme", help="begin it with a scheme")
        elif told.scheme == "postgres" and not needed.isdisjoint(_MAPPERS):
            yield rule.at(told)
