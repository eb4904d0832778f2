r"""
A command of an image holds a secret.

## Why is this bad?

CMD, ENTRYPOINT and HEALTHCHECK are part of the image's config, a RUN is part of its history, and a LABEL is
shown wherever images are listed. The command line of a running process is visible to its neighbours as well.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
HEALTHCHECK CMD \
    curl -H X-Api-Key:Tr0ub4dor3x web
            ^^^^^^^^^^^^^^^^^^^^^ the header `X-Api-Key` holds a secret: it stays in the config of the final image
CMD ["serve", "--password=Tr0ub4dor3x"]
              ^^^^^^^^^^^^^^^^^^^^^^^^ `password` holds a secret: it stays in the config of the final image
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
HEALTHCHECK CMD curl -H "Authorization: Bearer $HEALTH_TOKEN" http://localhost/health
CMD ["serve", "--admin-password-file", "/run/secrets/admin"]
RUN SECRET_KEY=build-only python manage.py collectstatic
```

## When to allow it

Where the value is printed in public documentation anyway.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.image import BuildVariable, Exposed
from relcheck.facts.leak import GRAVITY, ends, sure, told, way
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret

rule = Rule(
    code="REL212",
    name="secret-in-command",
    since="0.1.0",
    message="{what} holds a secret: it stays in {where}",
    help="let the program read it from the environment or a file when it starts",
    page=__doc__,
    severity="error",
)
STAYS = frozenset(("token", "credentials", "word", "text"))


@rule.on(Exposed)
def check(exposed: Exposed, project: Project) -> Iterator[Diagnostic]:
    if exposed.what == "url" or exposed.mounted or not exposed.instruction:
        return
    step = exposed.instruction == "RUN"
    # In a RUN a word is what a build step is given to be content with; a token is not.
    if exposed.looks not in STAYS or (step and not (exposed.issued or exposed.looks in ("token", "credentials"))):
        return
    if step and exposed.what == "assignment" and not exposed.issued and exposed.looks != "token":
        return
    where = way(project, exposed.span.path, exposed.stage)
    what = f"the header `{exposed.variable}`" if exposed.what == "header" else f"`{exposed.variable}`"
    yield rule.at(
        exposed,
        what=what,
        where=ends(where, "argument" if step else "command"),
        severity=GRAVITY[where.reach],
        confidence=sure(exposed.looks, exposed.issued),
        related=told(where),
    )


@rule.on(BuildVariable)
def check_label(label: BuildVariable, project: Project) -> Iterator[Diagnostic]:
    if label.instruction != "LABEL":
        return
    taken = [name for name in label.arguments if is_secret(name)]
    named = is_secret(re.sub(r"\W", "_", label.variable)) and label.looks in STAYS
    if taken or named or label.issued or label.looks == "credentials":
        where = way(project, label.span.path, label.stage)
        yield rule.at(label, what=f"the label `{label.variable}`", where=ends(where, "command"), related=told(where))
