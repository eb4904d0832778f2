"""
A build step imports code that reads the environment while it is imported.

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

Where what the step writes does not depend on the variable.
"""

from collections.abc import Iterator
from posixpath import join, normpath

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.image import PythonStep
from relcheck.facts.leak import way
from relcheck.facts.python import Access, Field
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL215",
    name="import-time-read-in-build-step",
    since="0.1.0",
    message="`{command}` runs in the build and reads {variables} while it is imported",
    help="give the step its own values inline, or let the code read the environment when it is called",
    page=__doc__,
    confidence="medium",
)


@rule.on(PythonStep)
def check(step: PythonStep, project: Project) -> Iterator[Diagnostic]:
    if way(project, step.span.path, step.stage).reach == "unused":
        return
    paths = modules(step, project)
    reads: dict[str, Access | Field] = {}
    for access in project.accesses:
        if access.span.path not in paths or access.time != "import" or not access.names:
            continue
        if project.is_read(access) and not set(access.names) & set(step.given):
            reads.setdefault(access.variable, access)
    for instance in project.instances:
        if instance.span.path in paths and instance.time == "import":
            for cls in project.classes:
                if cls.name == instance.cls.rpartition(".")[2]:
                    fields = {field.names[0]: field for field in cls.fields if field.names and not field.nested}
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
        severity="info" if step.kind in ("django", "tool") else "warning",
        related=[Related(read.span, "read here") for read in list(reads.values())[:3]],
    )


def modules(step: PythonStep, project: Project) -> set[str]:
    """The files that a step is known to import: its targets, and the runtime config module for Django."""
    if step.kind == "tool":
        return set()
    if step.kind == "django":
        return {path for path in project.runtime if "settings" in path}
    known = {access.span.path for access in project.accesses} | {one.span.path for one in project.instances}
    found: set[str] = set()
    for target in step.targets:
        if step.kind == "script":
            names = [normpath(target.lstrip("/"))]
        else:
            base = target.replace(".", "/")
            names = [f"{base}.py", f"{base}/__init__.py", f"{base}/__main__.py"]
        for name in names:
            short = name.split("/", 1)[-1] if name.startswith(("app/", "code/", "src/", "usr/")) else name
            for choice in (join(step.folder, name), name, join(step.folder, short), short, f"src/{name}"):
                if choice in known:
                    found.add(choice)
                    break
            else:
                ending = [path for path in known if path.endswith(f"/{short}")]
                found.update(ending if len(ending) == 1 else ())
        package = target.partition(".")[0]
        if step.kind != "script" and package:  # what a package starts with is, first of all, its settings
            found.update(path for path in project.runtime if f"/{path}".count(f"/{package}/"))
    return found
