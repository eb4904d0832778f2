"""
A manifest sets a variable that is read nowhere, with a name close to one that is.

## Why is this bad?

The value never arrives: the environment knows no unknown names. pydantic-settings looks up the names that
it knows and passes over the rest, `extra="forbid"` or not.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = ""
    ~~~~~~~~~~ `SECRET_KEY` is read here
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      SECRT_KEY: ${SECRET_KEY:?}
      ^^^^^^^^^ nobody reads `SECRT_KEY`; `SECRET_KEY` is read
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = ""
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      SECRET_KEY: ${SECRET_KEY:?}
```

## When to allow it

When something that is not Python in the same container reads the variable.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Edit, Fix, Related, Span
from relcheck.facts.deployment import Feed, Mention
from relcheck.names import nearest
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL441",
    name="variable-misspelt",
    since="0.1.0",
    message="nobody reads `{variable}`; `{nearest}` is read",
    help="write `{nearest}`",
    page=__doc__,
    severity="error",
    confidence="medium",
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    seen: set[Span] = set()  # one line under an anchor is given to many services
    for feed in project.all(Feed):
        for found in _judge(feed, project):
            if found.span not in seen:
                seen.add(found.span)
                yield found


def _judge(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    fields = {name: field for cls in feed.classes for field in cls.fields for name in field.names}
    read = {*project.declared, *(name for access in project.accesses for name in access.names)}
    read |= {name for mention in project.all(Mention) for name in mention.names}
    known = {name.upper() for name in (*fields, *read)}
    given = {supply.name.upper() for supply in feed.supplies}
    for supply in feed.supplies:
        if supply.name.upper() in known or project.allows(supply.name) or supply.phase == "build":
            continue
        if supply.platform == "dockerfile" or supply.state == "platform":
            continue  # other instructions and scripts of the image read it, too; nobody here chose the name
        near = nearest(supply.name, (name for name in fields if name.upper() not in given))
        if near:
            edit = Edit(supply.span, near)
            value = supply.state == "literal" and (supply.line, supply.column) == supply.span[1:3]  # of a patch
            exact = not value and supply.span.end_column - supply.span.column == len(supply.name)
            yield rule.at(
                supply,
                nearest=near,
                related=[Related(fields[near].span, f"`{near}` is read here")],
                fix=Fix(f"Rename to `{near}`", (edit,), "unsafe") if exact else None,
            )
