"""
A build is given a value that exists only in a running deployment.

## Why is this bad?

An image is built once and runs many times: the name of a node, the secret that its cluster shares and the name by
which the nodes find each other differ from one deployment to the next. Built in, all of them start as the same node,
and the secret is in every copy of the image.

## Bad

```python
# shop/config.py
from typing import Annotated

from pydantic_settings import BaseSettings
from relcheck.types import RunTimeOnly


class Settings(BaseSettings):
    cluster_cookie: Annotated[str, RunTimeOnly()]
    ~~~~~~~~~~~~~~ this field is filled at run time alone
```

```yaml
# compose.yaml
services:
  web:
    build:
      context: .
      args:
        CLUSTER_COOKIE: ${CLUSTER_COOKIE}
        ^^^^^^^^^^^^^^ `CLUSTER_COOKIE` is only known at run time, and a build is given it
```

## Good

```python
# shop/config.py
from typing import Annotated

from pydantic_settings import BaseSettings
from relcheck.types import RunTimeOnly


class Settings(BaseSettings):
    cluster_cookie: Annotated[str, RunTimeOnly()]
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      CLUSTER_COOKIE: ${CLUSTER_COOKIE:?}
```

## When to allow it

When the image is built for one deployment and never leaves it.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed
from relcheck.facts.image import BuildVariable
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import is_run_time, marked

rule = Rule(
    code="REL459",
    name="run-time-value-at-build",
    since="0.1.0",
    message="`{variable}` is only known at run time, and a build is given it",
    help="give it where the service runs, and to no build",
    page=__doc__,
    severity="error",
    narrows="REL444",
    yields_to=("REL201", "REL204", "REL214"),
)


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    fields = {name: field for cls in feed.classes for field in cls.fields for name in field.names}
    for supply in feed.supplies:
        field = fields.get(supply.name)
        if field is None or supply.platform == "dockerfile" or supply.phase == "run":
            continue
        explicit = marked(field, "RunTimeOnly")
        if explicit or (supply.phase == "build" and is_run_time(supply.name)):
            yield rule.at(supply, related=[Related(field.span, "this field is filled at run time alone")])


@rule.on(BuildVariable)
def in_image(variable: BuildVariable, project: Project) -> Iterator[Diagnostic]:
    if variable.instruction == "LABEL" or variable.form == "empty":
        return
    for _, field in project.declared.get(variable.variable, ())[:1]:
        if marked(field, "RunTimeOnly") or is_run_time(variable.variable):
            yield rule.at(variable, related=[Related(field.span, "this field is filled at run time alone")])
