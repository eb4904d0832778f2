"""
A variable still has a placeholder or an example value.

## Why is this bad?

`changeme`, `<your-key>`, an unexpanded `${NAME}`, what `.env.example` shows, or the default that stands in the code:
whoever reads the repository knows the secret. A default is only a warning, since the application may not use it,
unless the secret signs or encrypts.

## Bad

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    secret_key: SecretStr
    ^^^^^^^^^^ `SHOP_SECRET_KEY` is a placeholder
```

```env
# process.env
SHOP_SECRET_KEY=changeme
```

The code's own default is one, too:

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    secret_key: SecretStr = SecretStr("not-so-secret-since-it-is-here")
    ^^^^^^^^^^ `SHOP_SECRET_KEY` is not set, and its default can be read in the code
```

```env
# process.env
TZ=UTC
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    secret_key: SecretStr
```

```env
# process.env
SHOP_SECRET_KEY=q6Vb2mJx0TzKw8LrYd5NfHs3
```

## When to allow it

Where the value only looks like a placeholder. A deployment for development can give this rule a lower severity.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL404",
    name="variable-placeholder",
    since="0.1.0",
    message="`{variable}` is {what}",
    help="give it a value of its own: {expected}",
    page=__doc__,
    severity="error",
    confidence="medium",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state != "placeholder":
        return
    default = "not set, and its default can be read in the code"
    what = default if variable.source == "default" else "a placeholder"
    grave = variable.fatal or (variable.secret and variable.reason != "default")
    yield rule.at(
        variable,
        what=what,
        severity="error" if grave else "warning",
        expected=variable.expected,
    )
