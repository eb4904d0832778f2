"""
A key that signs or encrypts is short, regular, or known to everybody.

## Why is this bad?

Whoever guesses the key makes sessions and tokens of his own, and `changethis` is what is guessed first. A
default that stands in for a missing key is worse than a missing key: nobody is told.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      SECRET_KEY: ${SECRET_KEY:-changethis}
      ^^^^^^^^^^ the key `SECRET_KEY` can be guessed
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      SECRET_KEY: ${SECRET_KEY:?make one with relcheck secret}
```

## When to allow it

For a deployment that only exists on a developer's machine. In the files that are made for that
(`compose.override.yaml`, `compose.dev.yaml`, ...), in CI jobs and in development containers nothing is reported.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Feed, Workload
from relcheck.facts.python import Field
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import CI, DESK, own_type

rule = Rule(
    code="REL471",
    name="signing-key-guessable",
    since="0.1.0",
    message="the key `{variable}` can be guessed",
    help="make one with `relcheck secret`, and let the platform give it",
    page=__doc__,
    confidence="medium",
    yields_to=("REL443", "REL451"),
)
_KEY = re.compile(
    r"(^|_)(SECRET_KEY(_BASE)?|(JWT|SESSION|COOKIE|TOKEN|AUTH|NEXTAUTH|APP)_SECRET(_KEY)?|SIGNING_(KEY|SECRET)"
    r"|ENCRYPTION_KEY|FERNET_KEY|JWT_KEY|SESSION_KEY|COOKIE_KEY|RELEASE_COOKIE)$"
)
_SERVICES = re.compile(r"(^|_)(AWS|S3|MINIO|STRIPE|LANGFUSE|ACCESS|RECAPTCHA|CAPTCHA|TURNSTILE|OSS|COS|CLIENT)_")


@rule.on(Feed)
def check(feed: Feed, project: Project) -> Iterator[Diagnostic]:
    if feed.workload.platform in CI or DESK.search(feed.span.path.lower()) or _for_a_desk(feed, project):
        return
    for told in feed.told:
        if told.lame and not told.default and _key(told.field, told.variable) and not DESK.search(told.span.path):
            yield rule.at(told, scope=feed.workload.name)


def _for_a_desk(feed: Feed, project: Project) -> bool:
    """Whether there is another compose file beside it that is made for production."""
    home = feed.span.path.rpartition("/")[0]
    others = (unit for unit in project.all(Workload) if unit.platform == "compose" and "prod" in unit.environment)
    return (
        feed.workload.platform == "compose"
        and not feed.workload.environment
        and any(other.span.path.rpartition("/")[0] == home for other in others)
    )


def _key(field: Field, name: str) -> bool:
    name = name.upper()
    return own_type(field) == "SecretKey" or bool(_KEY.search(name) and not _SERVICES.search(name))
