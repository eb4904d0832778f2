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
from relcheck.facts.deployment import Misplaced, Rendered
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


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    rendered = {one.template.partition("/")[2] for one in project.all(Rendered)}
    charts: set[str] = set()
    for part in project.all(Misplaced):
        chart, inside, name = f"/{part.span.path}".rpartition("/templates/")
        if inside and part.platform == "kubernetes":
            if chart in charts or f"templates/{name}" in rendered:
                continue  # said once for the chart, and not where a rendered copy is read
            charts.add(chart)
        whole = part.span[1:3] == part.span[3:5]
        severity: Severity = "info" if whole else "warning"
        todo = "render it, and check what comes out" if inside and part.platform == "kubernetes" else ""
        yield rule.at(part, reason=part.reason, severity=severity, help=todo)
