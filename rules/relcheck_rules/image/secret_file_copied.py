"""
A file that holds secrets is copied into an image.

## Why is this bad?

Everybody who can pull the image has the file. An `.env` in the image is also read by whatever loads one, and
then decides over variables that the deployment forgot to give; a copy of `.env.example` does so with placeholders.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
COPY .env /app/.env
     ^^^^ `.env` is in a layer of the final image
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
COPY .env.example requirements.txt /app/
```

## When to allow it

Where the file holds no secret: give it a name that says so.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.context import harmless, matched
from relcheck.facts.image import CONTEXT, Copied
from relcheck.facts.leak import GRAVITY, Way, ends, stages, told
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL210",
    name="secret-file-copied",
    since="0.1.0",
    message="`{file}` is in {where}",
    help="give the variables when the container starts (`--env-file`, `env_file:`), or mount the file as a secret",
    page=__doc__,
    severity="error",
    confidence="medium",
)
_EXAMPLE = re.compile(r"example|sample|template|\.dist$")
_STANDS_IN = "`{file}` becomes the env file of {where}, and stands in for what a deployment forgets"
_KEY = "mount the file when the container starts, or for the one step that needs it (`RUN --mount=type=secret`)"


@rule.on(Copied)
def check(copy: Copied, project: Project) -> Iterator[Diagnostic]:
    known = stages(project).get(copy.span.path)
    if known is None or copy.origin < CONTEXT:
        return
    where = known.way(copy.stage)
    for source, span in zip(copy.sources, copy.spans, strict=True):
        dotenv = copy.destination.endswith("/.env") and copy.origin == CONTEXT
        name = matched(source) or (source if dotenv else "")
        example = dotenv and bool(_EXAMPLE.search(source))
        if example and where.reach == "image":
            yield rule.at(span, message=_STANDS_IN, severity="warning", file=source, where=where.target, scope=source)
        built = copy.origin != CONTEXT and "env" in name  # written by the stage, or told where the stage takes it
        if not name or example or built or harmless(project, source):
            continue
        related = list(told(where))
        goes = where
        if where.reach == "builder" and copy.destination:
            path = copy.destination + name if copy.destination.endswith("/") else copy.destination
            for carrier in list(known.carriers(copy.stage, path))[:1]:
                goes = Way("image", known.name(known.last))
                related.append(Related(carrier, "this COPY takes the file into the image"))
        yield rule.at(
            span,
            help="" if "env" in name else _KEY,
            file=name,
            where=ends(goes, "file"),
            severity=GRAVITY[goes.reach],
            related=related,
            scope=source,
        )
