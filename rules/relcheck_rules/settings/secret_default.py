"""
A secret has a default that ships with the code.

## Why is this bad?

The default is what production runs with on the day when the variable is missing, misspelt or empty, and
everybody who can read the source or the image knows it. No start fails, and no log says that sessions are
signed with a public key.

A placeholder is a warning: the program boots with a public secret. What looks like a real credential is an
error: it has to be revoked, since the history of the repository keeps it.

## Bad

```python
# shop/config.py
import os

from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = "changeme"
    ^^^^^^^^^^ without `SECRET_KEY` the program boots with a public secret
    mail_token: str = Field(default="9fK2xQ7LmZ4tRw8Yb3Vn6Hc1")
    ^^^^^^^^^^ the default of `MAIL_TOKEN` looks like a real credential
# shop/worker.py
import os


def broker() -> str:
    return os.environ.get("BROKER_PASSWORD") or "guest"
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ without `BROKER_PASSWORD` the program boots with a public secret
```

## Good

```python
# shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: SecretStr
    mail_token: SecretStr | None = None
    posthog_api_key: str = "phc_a_key_that_is_made_to_be_public"
```

## When to allow it

In settings for tests, a laptop or a demonstration: give those a class or module of their own (`TestSettings`,
`settings/local.py`), and this rule passes over it. In scripts it only speaks of what looks like a real credential.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Access, Default
from relcheck.project import Project
from relcheck.rule import HasSpan, Rule
from relcheck.secret import is_secret

rule = Rule(
    code="REL502",
    name="secret-default",
    since="0.1.0",
    message="without {subject} the program boots with a public secret",
    help="give it no default, so that a start without it fails and says so",
    page=__doc__,
    confidence="medium",
)
_LEAKED = "the default of {subject} looks like a real credential"
_PASSWORD = "the default of {subject} contains a password"
_REVOKE = "revoke it, remove the default, and give the new one by the environment"
_PUBLIC = ("placeholder", "word", "text", "number")
_REHEARSALS = ("test", "testing", "dev", "development", "local", "demo")
_ADDRESSES = ("URL", "URI", "DSN", "BROKER")
_DEPLOYED = (".ipynb", "/env.py", ".conf.py", "_conf.py", "_config.py")  # servers and migrations run them, too
_ROLES = ("application", "library", "script")


@rule.on(Access)
def of_access(access: Access, project: Project) -> Iterator[Diagnostic]:
    if access.default and not _rehearses(access.span.path, "") and any(is_secret(name) for name in access.names):
        by_hand = project.role(access.span.path) == "script" or project.tries(access)
        yield from _judge(access, access.default, access.variable, project, by_hand)


@rule.over_project
def of_fields(project: Project) -> Iterator[Diagnostic]:
    for cls, field in project.fields:
        names = (field.name.rpartition(".")[2], *field.names)
        if field.default and any(map(is_secret, names)) and not _rehearses(field.span.path, cls.name):
            variable = field.names[0] if field.names else field.name
            yield from _judge(field, field.default, variable, project, project.role(field.span.path) == "script")


def _rehearses(path: str, cls: str) -> bool:
    """Whether settings are made for tests or a laptop: `settings/test.py`, `class LocalSettings`."""
    words = [path.rpartition("/")[2].removesuffix(".py"), *re.findall("[A-Z][a-z]*", cls)]
    return any(word.lower() in _REHEARSALS for word in words)


def _judge(place: HasSpan, default: Default, variable: str, project: Project, by_hand: bool) -> Iterator[Diagnostic]:
    if default.form not in ("literal", "factory") or project.role(place.span.path) not in _ROLES:
        return
    if default.looks == "token":
        yield rule.at(place, message=_LEAKED, help=_REVOKE, severity="error", variable=variable)
    elif default.looks == "credentials":
        yield rule.at(place, message=_PASSWORD, severity="error", variable=variable)
    elif default.looks in ("word", "text") and variable.upper().endswith(_ADDRESSES):
        return  # an address without a password: `localhost:27017`
    elif by_hand and not place.span.path.endswith(_DEPLOYED):
        return  # examples and tools are started by hand, by people who see what stands there
    elif default.looks in _PUBLIC and default.form == "literal":
        yield rule.at(place, variable=variable, confidence="low" if default.looks in ("text", "number") else "medium")
