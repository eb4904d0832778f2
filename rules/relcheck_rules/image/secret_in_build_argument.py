"""
A Dockerfile takes a secret as a build argument.

## Why is this bad?

A build argument is written into the history of every step that follows it, into the build cache, and, with
provenance in `mode=max` (the default of docker/build-push-action for public repositories), into what is
published beside the image, whatever stage it was for.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
ARG GITHUB_TOKEN
    ^^^^^^^^^^^^ `GITHUB_TOKEN` stays in the history of the final image
RUN pip install git+https://$GITHUB_TOKEN@github.com/shop/core
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ it is used here
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=netrc,target=/root/.netrc,required=true pip install git+https://github.com/shop/core
```

## When to allow it

Where the argument only ever holds a token that is public, or that expires before the build ends.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Edit, Fix, Related, Span
from relcheck.facts.image import BuildVariable
from relcheck.facts.leak import GRAVITY, ends, sure, told, way
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret, only_sends

rule = Rule(
    code="REL204",
    name="secret-in-build-argument",
    since="0.1.0",
    message="`{variable}` stays in {where}",
    help="mount it for the step that needs it: `RUN --mount=type=secret,id={id},env={variable},required=true`",
    page=__doc__,
    severity="error",
)
HARMLESS = frozenset(("number", "boolean", "path", "publishable", "url"))
RANK = {"image": 0, "builder": 1, "unused": 2}


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    groups: dict[tuple[str, str], list[BuildVariable]] = {}
    kept = set()
    for variable in project.all(BuildVariable):
        if variable.instruction == "ENV":  # REL201 tells the worse half of it
            handed = variable.looks in ("reference", "empty", "placeholder")
            kept |= {(variable.span.path, name) for name in variable.arguments if handed}
        elif variable.instruction == "ARG" and suspicious(variable):
            groups.setdefault((variable.span.path, variable.variable), []).append(variable)
    for key, group in groups.items():
        if key not in kept:
            yield from judge(group, project)


def suspicious(variable: BuildVariable) -> bool:
    """Whether the argument is for a secret, by its name, or by the default that it has."""
    if "SecretsUsedInArgOrEnv" in variable.skips:
        return False
    if variable.issued or variable.looks == "credentials":
        return True
    return is_secret(variable.variable, variable.looks) and variable.looks not in HARMLESS


def judge(group: list[BuildVariable], project: Project) -> Iterator[Diagnostic]:
    """One diagnostic an argument, at the declaration that goes furthest."""
    ways = {variable: way(project, variable.span.path, variable.stage) for variable in group}
    worst = min(group, key=lambda variable: (variable.stage < 0, RANK[ways[variable].reach], variable.span))
    if worst.stage < 0 and not (worst.issued or worst.looks in ("credentials", "token")):
        return  # it is for FROM lines alone
    where = ways[worst]
    uses = [use for variable in group for use in variable.uses if variable.stage >= 0]
    severity = GRAVITY[where.reach]
    message = ""
    if not uses and worst.form == "none":
        severity, message = "info", "`{variable}` stays in {where}, and no step uses it"
    elif worst.looks == "placeholder" or only_sends(worst.variable):
        severity = "info"
    yield rule.at(
        worst,
        where=ends(where, "argument"),
        message=message,
        id=worst.variable.lower(),
        severity=severity,
        confidence=sure(worst.looks, worst.issued),
        related=(*(Related(use.span, "it is used here") for use in uses[:5]), *told(where)),
        fix=mount(worst) if len(group) == 1 else None,
    )


def mount(variable: BuildVariable) -> Fix | None:
    """The one right rewrite: a secret mount for the only step that uses it."""
    uses = variable.uses
    if not variable.alone or variable.form != "none" or variable.onbuild or len(uses) != 1:
        return None
    if uses[0].instruction != "RUN" or uses[0].how != "reference":
        return None
    statement, step = variable.statement, uses[0].span
    whole = Span(statement.path, statement.line, 1, statement.end_line + 1, 1)
    here = Span(step.path, step.line, step.column + 3, step.line, step.column + 3)
    option = f" --mount=type=secret,id={variable.variable.lower()},env={variable.variable},required=true"
    edits = (Edit(whole, ""), Edit(here, option))
    return Fix("Mount it as a secret in the step that uses it", edits, "unsafe")
