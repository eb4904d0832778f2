"""
A secret file is packed into a wheel, an sdist or a bundle.

## Why is this bad?

An artifact goes to people and machines that the secret was never meant for, and a published version cannot be
taken back from those who have it.

## Bad

```text
# MANIFEST.in
include README.md .env
                  ^^^^ `.env` is packed into the sdist
```

## Good

```text
# MANIFEST.in
include README.md .env.example
```

## When to allow it

Where the file of that name holds no secret.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.context import harmless, matched
from relcheck.facts.image import Packed
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL216",
    name="secret-file-packed",
    since="0.1.0",
    message="`{file}` is packed into {artifact}",
    help="leave it out, and let the program read it where it runs",
    page=__doc__,
    severity="error",
    confidence="medium",
)


@rule.on(Packed)
def check(packed: Packed, project: Project) -> Iterator[Diagnostic]:
    name = matched(packed.pattern)
    if name and not harmless(project, packed.pattern) and project.role(packed.span.path) != "test":
        yield rule.at(packed, file=name, artifact=packed.artifact, variable=name)
