"""
A COPY of a directory takes along a secret file that docker does not ignore.

## Why is this bad?

Mostly git ignores the file, so the image that CI builds is clean. The one that is built on a laptop, where the
file is, holds it, and nobody sees the difference.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
COPY . /app
^^^^^^^^^^^ `COPY` takes `.env` along, which docker does not ignore
```

```text
# .gitignore
.env
```

```text
# .dockerignore
.venv
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
COPY . /app
```

```text
# .gitignore
.env
```

```text
# .dockerignore
.env*
!.env.example
```

## When to allow it

Where images are only ever built from a fresh checkout.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Edit, Fix, Related
from relcheck.facts.context import contexts, ignore_file, taken
from relcheck.facts.image import CONTEXT, Copied, IgnoreFile
from relcheck.facts.leak import Stages, stages
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL211",
    name="context-holds-secret",
    since="0.1.0",
    message="`{instruction}` takes {files} along, which docker does not ignore",
    help="add {files} to {ignore}",
    page=__doc__,
    confidence="medium",
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    groups: dict[str, list[Copied]] = {}
    for copy in project.all(Copied):
        groups.setdefault(copy.span.path, []).append(copy)
    for path, copies in groups.items():
        known = stages(project).get(path)
        found = list(judge(project, path, copies, known)) if known else []
        yield from sorted(found, key=lambda one: (one.severity == "info", one.span))[:1]  # one a Dockerfile says it


def judge(project: Project, path: str, copies: list[Copied], known: Stages) -> Iterator[Diagnostic]:
    """A diagnostic for each COPY that takes something along."""
    for context in contexts(project, path, copies):
        ignore = ignore_file(project, path, context)
        for copy in copies:
            files = list(taken(project, copy, context, ignore)) if copy.origin == CONTEXT else []
            if not files:
                continue
            way = known.way(copy.stage)
            carriers = list(known.carriers(copy.stage, copy.destination + files[0])) if copy.destination else []
            severity = "warning" if way.reach == "image" or carriers else "info"
            names = ", ".join(f"`{name}`" for name in files[:3])
            place = ignore.span.path if ignore else f"{context}/.dockerignore".lstrip("/")
            yield rule.at(
                copy,
                instruction=copy.instruction,
                files=names + (" and others" if len(files) > 3 else ""),
                ignore=place,
                severity="warning" if severity == "warning" else "info",
                related=[Related(span, "this COPY takes the file into the image") for span in carriers[:1]],
                variable=files[0],
                fix=ignored(ignore, files),
            )


def ignored(ignore: IgnoreFile | None, files: list[str]) -> Fix | None:
    """The missing lines, at the end, where the last pattern decides."""
    if ignore is None:
        return None
    span = ignore.span
    end = span._replace(line=span.end_line, column=span.end_column)
    text = ("\n" if span.end_column > 1 else "") + "".join(f"{name}\n" for name in files)
    return Fix(f"Ignore them in {span.path}", (Edit(end, text),), "unsafe")
