"""
A COPY of the whole repository includes git's history.

## Why is this bad?

Whatever was ever committed is in `.git`, also the secret that a later commit took out, and so is the login that a
checkout in CI leaves in `.git/config`. Whoever can pull the image has it, and it grows with every commit.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
COPY . /app
^^^^^^^^^^^ `COPY` takes `.git` along, which docker does not ignore
```

```text
# .gitignore
.venv
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
.venv
```

```text
# .dockerignore
.git
.venv
```

```dockerfile
# service/Dockerfile
FROM python:3.14-slim AS builder
COPY . /app
RUN pip install --prefix /venv /app

FROM python:3.14-slim
COPY --from=builder /venv /venv
```

## When to allow it

Where images are only built from a context without history: a URL of git, an archive, a directory below the
repository. What reaches an image through a build stage is not looked at, because the stage may delete it.
`relcheck scan` finds what is in the image that was built.
"""

from collections.abc import Iterator
from posixpath import normpath

from relcheck.diagnostic import Diagnostic
from relcheck.facts.context import contexts, ignore_file
from relcheck.facts.ignore import docker_ignores
from relcheck.facts.image import CONTEXT, Copied, IgnoreFile
from relcheck.facts.leak import stages
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.image._ignored import ignored

rule = Rule(
    code="REL218",
    name="history-in-image",
    since="0.1.0",
    message="`{instruction}` takes `.git` along, which docker does not ignore",
    help="add `.git` to {ignore}",
    page=__doc__,
    confidence="medium",
    enabled=False,
)
_HISTORY = (".git/config", ".git/objects/pack/pack")


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    if not any(fact.flavour == "git" and fact.span.path == ".gitignore" for fact in project.all(IgnoreFile)):
        return  # nothing says that the repository begins here
    groups: dict[str, list[Copied]] = {}
    for copy in project.all(Copied):
        groups.setdefault(copy.span.path, []).append(copy)
    for path, copies in groups.items():
        known = stages(project).get(path)
        if known is None or "" not in contexts(project, path, copies):
            continue
        ignore = ignore_file(project, path, "")
        for copy in copies:
            if known.way(copy.stage).reach == "image" and takes(copy, ignore):
                yield rule.at(
                    copy,
                    instruction=copy.instruction,
                    ignore=ignore.span.path if ignore else ".dockerignore",
                    fix=ignored(ignore, [".git"]),
                )
                break


def takes(copy: Copied, ignore: IgnoreFile | None) -> bool:
    """Whether an instruction copies the whole context with its history."""
    if copy.origin != CONTEXT or not any(normpath(source) in (".", "/") for source in copy.sources):
        return False
    patterns = [text for _, text in ignore.patterns] if ignore else []
    return not any(docker_ignores(patterns, name) or docker_ignores(copy.excludes, name) for name in _HISTORY)
