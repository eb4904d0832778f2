"""
A key for signing or encryption is short, regular or publicly known.

## Why is this bad?

Whoever guesses the key can make valid tokens, and `changethis` is the first guess. A default is worse than no key.

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

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      SECRET_KEY: ${SECRET_KEY:?make one with relcheck secret}
```

## When to allow it

For a deployment on a developer's machine. In files that are made for that (`compose.override.yaml`,
`compose.dev.yaml`, ...), in CI jobs and in development containers nothing is reported.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Feed, Supply, Workload
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import CI, DESK, own_type
from relcheck_rules.deployment._copies import once

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
    r"|ENCRYPTION_KEY|FERNET_KEY|JWT_KEY|SESSION_KEY|COOKIE_KEY|RELEASE_COOKIE)$|^SECRET$"
)
_SERVICES = re.compile(r"(^|_)(AWS|S3|MINIO|STRIPE|LANGFUSE|ACCESS|RECAPTCHA|CAPTCHA|TURNSTILE|OSS|COS|CLIENT)_")


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    """Each key once: one value is copied from manifest to manifest."""
    supplies = {supply.span: supply.digest for supply in project.all(Supply)}
    yield from once((one, supplies.get(one.span, 0)) for one in (*_by_class(project), *_by_name(project)))


def _by_class(project: Project) -> Iterator[Diagnostic]:
    for feed in project.all(Feed):
        desk = feed.workload.platform in CI or DESK.search(feed.span.path.lower())
        for told in () if desk or _for_a_desk(feed.workload, project) else feed.told:
            signs = own_type(told.field) == "SecretKey" or _signs(told.variable)
            if signs and told.lame and not told.default and not DESK.search(told.span.path):
                yield rule.at(told, scope=feed.workload.name)


def _by_name(project: Project) -> Iterator[Diagnostic]:
    """A placeholder for a key that the code asks for by this name, whatever starts the code."""
    seen = {told.span for feed in project.all(Feed) for told in feed.told}
    read = {*project.declared, *(name for access in project.accesses for name in access.names)}
    for supply in project.all(Supply):
        asked = supply.looks == "placeholder" and supply.name in read and _signs(supply.name)
        desk = supply.platform in (*CI, "dockerfile") or DESK.search(supply.span.path.lower())
        if not asked or desk or supply.state != "literal" or supply.span in seen:
            continue
        seen.add(supply.span)
        own = (supply.span.path, supply.workload)
        if not any(_for_a_desk(one, project) for one in project.all(Workload) if (one.span.path, one.name) == own):
            yield rule.at(supply)


def _for_a_desk(unit: Workload, project: Project) -> bool:
    """Whether there is another compose file beside it that is made for production, or its server is for developing."""
    if "runserver" in unit.command or "--reload" in unit.command:
        return True
    home = unit.span.path.rpartition("/")[0]
    compose = [one for one in project.all(Workload) if one.platform == "compose" and "prod" in one.environment]
    beside = any(other.span.path.rpartition("/")[0] == home for other in compose)
    return unit.platform == "compose" and not unit.environment and beside


def _signs(name: str) -> bool:
    return bool(_KEY.search(name.upper()) and not _SERVICES.search(name.upper()))
