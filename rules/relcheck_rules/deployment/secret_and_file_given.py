"""
A secret is given both as a value and as a file.

## Why is this bad?

By the convention of the official images exactly one of `X` and `X_FILE` is given. With both, one is stale, and which
one counts is up to the code.

## Bad

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    password: SecretStr | None = None
    ^^^^^^^^ `SHOP_PASSWORD` and `SHOP_PASSWORD_FILE` are both set
    password_file: str | None = None
```

```env
# process.env
SHOP_PASSWORD=q6Vb2mJx0TzKw8LrYd5NfHs3
SHOP_PASSWORD_FILE=/run/secrets/password
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    password: SecretStr | None = None
    password_file: str | None = None
```

```env
# process.env
SHOP_PASSWORD_FILE=/run/secrets/password
```

## When to allow it

While a secret moves from one to the other and both hold the same value.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL411",
    name="secret-and-file-given",
    since="0.1.0",
    message="{both} are both set",
    help="keep one of them, best the file",
    page=__doc__,
    severity="warning",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "both":
        yield rule.at(variable, both=" and ".join(f"`{name}`" for name in variable.names))
