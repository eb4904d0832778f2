"""
ENV sets a dummy value for a secret.

## Why is this bad?

The dummy lets a build step run, and then stays in the image: a container without the real secret starts with
one that everybody can read in the Dockerfile.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
ENV SECRET_KEY=dummy
    ^^^^^^^^^^^^^^^^ a container that lacks `SECRET_KEY` boots with the dummy of the final image
RUN python manage.py collectstatic --noinput
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ this step may need it
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN SECRET_KEY=build-only python manage.py collectstatic --noinput
```

## When to allow it

In an image that only ever runs tests.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Edit, Fix, Related, Span
from relcheck.facts.image import BuildVariable, PythonStep
from relcheck.facts.leak import told, way
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret
from relcheck_rules.deployment._cluster import DESK

rule = Rule(
    code="REL202",
    name="dummy-secret-in-env",
    since="0.1.0",
    message="a container that lacks `{variable}` boots with the dummy of {where}",
    help="let the deployment give it; a build step takes a dummy inline: `RUN {variable}=build-only ...`",
    page=__doc__,
)


@rule.on(BuildVariable)
def check(variable: BuildVariable, project: Project) -> Iterator[Diagnostic]:
    if (
        variable.instruction != "ENV"
        or variable.arguments
        or variable.looks != "placeholder"
        or not is_secret(variable.variable, variable.looks)
    ):
        return
    where = way(project, variable.span.path, variable.stage)
    if where.reach != "image" or "SecretsUsedInArgOrEnv" in variable.skips:
        return
    path, line = variable.span.path, variable.span.line
    steps = [
        step for step in project.all(PythonStep)
        if step.span.path == path and step.stage == variable.stage and step.span.line > line
    ]  # fmt: skip
    yield rule.at(
        variable,
        severity="info" if DESK.search(path) else "warning",
        where=where.target,
        related=(*(Related(step.span, "this step may need it") for step in steps), *told(where)),
        fix=inline(variable, steps),
    )


def inline(variable: BuildVariable, steps: list[PythonStep]) -> Fix | None:
    """Move it in front of the only step that can need it."""
    if len(steps) != 1 or not variable.alone or variable.uses or variable.onbuild:
        return None
    statement, step = variable.statement, steps[0].span
    whole = Span(statement.path, statement.line, 1, statement.end_line + 1, 1)
    here = step._replace(end_line=step.line, end_column=step.column)
    edits = (Edit(whole, ""), Edit(here, f"{variable.variable}=build-only "))
    return Fix(f"Give `{variable.variable}` a dummy in that one step", edits, "unsafe")
