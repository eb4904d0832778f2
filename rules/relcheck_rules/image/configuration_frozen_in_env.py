"""
ENV fixes a variable that the application reads at run time.

## Why is this bad?

One image is built and then promoted from stage to stage. A setting that is fixed in the image by a build
argument cannot differ between them without a new build, and nobody sees which value a container has.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
ARG API_HOST
ENV API_HOST=$API_HOST
    ^^^^^^^^^^^^^^^^^^ the build fixes `API_HOST`, which `host` of Settings reads at run time
```

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    host: str = ""
    ~~~~ this field is meant to be set when the container starts

    model_config = {"env_prefix": "API_"}
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
ARG GIT_SHA
ENV GIT_SHA=$GIT_SHA
```

## When to allow it

For facts about the build itself: a revision, a version, a build date.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.image import BuildVariable, Kept
from relcheck.facts.leak import way
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret

rule = Rule(
    code="REL205",
    name="configuration-frozen-in-env",
    since="0.1.0",
    message="the build fixes `{variable}`, which `{field}` of {cls} reads at run time",
    help="drop the ENV and give the variable when the container starts",
    page=__doc__,
    severity="info",
)
ABOUT_THE_BUILD = re.compile(r"(?i)(^|_)(git|sha|commit|rev|revision|version|tag|build|release|ref|branch|date)(_|$)")


@rule.on(Kept)
def check_file(kept: Kept, project: Project) -> Iterator[Diagnostic]:
    """A file that a step generates fixes a setting just as well."""
    if kept.source != "setting" or kept.removed or ABOUT_THE_BUILD.search(kept.variable):
        return
    if way(project, kept.span.path, kept.stage).reach == "image":
        yield from fixed(kept, kept.variable, project)


@rule.on(BuildVariable)
def check(variable: BuildVariable, project: Project) -> Iterator[Diagnostic]:
    if variable.instruction != "ENV" or not variable.arguments or is_secret(variable.variable):
        return
    if ABOUT_THE_BUILD.search(variable.variable) or way(project, variable.span.path, variable.stage).reach != "image":
        return
    yield from fixed(variable, variable.variable, project)


def fixed(place: BuildVariable | Kept, name: str, project: Project) -> Iterator[Diagnostic]:
    """Said where a settings class has a field for the variable."""
    for cls, field in (project.declared.get(name) or project.declared.get(name.upper()) or ())[:1]:
        related = Related(field.span, "this field is meant to be set when the container starts")
        yield rule.at(place, field=field.name, cls=cls.name, related=[related])
