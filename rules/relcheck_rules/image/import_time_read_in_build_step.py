"""
A build step imports code that reads the environment at import.

## Why is this bad?

The step sees the environment of the build, not that of the deployment. It fails without the variables, and
people then add dummies or build arguments for it; or it goes on with defaults, and whatever it writes
(a schema, a cache, a pickle, compiled assets) has them built in.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
COPY . .
RUN python scripts/export.py
    ^^^^^^^^^^^^^^^^^^^^^^^^ `export.py` runs in the build and reads `API_ROOT` while it is imported
```

```python
# scripts/export.py
import os

ROOT = os.environ["API_ROOT"]
       ~~~~~~~~~~~~~~~~~~~~~~ read here
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
COPY . .
RUN API_ROOT=/api python scripts/export.py
```

```python
# scripts/export.py
import os

ROOT = os.environ["API_ROOT"]
```

## When to allow it

Where what the step writes does not depend on the variable. Of a framework's command (`manage.py collectstatic`),
relcheck names only the variables without which it fails.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.image import PythonStep
from relcheck.facts.leak import way
from relcheck.facts.python import Access, Field
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.image._imported import modules

rule = Rule(
    code="REL215",
    name="import-time-read-in-build-step",
    since="0.1.0",
    message="`{command}` runs in the build and reads {variables} while it is imported",
    help="give the step its own values inline, or let the code read the environment when it is called",
    page=__doc__,
    confidence="medium",
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    seen: set[tuple[str, str]] = set()
    for step in project.all(PythonStep):
        for found in _judge(step, project):
            # Several commands of a framework ask the same of one build, and branches run one command.
            variables = found.message.partition(" reads ")[2] if found.severity == "info" else found.message
            if (step.span.path, variables) not in seen:
                yield found
            seen.add((step.span.path, variables))


def _judge(step: PythonStep, project: Project) -> Iterator[Diagnostic]:
    if way(project, step.span.path, step.stage).reach == "unused":
        return
    paths, made = modules(step, project), step.kind in ("django", "tool")
    reads: dict[str, Access | Field] = {}
    for access in project.accesses:
        if access.span.path not in paths or access.time != "import" or not access.names:
            continue
        if made and (access.default or access.kind not in ("subscript", "library")):
            continue  # what a framework's command writes does not depend on it, and it does not fail
        if project.is_read(access) and not set(access.names) & set(step.given):
            reads.setdefault(access.variable, access)
    for instance in project.instances:
        if instance.span.path in paths and instance.time == "import":
            for cls in project.classes:
                if cls.name == instance.cls.rpartition(".")[2]:
                    own = [field for field in cls.fields if field.names and not field.nested]
                    fields = {field.names[0]: field for field in own if field.required or not made}
                    reads |= {
                        name: field for name, field in fields.items() if name not in step.given and name not in reads
                    }
    if not reads:
        return
    names = ", ".join(f"`{name}`" for name in list(reads)[:3]) + (" and others" if len(reads) > 3 else "")
    yield rule.at(
        step,
        command=step.command,
        variables=names,
        variable=next(iter(reads)),
        # A framework's command writes what it is made for; a script of the project may write anything.
        severity="info" if made else "warning",
        related=[Related(read.span, "read here") for read in list(reads.values())[:3]],
    )
