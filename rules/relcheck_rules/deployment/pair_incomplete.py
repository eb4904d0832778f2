"""
Only one of two variables that belong together is set.

## Why is this bad?

The settings load, because each of them is optional by itself, and the first use of the pair fails: a login without a
password, a certificate without its key, a list of sentinels without the name of their master.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    smtp_username: str | None = None
    smtp_password: str | None = None
    ~~~~~~~~~~~~~ nobody gives this one
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      SMTP_USERNAME: shop
      ^^^^^^^^^^^^^ `SMTP_USERNAME` is given without `SMTP_PASSWORD`
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    smtp_username: str | None = None
    smtp_password: str | None = None
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      SMTP_USERNAME: shop
      SMTP_PASSWORD: ${SMTP_PASSWORD:?}
```

## When to allow it

When the other half comes from elsewhere, or the service takes half a pair.
"""

from collections.abc import Iterator, Mapping

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed
from relcheck.facts.python import Field
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import CI

rule = Rule(
    code="REL467",
    name="pair-incomplete",
    since="0.1.0",
    message="`{variable}` is given without `{partner}`",
    help="give both, or neither",
    page=__doc__,
    confidence="medium",
)
_PAIRS = (
    ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"), ("ACCESS_KEY", "SECRET_KEY"), ("CLIENT_ID", "CLIENT_SECRET"),
    ("ACCOUNT_SID", "AUTH_TOKEN"), ("USERNAME", "PASSWORD"), ("USER", "PASSWORD"), ("CERTFILE", "KEYFILE"),
    ("CERT_FILE", "KEY_FILE"), ("SSL_CERT", "SSL_KEY"), ("TLS_CERT", "TLS_KEY"), ("CERT_PATH", "KEY_PATH"),
    ("SENTINEL_HOSTS", "SENTINEL_MASTER"), ("SENTINEL_HOSTS", "SENTINEL_MASTER_NAME"), ("SENTINELS", "SENTINEL_MASTER"),
)  # fmt: skip


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    if feed.opaque or feed.workload.platform in CI:
        return
    given = feed.given()
    fields = {name.upper(): field for cls in feed.classes for field in cls.fields for name in field.names}
    has = {name.upper(): supply for name, supply in given.items()}
    for one, other in _PAIRS:
        for first, second in ((one, other), (other, one)):
            for name in [name for name in fields if name == first or name.endswith(f"_{first}")]:
                partner = name[: len(name) - len(first)] + second
                if name in has and has[name].state != "empty" and partner in fields and _unset(fields[partner], has):
                    note = Related(fields[partner].span, "nobody gives this one")
                    yield rule.at(has[name], partner=partner, related=[note])


def _unset(field: Field, has: Mapping[str, object]) -> bool:
    """Whether nothing fills a field, and it is not required, which is reported already."""
    if field.required or any(name.upper() in has for name in field.names):
        return False
    return field.default is not None and field.default.form in ("none", "empty")
