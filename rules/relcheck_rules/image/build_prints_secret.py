"""
A build step prints a secret into the build log.

## Why is this bad?

Logs of CI are kept for months and read by more people than the secret is for; on public projects, by
everybody. CI masks values that it knows, and only as long as they are printed as they are.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=t,env=TOKEN,required set -x; ./fetch "$TOKEN"
                                                        ^^^^^^^^^^^^^^^^ `set -x` prints `t` into the build log
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=token,env=API_TOKEN,required=true set -eu; ./fetch "$API_TOKEN"
```

## When to allow it

Where the log is deleted with the build.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.image import Printed
from relcheck.facts.leak import way
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL213",
    name="build-prints-secret",
    since="0.1.0",
    message="{what} prints `{variable}` into the build log",
    help="print the names of variables, not what they hold",
    page=__doc__,
)
WHAT = {"trace": "`set -x`", "environment": "the environment that this step", "variable": "this step"}


@rule.on(Printed)
def check(printed: Printed, project: Project) -> Iterator[Diagnostic]:
    if way(project, printed.span.path, printed.stage).reach != "unused":
        yield rule.at(printed, what=WHAT[printed.what])
