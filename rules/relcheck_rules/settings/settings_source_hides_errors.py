"""
A file that ships with the program can replace a missing variable.

## Why is this bad?

A settings class that also reads an env file takes from it whatever the environment lacks. On a laptop that
is the point. When the path leads into the image, or the file is production's own, a missing variable is no
error any more: the container boots with what was true when the image was built.

A plain `.env` is not reported: it is a developer's file, and belongs in `.dockerignore`.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
      ^^^^^^^^ `Settings` takes what the environment lacks from /app/.env.production
    model_config = SettingsConfigDict(env_file="/app/.env.production")

    database_url: str
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env")

    database_url: str
```

## When to allow it

Where the path is a mount that the platform fills at start, such as `/run/secrets` or `/etc/shop`.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import SettingsClass
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL506",
    name="settings-source-hides-errors",
    since="0.1.0",
    message="`{cls}` takes what the environment lacks from {file}",
    help="leave production's values to the environment, or mount the file below /run",
    page=__doc__,
    confidence="medium",
)
_MOUNTS = ("/run/", "/var/run/", "/etc/", "/mnt/", "/vault/", "/secrets/", "/config/", "/dev/")
_PRODUCTION = ("prod", "production", "live", "staging")


@rule.on(SettingsClass)
def check(cls: SettingsClass, project: Project) -> Iterator[Diagnostic]:
    if cls.library == "model" or project.role(cls.span.path) in ("test", "script"):
        return
    for file in cls.env_files:
        words = file.lower().rpartition("/")[2].replace("-", ".").replace("_", ".").split(".")
        shipped = file.startswith("/") and not file.startswith(_MOUNTS)
        if shipped or any(word in _PRODUCTION for word in words):
            yield rule.at(cls, cls=cls.name, file=file)
