"""
A build step writes a secret into a file.

## Why is this bad?

The file is part of the layer. Removing it in a later instruction hides it and nothing more: whoever pulls the
image still has the layer.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
ARG TOKEN
RUN echo "machine github.com password $TOKEN" > /root/.netrc
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a redirect puts `TOKEN` in a layer of the final image
RUN rm /root/.netrc
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=netrc,target=/root/.netrc,required=true pip install shop
```

## When to allow it

Never in an image that leaves the machine it was built on.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.image import Kept
from relcheck.facts.leak import GRAVITY, Way, ends, stages, told
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL208",
    name="secret-written-to-layer",
    since="0.1.0",
    message="{command} puts {what} in {where}",
    help="mount the secret for that step, or write the file when the container starts",
    page=__doc__,
    severity="error",
)


@rule.on(Kept)
def check(kept: Kept, project: Project) -> Iterator[Diagnostic]:
    known = stages(project).get(kept.span.path)
    if kept.source not in ("variable", "literal") or kept.removed or known is None:
        return
    where = known.way(kept.stage)
    related = list(told(where))
    carriers = list(known.carriers(kept.stage, kept.path)) if kept.path.startswith("/") else []
    if where.reach == "builder" and carriers:
        where = Way("image", known.name(known.last))
        related.append(Related(carriers[0], "this COPY takes the file into the image"))
    what = f"`{kept.variable}`" if kept.variable else "a secret"
    yield rule.at(
        kept, command=kept.command, what=what, where=ends(where, "file"), severity=GRAVITY[where.reach], related=related
    )
