"""
A value ends in a line break.

## Why is this bad?

`echo secret | base64` and an editor that ends every file put a line break behind the secret. A header, a URL or a
password made of it is wrong, and nobody sees it in a log. pydantic-settings strips files of `secrets_dir` itself;
other readers of the same file may not, so that case is only a note.

## Bad

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", secrets_dir="secrets")

    password: SecretStr
    ^^^^^^^^ `SHOP_PASSWORD` ends in a line break
```

```text
# secrets/shop_password
q6Vb2mJx0TzKw8LrYd5NfHs3
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    password: SecretStr
```

```env
# process.env
SHOP_PASSWORD=q6Vb2mJx0TzKw8LrYd5NfHs3
```

## When to allow it

Where a line break is part of the value, as in a PEM key.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL406",
    name="variable-ends-in-newline",
    since="0.1.0",
    message="`{variable}` ends in a line break",
    help="write the secret without it: `printf %s`, not `echo`",
    page=__doc__,
    severity="warning",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state != "newline":
        return
    note = variable.source in ("secrets-dir", "file") and not variable.fatal
    yield rule.at(variable, severity="info" if note else "error" if variable.fatal else "warning")
