"""
A manifest has a part that its platform does not read.

## Why is this bad?

Somebody believes that the variables in it are set. Railway, for one, has no variables in its file at all: of
ten such files in public repositories five had a section of them.

## Bad

```toml
# railway.toml
[deploy]
startCommand = "bin/server"

[env]
LOG_LEVEL = "info"
^^^^^^^^^ Railway reads no variables from this file: set them in the service
```

## Good

```toml
# railway.toml
[deploy]
startCommand = "bin/server"
```

## When to allow it

When another tool than the platform reads the file.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Severity
from relcheck.facts.deployment import Misplaced
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL446",
    name="manifest-part-ignored",
    since="0.1.0",
    message="{reason}",
    help="move the variables to where the platform reads them",
    page=__doc__,
)


@rule.on(Misplaced)
def check(part: Misplaced, project: Project) -> Iterator[Diagnostic]:
    foreign = part.span.line == part.span.end_line == 1 and part.span.column == part.span.end_column
    severity: Severity = "info" if foreign else "warning"
    yield rule.at(part, reason=part.reason, severity=severity)
