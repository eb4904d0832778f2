"""
A manifest starts a service without a variable that its settings class requires.

## Why is this bad?

The container is built, pushed and rolled out, and then does not start. The repository says so beforehand: it
contains what the class requires and what the manifest sets. A service that is given none of it is told once.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    ~~~~~~~~~~~~ `DATABASE_URL` is required here
```

```yaml
# compose.yaml
services:
  web:
  ^^^ `web` is not given `DATABASE_URL`, which `Settings` requires
    build: .
    environment:
      LOG_LEVEL: info
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      DATABASE_URL: ${DATABASE_URL:?set it in the shell or in .env}
```

## When to allow it

If the platform keeps some of the variables, pass their names (`relcheck lint --given FILE`), so that the rest
is still checked.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Exported, Feed
from relcheck.facts.python import Field, SettingsClass
from relcheck.names import matches
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL440",
    name="required-variable-not-given",
    since="0.1.0",
    message="`{workload}` is not given `{variable}`, which `{cls}` requires",
    help="give it in {path}, or give the field a default that is right everywhere",
    page=__doc__,
    severity="error",
)


_NONE = "`{workload}` is given none of what `{cls}` requires: {names}"
_ALL = "give them in {path}, or give the fields defaults that are right everywhere"
_NAMED = 4  # in one line; the places of all fields are shown below it


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    if feed.opaque or feed.workload.platform in ("github-actions", "gitlab-ci", "devcontainer", "dotenv"):
        return
    if not feed.sure and len({cls.span.path.partition("/")[0] for cls in feed.classes}) > 1:
        return  # programs of several folders: which of them this one runs is not known
    given = {name.upper() for name in feed.given()}
    given |= {name.upper() for script in project.all(Exported) for name in script.names}
    for cls in feed.classes:
        if cls.customised_sources or cls.dynamic:
            continue
        required = [field for field in cls.fields if field.required and field.names and not field.nested]
        missing = [field for field in required if not _given(field, given)]
        nothing = missing and len(missing) == len(required)  # one thing to do, not one for each
        yield from (_told(feed, cls, group) for group in ([missing] if nothing else [[one] for one in missing]))


def _given(field: Field, given: set[str]) -> bool:
    return any(name.upper() in given or matches(name, field.patterns) for name in field.names)


def _told(feed: Feed, cls: SettingsClass, fields: list[Field]) -> Diagnostic:
    names = [f"`{field.names[0]}`" for field in fields]
    more = len(names) - _NAMED
    return rule.at(
        feed,
        message="" if len(fields) == 1 else _NONE,
        help="" if len(fields) == 1 else _ALL,
        variable=fields[0].names[0] if len(fields) == 1 else "",
        workload=feed.workload.name,
        cls=cls.name,
        names=", ".join(names[: _NAMED if more > 1 else None]) + (f" and {more} more" if more > 1 else ""),
        path=feed.span.path,
        severity="error" if feed.sure else "warning",
        confidence="high" if feed.sure else "low",
        related=[Related(field.span, f"{name} is required here") for field, name in zip(fields, names, strict=True)],
    )
