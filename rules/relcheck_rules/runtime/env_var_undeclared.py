"""
A variable that is read is declared in no settings class.

## Why is this bad?

The settings classes are the list of what a release needs: `.env.example`, manifests and `relcheck verify-env`
are checked against them. A variable that is read elsewhere is on no list, so the container starts without it.

This rule reports each variable once, at its first read, and not where `env-read-outside-config` already does.
With REL101 ignored, it lists what is missing from the settings class.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
# shop/billing.py
import os


def charge() -> None:
    pay(os.environ["STRIPE_KEY"])
        ^^^^^^^^^^^^^^^^^^^^^^^^ `STRIPE_KEY` is declared in no settings class
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    stripe_key: SecretStr
# shop/billing.py
import os


def charge() -> None:
    pay(os.environ["STRIPE_KEY"])
```

## Options

- `allow`, `extend-allow`: variables that need not be declared.

## When to allow it

For variables of a platform that the application only reports, such as the number of a build.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL105",
    name="env-var-undeclared",
    since="0.1.0",
    message="{subject} is declared in no settings class",
    help="declare it as a field, so that a start without it fails at once",
    page=__doc__,
    yields_to=("REL101", "REL102"),
)
_SHOWN = 3
"""Further reads of the same variable that are shown."""


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    beside = {cls.span.path for cls in project.classes if cls.library != "model"}
    if not beside:
        return
    near: dict[str, bool] = {}
    computed = any(cls.dynamic for cls in project.classes)
    reads: dict[str, list[Access]] = {}
    for access in project.accesses:
        path = access.span.path
        if path in beside or access.kind == "library" or access.guessed or project.role(path) != "application":
            continue  # what is read beside a settings class is the matter of REL108
        if project.is_alone(path):
            continue
        base = project.base(path)
        if base not in near:
            near[base] = any(project.together(path, other) for other in beside)
        if project.is_runtime(path) and not any(path.partition("/")[0] == one.partition("/")[0] for one in beside):
            continue  # it configures another part of the repository than the classes
        if not near[base]:
            continue  # the class of another project in the repository is none of this one
        if not access.names or not project.is_read(access) or project.swaps(access):
            continue
        if not project.declares(*access.names):
            reads.setdefault(access.variable, []).append(access)
    apart = _apart(project, reads)
    for first, *others in reads.values():
        if first.span.path in apart:
            continue
        yield rule.at(
            first,
            confidence="low" if computed else "high",
            related=[Related(other.span, "and read here") for other in others[:_SHOWN]],
        )


def _apart(project: Project, reads: dict[str, list[Access]]) -> set[str]:
    """Runtime config modules that read more variables than all classes declare: the classes are a corner of it."""
    declared = len(project.declared)
    counts: dict[str, int] = {}
    for first, *_ in reads.values():
        counts[first.span.path] = counts.get(first.span.path, 0) + 1
    return {path for path, count in counts.items() if count > declared and project.is_runtime(path)}
