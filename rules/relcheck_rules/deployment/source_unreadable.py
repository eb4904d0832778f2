"""
A source of settings cannot be read.

## Why is this bad?

An env file that is not text, a secrets directory that is a file, a secret store that does not answer: the application
cannot start, and what it raises may quote what it read.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
      ^^^^^^^^ a source of `Settings` cannot be read: SettingsError
    model_config = SettingsConfigDict(secrets_dir="secrets")

    token: str = ""
```

```text
# ./secrets
this is a file
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(secrets_dir="secrets")

    token: str = ""
```

```text
# secrets/other
none of these is read
```

## When to allow it

Never at boot.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL414",
    name="source-unreadable",
    since="0.1.0",
    message="a source of `{cls}` cannot be read: {reason}",
    help="{todo}",
    page=__doc__,
    severity="error",
)

_BY_KIND = {
    "PermissionError": "let the user that the process runs as read its file",
    "UnicodeDecodeError": "write its file as UTF-8",
    "IsADirectoryError": "mount the file there, and no directory",
}


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state != "unreadable":
        return
    kind = variable.reason.rpartition(".")[2]
    if variable.names and kind in ("", "FileNotFoundError"):
        gone = f"the file that `{variable.variable}` names"
        yield rule.at(variable, message=gone + " is not there", help="mount it, or correct the path")
        return
    if variable.names:
        todo = _BY_KIND.get(kind, "see the sources of the class")
        yield rule.at(variable, message=f"`{variable.variable}` cannot be read: {kind}", help=todo)
        return
    at = f" (raised at {variable.where})" if variable.where else ""
    todo = f"see the sources of the class{at}"
    cls = variable.scope.rpartition(":")[2].rpartition(".")[2]
    yield rule.at(variable, cls=cls, reason=kind, todo=todo)
