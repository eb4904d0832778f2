"""
Importing a library instantiates its settings class.

## Why is this bad?

Instantiating it reads the environment. An application that imports the library is then broken by a variable
it never heard of, and cannot choose other values, since they were fixed before its first line ran.

## Bad

```toml
# pyproject.toml
[project]
name = "shopmail"
version = "1"

[tool.relcheck]
kind = "library"
```

```python
# shopmail/settings.py
from pydantic_settings import BaseSettings


class MailSettings(BaseSettings):
    host: str


settings = MailSettings()
           ^^^^^^^^^^^^^^ importing this library instantiates its settings class `MailSettings`
```

## Good

```toml
# pyproject.toml
[project]
name = "shopmail"
version = "1"

[tool.relcheck]
kind = "library"
```

```python
# shopmail/settings.py
from pydantic_settings import BaseSettings


class MailSettings(BaseSettings):
    host: str


def send(text: str, settings: MailSettings) -> None:
    deliver(text, settings.host)
```

## When to allow it

For settings of which every field has a default and that only concern the library's own development.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Instance
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL305",
    name="library-settings-at-import",
    since="0.1.0",
    message="importing this library instantiates its settings class `{cls}`",
    help="let the application make the settings, and take them as an argument",
    page=__doc__,
)


@rule.on(Instance)
def check(instance: Instance, project: Project) -> Iterator[Diagnostic]:
    path = instance.span.path
    if instance.time == "import" and project.role(path) == "library" and not project.is_entry(path):
        yield rule.at(instance, cls=instance.cls.rpartition(":")[2].rpartition(".")[2])
