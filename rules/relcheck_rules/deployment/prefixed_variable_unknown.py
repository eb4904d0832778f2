"""
A variable has the prefix of a settings class, but no field has its name.

## Why is this bad?

The prefix says whom the variable is for, so somebody meant it to have an effect. The field was renamed or removed,
or has another name than its user thinks: the service runs with the default, and nobody is told.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
      ~~~~~~~~ all fields are here
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    db_host: str = "localhost"
```

```ini
# .env.example
SHOP_DATABASE_HOST=db
^^^^^^^^^^^^^^^^^^ `Settings` reads what begins with `SHOP_`, and has no field for `SHOP_DATABASE_HOST`
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    db_host: str = "localhost"
```

```ini
# .env.example
SHOP_DB_HOST=db
```

## When to allow it

When another program uses the same prefix.
"""

from collections.abc import Iterator
from posixpath import dirname

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed, Interpolated, Mention, Supply, Workload
from relcheck.facts.python import SettingsClass
from relcheck.names import matches
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._copies import once

rule = Rule(
    code="REL458",
    name="prefixed-variable-unknown",
    since="0.1.0",
    message="`{cls}` reads what begins with `{prefix}`, and has no field for `{variable}`",
    help="give it the name of a field, or remove it",
    page=__doc__,
    confidence="medium",
    yields_to=("REL441",),
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    """Each variable once: services and manifests are given the same ones."""
    yield from once((found, 1) for found in _unknown(project))


def _unknown(project: Project) -> Iterator[Diagnostic]:
    classes = [cls for cls in project.classes if len(cls.prefix) > 2 and _closed(cls, project)]
    if not classes:
        return
    names = {name.upper() for name in project.declared}
    names |= {name.upper() for access in project.accesses for name in access.names}
    names |= {name.upper() for mention in project.all(Mention) for name in mention.names}
    asked = {supply.refers.partition(":")[2].upper() for supply in project.all(Supply) if supply.refers}
    asked |= {name.upper() for one in project.all(Interpolated) for name in one.names}
    fed = {(feed.span.path, feed.workload.name) for feed in project.all(Feed)}
    units = {(unit.span.path, unit.name) for unit in project.all(Workload) if unit.context}
    globs = {glob for cls in project.classes for field in cls.fields for glob in field.patterns}
    globs |= {access.pattern for access in project.accesses if access.pattern}
    prefixes = tuple(cls.prefix.upper() for cls in classes)
    for supply in project.all(Supply):
        name = supply.name.upper()
        if not name.startswith(prefixes) or name in names or matches(supply.name, globs) or supply.phase == "build":
            continue
        if supply.platform == "dotenv" and name in asked:
            continue  # a manifest interpolates it
        if (supply.span.path, supply.workload) in units - fed:
            continue  # what is built there holds none of the classes
        near = dirname(supply.span.path)
        for cls in classes:
            same = name.startswith(cls.prefix.upper()) and (not near or cls.span.path.startswith(near + "/"))
            if same:
                meant = (one for one in cls.fields if one.names and f"{cls.prefix}{one.name}".upper() == name)
                places = [Related(one.span, f"`{one.name}` is read from `{one.names[0]}`") for one in meant]
                places = places or [Related(cls.span, "all fields are here")]
                yield rule.at(supply, cls=cls.name, prefix=cls.prefix.upper(), related=places)
                break


def _closed(cls: SettingsClass, project: Project) -> bool:
    """Whether all names that the class reads are known, and nobody else has its prefix."""
    own = project.role(cls.span.path) in ("application", "library")
    known = own and cls.library not in ("model", "") and not cls.dynamic and not cls.customised_sources
    return known and bool(cls.fields) and cls.extra != "allow"
