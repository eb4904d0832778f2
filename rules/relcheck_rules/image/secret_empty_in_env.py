"""
ENV sets a secret to an empty value.

## Why is this bad?

Nothing secret is in it, but a required variable now looks set: "missing" is never reported, and the service
starts with an empty password or key.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
ENV OPENAI_API_KEY=""
    ^^^^^^^^^^^^^^^^^ `OPENAI_API_KEY` looks set in every container, and is empty
```

A build argument that is not declared is empty too:

```dockerfile
# Dockerfile
FROM python:3.14-slim
ENV HF_TOKEN=$HUB_TOKEN
    ^^^^^^^^^^^^^^^^^^^ `HF_TOKEN` looks set in every container, and is empty unless the base image sets `HUB_TOKEN`
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
ENV LOG_PREFIX=""
```

## When to allow it

Where empty means "switched off", and the settings class says so.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Edit, Fix, Span
from relcheck.facts.image import BuildVariable
from relcheck.facts.leak import way
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret

rule = Rule(
    code="REL203",
    name="secret-empty-in-env",
    since="0.1.0",
    message="`{variable}` looks set in every container, and is empty",
    help="drop the line, and name the variable in .env.example",
    page=__doc__,
    severity="info",
)
UNSET = "`{variable}` looks set in every container, and is empty unless the base image sets `{given}`"


@rule.on(BuildVariable)
def check(variable: BuildVariable, project: Project) -> Iterator[Diagnostic]:
    if variable.instruction != "ENV" or variable.arguments or not is_secret(variable.variable):
        return
    nothing = variable.form == "expression" and variable.looks == "reference"  # of variables that nothing sets
    if not (variable.form == "empty" or nothing) or way(project, variable.span.path, variable.stage).reach != "image":
        return
    statement = variable.statement
    whole = Span(statement.path, statement.line, 1, statement.end_line + 1, 1)
    fix = Fix("Drop the line", (Edit(whole, ""),), "unsafe") if variable.alone and not variable.onbuild else None
    if nothing:
        yield rule.at(variable, message=UNSET, given=variable.references[0], confidence="medium", fix=fix)
    else:
        yield rule.at(variable, fix=fix)
