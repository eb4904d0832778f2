"""
A manifest has a part that its platform ignores.

## Why is this bad?

Whoever wrote it believes that the variables are set. Railway, for one, has no variables in its file at all: of
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

from relcheck.diagnostic import Diagnostic, Related, Severity
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
_TEMPLATE = "a template is not read"
_TEMPLATES = "{} templates are not read before they are rendered"
_SHOWN = 4
_CHARTS = "Helm templates of {} charts are not read before they are rendered: helm template CHART | relcheck lint -"


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    rendered = {one.template.partition("/")[2] for one in project.all(Rendered)}
    charts: dict[str, Misplaced] = {}
    loose: list[Misplaced] = []
    for part in project.all(Misplaced):
        chart, inside, name = f"/{part.span.path}".rpartition("/templates/")
        if inside and part.platform == "kubernetes":
            if f"templates/{name}" not in rendered:  # else a rendered copy is read
                charts.setdefault(chart, part)
            continue
        if part.reason.startswith(_TEMPLATE):
            loose.append(part)
            continue
        severity: Severity = "info" if part.span[1:3] == part.span[3:5] else "warning"
        yield rule.at(part, reason=part.reason, severity=severity)
    for first in loose[:1]:
        reason = _TEMPLATES.format(len(loose)) if len(loose) > 1 else first.reason
        also = [Related(one.span, "and this one") for one in loose[1:_SHOWN]]
        yield rule.at(first, reason=reason, severity="info", related=also, help="render it, and check what comes out")
    for first in list(charts.values())[:1]:  # said once, however many charts there are
        reason = _CHARTS.format(len(charts)) if len(charts) > 1 else first.reason
        yield rule.at(first, reason=reason, severity="info", help="render it, and check what comes out")
