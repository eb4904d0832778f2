"""
A build step runs even if its secret mount is missing.

## Why is this bad?

`required` is false by default: where the build is not given the secret, the mount is silently not there. The
step goes on with an empty token, and what it installs or bakes in is not what was meant.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=token,env=TOKEN ./fetch-model "$TOKEN"
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the step goes on when the build is not given the secret `token`
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=token,env=TOKEN,required=true ./fetch-model "$TOKEN"
```

## When to allow it

Where the step works without the secret, only slower or with less.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Edit, Fix
from relcheck.facts.image import Mount
from relcheck.facts.leak import way
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL209",
    name="secret-mount-optional",
    since="0.1.0",
    message="the step goes on when the build is not given the secret `{id}`",
    help="add `required=true` to the mount",
    page=__doc__,
    severity="info",
)


@rule.on(Mount)
def check(mount: Mount, project: Project) -> Iterator[Diagnostic]:
    if mount.type != "secret" or mount.required or mount.checked or not mount.used:
        return
    if way(project, mount.span.path, mount.stage).reach == "unused":
        return
    span = mount.span
    end = span._replace(line=span.end_line, column=span.end_column)
    fix = Fix("Require the secret", (Edit(end, ",required=true"),), "unsafe")
    yield rule.at(mount, id=mount.id, fix=fix)
