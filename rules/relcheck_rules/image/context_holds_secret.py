"""
A COPY of a directory includes a secret file that docker does not ignore.

## Why is this bad?

Usually git ignores the file, so the image that CI builds is clean. An image built on a laptop contains the
file, and nobody sees the difference.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
COPY . /app
^^^^^^^^^^^ `COPY` would take `.env` along, which docker does not ignore
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

If images are only ever built from a fresh checkout.
"""

from collections.abc import Iterator
from posixpath import join

from relcheck.diagnostic import Diagnostic, Related, Span
from relcheck.facts.context import contexts, ignore_file, taken, tracked
from relcheck.facts.image import CONTEXT, Copied
from relcheck.facts.leak import Stages, stages
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import DESK
from relcheck_rules.image._ignored import ignored

rule = Rule(
    code="REL211",
    name="context-holds-secret",
    since="0.1.0",
    message="`{instruction}` {takes} {files} along, which docker does not ignore",
    help="add {files} to {ignore}",
    page=__doc__,
    confidence="medium",
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    groups: dict[str, list[Copied]] = {}
    for copy in project.all(Copied):
        groups.setdefault(copy.span.path, []).append(copy)
    told: dict[tuple[str | None, str], list[Diagnostic]] = {}
    for path, copies in groups.items():
        known = stages(project).get(path)
        found = list(judge(project, path, copies, known)) if known else []
        for one in sorted(found, key=_gravest)[:1]:  # one a Dockerfile says it
            told.setdefault((one.help, one.variable), []).append(one)
    for alike in told.values():  # and one line in an ignore file mends all Dockerfiles of a context
        first, *others = sorted(alike, key=_gravest)
        more = tuple(Related(one.span, "this COPY takes it along, too") for one in others)
        yield first._replace(related=(*first.related, *more))


def _gravest(one: Diagnostic) -> tuple[bool, Span]:
    return one.severity == "info", one.span


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
            kept = (way.reach == "image" or carriers) and not DESK.search(path)  # nobody pushes a desk's image
            names = ", ".join(f"`{name}`" for name in files[:3])
            place = ignore.span.path if ignore else f"{context}/.dockerignore".lstrip("/")
            yield rule.at(
                copy,
                instruction=copy.instruction,
                takes="would take" if tracked(project).isdisjoint(join(context, name) for name in files) else "takes",
                files=names + (" and others" if len(files) > 3 else ""),
                ignore=place,
                severity="warning" if kept else "info",
                related=[Related(span, "this COPY takes the file into the image") for span in carriers[:1]],
                variable=files[0],
                fix=ignored(ignore, files),
            )
