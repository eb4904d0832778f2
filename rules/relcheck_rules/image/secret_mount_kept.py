r"""
A build step copies a mounted secret into a file that stays.

## Why is this bad?

A secret mount is gone when its step ends. A copy is not: the layer keeps it, and a later step that removes it
only hides it. Scanners that look only for the mount accept the step.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=n \
    cat /run/secrets/n > /root/.netrc
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a redirect keeps the secret `n` in a layer of the final image
```

A program that keeps what it is told does the same:

```dockerfile
# Dockerfile
FROM python:3.14-slim AS build
RUN --mount=type=secret,id=t,env=T \
    npm config set _auth $T
    ^^^^^^^^^^^^^^^^^^^^^^^ `npm config set` keeps the secret `t` in the build cache of stage `build`

FROM python:3.14-slim
COPY --from=build /venv /venv
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=netrc,target=/root/.netrc,required=true pip install shop
```

## When to allow it

Where the file is encrypted again before the step ends.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.image import Kept
from relcheck.facts.leak import GRAVITY, Way, ends, stages, told
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL207",
    name="secret-mount-kept",
    since="0.1.0",
    message="{command} keeps the secret `{variable}` in {where}",
    help="use the mount where it is (`target=`, or `env=`), or remove the copy in the same step",
    page=__doc__,
    severity="error",
)


@rule.on(Kept)
def check(kept: Kept, project: Project) -> Iterator[Diagnostic]:
    known = stages(project).get(kept.span.path)
    if kept.source != "mount" or kept.removed or known is None:
        return
    where = known.way(kept.stage)
    related = list(told(where))
    if where.reach == "builder":
        for carrier in list(known.carriers(kept.stage, kept.path))[:1]:
            if kept.path.startswith("/"):
                where = Way("image", known.name(known.last))
                related.append(Related(carrier, "this COPY takes the file into the image"))
    yield rule.at(kept, command=kept.command, where=ends(where, "file"), severity=GRAVITY[where.reach], related=related)
