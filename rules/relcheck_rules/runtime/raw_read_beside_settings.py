"""
The runtime config module reads a variable by hand, although it has a settings class.

## Why is this bad?

The settings class checks types, reports every problem at once, and is the list of what a release needs.
A variable read beside it has none of that: `relcheck verify-env` and `.env.example` do not know it.

## Bad

```python
# shop/config.py
import os

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str


REGION = os.environ.get("SHOP_REGION", "eu")
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SHOP_REGION` is read by hand beside the settings class `Settings`
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    shop_region: str = "eu"
```

What configures the class itself has to be read before:

```python
# shop/config.py
import os

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=os.environ.get("SHOP_ENV_FILE", ".env"))

    database_url: str
```

## When to allow it

For a variable that decides which settings class is used.
"""

from collections.abc import Iterable, Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Access, SettingsClass
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.runtime._again import again
from relcheck_rules.runtime._beside import chief, configures

rule = Rule(
    code="REL108",
    name="raw-read-beside-settings",
    since="0.1.0",
    message="{subject} is read by hand beside the settings class `{cls}`",
    help="make it a field of `{cls}`",
    page=__doc__,
    yields_to=("REL103",),
)
_DEFAULTS = "leave the reads out: `{cls}` reads a field's variable itself, by the field's name or its alias"
_MANY = 4
"""So many variables that one function reads by hand are one thing to do."""


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    beside: dict[str, list[SettingsClass]] = {}
    for cls in project.classes:
        if cls.library != "model" and project.is_runtime(cls.span.path) and project.role(cls.span.path) != "library":
            beside.setdefault(cls.span.path, []).append(cls)
    bodies: dict[tuple[str, str], list[Access]] = {}
    functions: dict[object, list[tuple[Access, str]]] = {}
    before: Access | None = None
    for access in project.accesses:
        classes = beside.get(access.span.path, ())
        if not classes or access.kind == "library" or not project.is_read(access):
            continue
        if any(configures(access, cls) for cls in classes):
            continue
        own = next((cls.name for cls in classes if cls.name == access.scope), "")
        if own:
            bodies.setdefault((access.span.path, own), []).append(access)
        elif not again(access, before):
            key = (access.span.path, access.scope) if access.scope and access.names else access.span
            functions.setdefault(key, []).append((access, chief(classes)))
        before = access
    for reads in functions.values():
        if len(reads) > _MANY:  # so is a function that fills the class by hand
            first, near = reads[0]
            reads = [(first._replace(names=_names(access for access, _ in reads)), near)]
        for access, near in reads:
            yield rule.at(access, cls=near)
    for (_, name), accesses in bodies.items():  # a class whose defaults read by hand is one habit, told once
        yield rule.at(accesses[0]._replace(names=_names(accesses)), cls=name, help=_DEFAULTS)


def _names(accesses: Iterable[Access]) -> tuple[str, ...]:
    """All variables of several reads, each once."""
    return tuple(dict.fromkeys(name for access in accesses for name in access.names))
