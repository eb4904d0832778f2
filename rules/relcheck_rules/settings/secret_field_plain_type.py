"""
A field holds a secret, but its type does not say so.

## Why is this bad?

A settings object ends up in logs, tracebacks and debuggers, which print a `str` in full. A `SecretStr` prints
stars, and each place that needs the value calls `get_secret_value()`, which is easy to find in a review.

Whether a field is a secret is told by its name: `STRIPE_API_KEY`, `PGPASSWORD`, `DATABASE_URL` are, and
`TOKEN_TTL`, `PRIVATE_KEY_PATH`, `MAX_TOKENS` are not.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    stripe_api_key: str
    ^^^^^^^^^^^^^^ `stripe_api_key` holds a secret and is typed `str`
    smtp_password: str | None = None
    ^^^^^^^^^^^^^ `smtp_password` holds a secret and is typed `str | None`
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    stripe_api_key: SecretStr
    smtp_password: SecretStr | None = None
    token_ttl: int = 3600
    private_key_path: str = "/run/secrets/key"
```

## When to allow it

If the name misleads, and the value is public.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Severity
from relcheck.facts.python import Field
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_address, is_secret, only_sends

rule = Rule(
    code="REL501",
    name="secret-field-plain-type",
    since="0.1.0",
    message="`{field}` holds a secret and is typed `{type}`",
    help="type it `{secret}`, and ask for the value where it is used",
    page=__doc__,
    confidence="medium",
)
_MAYBE = "`{field}` may hold a password and is typed `{type}`"
_PYDANTIC = ("pydantic-settings", "pydantic-v1", "model")
_CHECKED = re.compile(r"(?:typing\.)?Optional\[(\w+(?:Dsn|Url))\]|(\w+(?:Dsn|Url))(?: ?\| ?None)?")
_TEXT = ("str", "bytes", "Any", "Dsn", "AnyUrl")


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    for cls, field in project.fields:
        if cls.library not in _PYDANTIC or project.role(field.span.path) == "test":
            continue
        names = (field.name.rpartition(".")[2], *field.names)
        look = field.default.looks if field.default else ""
        if field.secret or field.nested or not any(is_secret(name, look) and not only_sends(name) for name in names):
            continue
        plain = field.type if field.type.isascii() and not set("\"'(") & set(field.type) else "str"
        if any(word in field.type for word in _TEXT) and "Secret" not in field.type:
            variable = field.names[0] if field.names else ""
            secret = "SecretBytes" if "bytes" in field.type else "SecretStr"
            checked = _CHECKED.fullmatch(field.type) if cls.library != "pydantic-v1" else None
            if checked:  # what the type checks stays checked
                option = " | None" if checked[1] or "None" in field.type else ""
                secret = f"Secret[{checked[1] or checked[2]}]{option}"
            grave: Severity = "info" if _maybe(field, names) else "warning"
            yield rule.at(
                field,
                field=field.name,
                type=plain,
                secret=secret,
                variable=variable,
                scope=cls.name,
                severity=grave,
                message=_MAYBE if grave == "info" else "",
            )


def _maybe(field: Field, names: tuple[str, ...]) -> bool:
    """Whether a field is an address, which holds a password in some deployments: `redis_url`."""
    shown = field.default is not None and field.default.looks == "credentials"
    return not shown and all(map(is_address, filter(is_secret, names)))
