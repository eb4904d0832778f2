"""
A manifest starts a service without a variable that its settings class requires.

## Why is this bad?

The container is built, pushed and rolled out, and then does not start. The repository says so beforehand: it
contains what the class requires and what the manifest sets.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    ~~~~~~~~~~~~ `DATABASE_URL` is required here
```

```yaml
# compose.yaml
services:
  web:
  ^^^ `web` is not given `DATABASE_URL`, which `Settings` requires
    build: .
    environment:
      LOG_LEVEL: info
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      DATABASE_URL: ${DATABASE_URL:?set it in the shell or in .env}
```

## When to allow it

If the platform keeps some of the variables, pass their names (`relcheck lint --given FILE`), so that the rest
is still checked.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Exported, Feed
from relcheck.names import matches
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL440",
    name="required-variable-not-given",
    since="0.1.0",
    message="`{workload}` is not given `{variable}`, which `{cls}` requires",
    help="give it in {path}, or give the field a default that is right everywhere",
    page=__doc__,
    severity="error",
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    if feed.opaque or feed.workload.platform in ("github-actions", "gitlab-ci", "devcontainer", "dotenv"):
        return
    if not feed.sure and len({cls.span.path.partition("/")[0] for cls in feed.classes}) > 1:
        return  # programs of several folders: which of them this one runs is not known
    given = {name.upper() for name in feed.given()}
    given |= {name.upper() for script in project.all(Exported) for name in script.names}
    for cls in feed.classes:
        for field in cls.fields:
            if not field.required or not field.names or field.nested or cls.customised_sources or cls.dynamic:
                continue
            if any(name.upper() in given or matches(name, field.patterns) for name in field.names):
                continue
            yield rule.at(
                feed,
                variable=field.names[0],
                workload=feed.workload.name,
                cls=cls.name,
                path=feed.span.path,
                severity="error" if feed.sure else "warning",
                confidence="high" if feed.sure else "low",
                related=[Related(field.span, f"`{field.names[0]}` is required here")],
            )
