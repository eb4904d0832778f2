"""
A service needs an env file that is neither in the repository nor ignored by git.

## Why is this bad?

Compose refuses to start anything of the project while an env file is missing, and so does every check-out of it
by somebody else, and by continuous integration. A file that git ignores, one with an example beside it, and `.env`
itself are expected to be made by hand; about any other nobody was told.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    log_level: str = "info"
```

```yaml
# compose.yaml
services:
  web:
  ^^^ `web` needs `shop.env`, which is not in the repository
    build: .
    env_file: shop.env
```

## Good

```yaml
# compose.yaml
services:
  web:
    build: .
    env_file:
      - path: shop.env
        required: false
```

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    log_level: str = "info"
```

```ini
# .gitignore
shop.env
```

## When to allow it

When a script makes the file before the services are started.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._env_files import elsewhere, exemplified, ignored

rule = Rule(
    code="REL452",
    name="env-file-not-there",
    since="0.1.0",
    message="`{workload}` needs `{file}`, which is not in the repository",
    help="add it, let git ignore it, or say `required: false`",
    page=__doc__,
    confidence="medium",
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    if feed.workload.platform != "compose" or project.partial:
        return
    for path, required in feed.workload.env_files:
        inside = not path.startswith(("/", "~", "..")) and "$" not in path
        told = path.rpartition("/")[2] == ".env" or ignored(path, project) or exemplified(path, project)
        if required and inside and path in feed.opaque and not told and not elsewhere(path, feed, project):
            yield rule.at(feed, file=path, workload=feed.workload.name)
