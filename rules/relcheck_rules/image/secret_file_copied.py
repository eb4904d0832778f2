"""
A file that holds secrets is copied into an image.

## Why is this bad?

Everybody who can pull the image has the file. An `.env` in the image is also read by whatever loads one, and
then decides over variables that the deployment forgot to give.

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

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.context import matched
from relcheck.facts.deployment import Supply
from relcheck.facts.image import CONTEXT, Copied
from relcheck.facts.leak import GRAVITY, Way, ends, stages, told
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret

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


@rule.on(Copied)
def check(copy: Copied, project: Project) -> Iterator[Diagnostic]:
    known = stages(project).get(copy.span.path)
    if known is None or copy.origin < CONTEXT:
        return
    where = known.way(copy.stage)
    for source, span in zip(copy.sources, copy.spans, strict=True):
        name = matched(source)
        if not name or harmless(project, source):
            continue
        related = list(told(where))
        goes = where
        if where.reach == "builder" and copy.destination:
            path = copy.destination + name if copy.destination.endswith("/") else copy.destination
            for carrier in list(known.carriers(copy.stage, path))[:1]:
                goes = Way("image", known.name(known.last))
                related.append(Related(carrier, "this COPY takes the file into the image"))
        yield rule.at(
            span, file=name, where=ends(goes, "file"), severity=GRAVITY[goes.reach], related=related, scope=source
        )


def harmless(project: Project, source: str) -> bool:
    """Whether the file is in the repository, and everything in it is known to be no secret."""
    name = source.removeprefix("./").lstrip("/")
    lines = [s for s in project.all(Supply) if s.platform == "dotenv" and f"/{s.span.path}".endswith(f"/{name}")]
    return bool(lines) and not any(is_secret(s.name) and s.looks not in ("empty", "placeholder") for s in lines)
