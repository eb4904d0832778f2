"""
A secret is set with ENV in an image.

## Why is this bad?

ENV is written into the config and the history of the image. Whoever can pull the image reads it with
`docker inspect`, and every process of every container gets it, for as long as the image exists.

An ENV that takes a build argument is the same thing in two lines: the name of the argument does not matter,
and neither does that the value stands in no file.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
ENV STRIPE_API_KEY=sk_live_0123456789abcdef
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `STRIPE_API_KEY` stays in the config and the history of the final image
```

Through a build argument:

```dockerfile
# Dockerfile
FROM python:3.14-slim
ARG DATABASE_URL
    ~~~~~~~~~~~~ the build is handed the value here
ENV DATABASE_URL=$DATABASE_URL
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ `DATABASE_URL` stays in the config and the history of the final image
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
ENV TOKEN_TTL=3600 PRIVATE_KEY_PATH=/run/secrets/key
CMD ["relcheck", "verify-env", "--", "uvicorn", "shop:app"]
```

## When to allow it

Where the value is made to be public, and its name does not say so.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.image import BuildVariable
from relcheck.facts.leak import GRAVITY, ends, sure, told, way
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret, only_sends

rule = Rule(
    code="REL201",
    name="secret-in-env",
    since="0.1.0",
    message="`{variable}` stays in {where}",
    help="give it when the container starts; a build step that needs it takes it from a secret mount",
    page=__doc__,
    severity="error",
)
SECRET = frozenset(("token", "credentials", "word", "text"))
"""Looks of a value that may be the secret itself. A number, path, URL or placeholder is none."""
HANDED = frozenset(("reference", "empty", "placeholder"))
"""Looks of what a build argument is by default, where the real value is handed over."""


@rule.on(BuildVariable)
def check(variable: BuildVariable, project: Project) -> Iterator[Diagnostic]:
    if variable.instruction != "ENV" or "SecretsUsedInArgOrEnv" in variable.skips:
        return
    named = is_secret(variable.variable, variable.looks)
    handed = [name for name in variable.arguments if named or is_secret(name)]
    literal = variable.looks in SECRET if named else variable.issued or variable.looks == "credentials"
    if not literal and not (handed and variable.looks in HANDED):
        return
    where = way(project, variable.span.path, variable.stage)
    related = [
        Related(other.span, "the build is handed the value here")
        for other in project.all(BuildVariable)
        if other.instruction == "ARG" and other.variable in handed and other.span.path == variable.span.path
        and other.stage in (variable.stage, -1) and not literal
    ]  # fmt: skip
    yield rule.at(
        variable,
        where=ends(where, "env"),
        severity="info" if only_sends(variable.variable) else GRAVITY[where.reach],
        confidence=sure(variable.looks, variable.issued),
        related=(*related, *told(where)),
    )
