"""
A variable is set only by an env file inside the image.

## Why is this bad?

The file was copied from somebody's laptop when the image was built. It hides that the deployment lacks the variable,
and it gives every environment the same secret.

## Bad

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_file=".env")

    secret_key: SecretStr
    ^^^^^^^^^^ `SHOP_SECRET_KEY` is given by `.env` inside the image alone
```

```env
# .env
SHOP_SECRET_KEY=q6Vb2mJx0TzKw8LrYd5NfHs3
```

```env
# process.env
container=podman
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_file=".env")

    secret_key: SecretStr
```

```env
# process.env
container=podman
SHOP_SECRET_KEY=q6Vb2mJx0TzKw8LrYd5NfHs3
```

## When to allow it

Where the file holds what is the same everywhere, and no secret.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL412",
    name="env-file-in-image",
    since="0.1.0",
    message="`{variable}` is given by `{where}` inside the image alone",
    help="set it in the deployment, and keep the file out of the image with .dockerignore",
    page=__doc__,
    severity="warning",
    confidence="medium",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "baked":
        yield rule.at(variable, where=variable.where)
