"""
The value of a variable is fixed when the module is imported.

## Why is this bad?

An import happens once, early, and often where nobody thinks of it: in a build step, in a test, before the
environment is complete. From then on the value stays, whatever the environment says, and a variable that
is not there breaks the import instead of the start.

This is a narrower case of `env-read-outside-config`: if both apply, only this one is shown, and a suppression of
REL101 silences it. Moving the read into the settings class fixes both.

## Bad

```python
# shop/billing.py
import os

KEY = os.environ["STRIPE_KEY"]
      ^^^^^^^^^^^^^^^^^^^^^^^^ `STRIPE_KEY` is frozen at import by the module constant `KEY`


class Mailer:
    host = os.getenv("SMTP_HOST", "localhost")
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SMTP_HOST` is frozen at import by the class attribute `Mailer.host`


def charge(amount: int, currency: str = os.environ.get("CURRENCY", "EUR")) -> None:
                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `CURRENCY` is frozen at import by a default argument of `charge`
    ...
```

## Good

```python
# shop/config.py
from functools import lru_cache

from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    stripe_key: SecretStr


@lru_cache
def get_settings() -> Settings:
    return Settings()
# shop/billing.py
from shop.config import get_settings


def charge(amount: int) -> str:
    return pay(amount, get_settings().stripe_key)
```

A module that is run as a program is not imported:

```python
# shop/config.py
DEBUG = False
# shop/run.py
import os

if __name__ == "__main__":
    serve(os.environ["PORT"])  # relcheck: ignore[REL101] -- the process manager gives it
```

## When to allow it

If the process is restarted for every change, and nothing else imports the module.
"""  # noqa: E501

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.runtime._again import once
from relcheck_rules.runtime._straying import straying

rule = Rule(
    code="REL102",
    name="env-frozen-at-import",
    since="0.1.0",
    message="{subject} is frozen at import by {frozen}",
    help="declare it in the settings class of the runtime config module, and import the settings",
    page=__doc__,
    narrows="REL101",
    yields_to=("REL103",),
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for access, others in once(access for access in straying(project) if access.time == "import"):
        yield rule.at(
            project.foreign(access),
            help="{remedy}",
            remedy=project.remedy(access),
            confidence="low" if access.guessed else "high",
            frozen=access.frozen_by,
            related=others,
        )
