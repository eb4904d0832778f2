"""
A variable is read outside the runtime config module.

## Why is this bad?

A variable that is read where it is used is declared nowhere: nobody can list what a release needs, a typo
goes unnoticed until its line runs, and every read is parsed in its own way.

## Bad

```python
# shop/config.py
from os import environ as env
REGION = env["REGION"]
# shop/billing.py
from os import environ as env


def charge(amount: int) -> str:
    return pay(amount, env["STRIPE_KEY"])
                       ^^^^^^^^^^^^^^^^^ `STRIPE_KEY` is read outside the runtime config module
```

A helper is judged where it is called with a name, not where it is written:

```python
# shop/env.py
import os


def flag(name: str) -> bool:
    return os.environ.get(name, "") == "1"
# shop/cart.py
from shop.env import flag


def total() -> int:
    return 0 if flag("FREE_SHIPPING") else 5
                ^^^^^^^^^^^^^^^^^^^^^ `FREE_SHIPPING` is read outside the runtime config module
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    stripe_key: SecretStr
# shop/billing.py
from shop.config import Settings


def charge(amount: int, settings: Settings) -> str:
    return pay(amount, settings.stripe_key)
```

Copying the environment for a child process is not a read, and any module may read variables such as `PATH`:

```python
# shop/tools.py
import os
import subprocess


def convert(path: str) -> None:
    subprocess.run(["convert", path], env=os.environ | {"LC_ALL": "C"}, cwd=os.environ["HOME"])
```

## Options

- `runtime`: the runtime config modules. By default relcheck finds them, and says which it took.
- `allow`, `extend-allow`: variables that any module may read.

## When to allow it

In code that must run before the settings exist, such as the start of a tracer; give the reason in the suppression.
Reads under a `__main__` guard, and variables in a text that a user wrote, are only notes.
A variable that a function reads in several places is reported once; each place has a suppression of its own.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.runtime._again import once
from relcheck_rules.runtime._straying import straying
from relcheck_rules.runtime._trials import trials

rule = Rule(
    code="REL101",
    name="env-read-outside-config",
    since="0.1.0",
    message="{subject} is read outside the runtime config module",
    help="declare it in the settings class of the runtime config module, and import the settings",
    page=__doc__,
    yields_to=("REL103",),
)
_NOWHERE = "{subject} is read here, and the project has no runtime config module"


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for access, others in once(straying(project)):
        yield rule.at(
            project.foreign(access),
            message="" if project.home(access.span.path) else _NOWHERE,
            help="{remedy}",
            remedy=project.remedy(access),
            confidence="low" if access.guessed else "high",
            severity="info" if access.expands else None,
            related=others,
        )
    for place in trials(project):
        yield rule.at(place, help="{remedy}", remedy=project.remedy(place), severity="info")
