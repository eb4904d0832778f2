"""
A secret has a default that ships with the code.

## Why is this bad?

If the variable is missing, misspelt or empty, production runs with the default, which everybody who can read the
source or the image knows. Nothing fails, and no log says that sessions are signed with a public key.

A placeholder is a warning: the program boots with a public secret; a note for the key of a well-known service, which
refuses it. What looks like a real credential is an error: revoke it, since the history of the repository keeps it.

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

In settings for tests or a laptop, best in a class or module of their own (`TestSettings`, `settings/local.py`), which
this rule passes over. In scripts it only speaks of what looks like a real credential.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Confidence, Diagnostic, Severity
from relcheck.facts.python import Default
from relcheck.project import Project
from relcheck.rule import HasSpan, Rule
from relcheck_rules.deployment._copies import once
from relcheck_rules.settings._whose import of_a_service, opens, rehearses

rule = Rule(
    code="REL502",
    name="secret-default",
    since="0.1.0",
    message="without {subject} the program boots with a public secret",
    help="give it no default, so that a start without it fails and says so",
    page=__doc__,
    confidence="medium",
)
_NOTE: Severity = "info"
_LEAKED = "the default of {subject} looks like a real credential"
_PASSWORD, _REVOKE = "the default of {subject} contains a password", "revoke it, and give the new one at run time"
_REFUSED = "without {subject} the program boots with a key that its service refuses"
_PUBLIC, _ADDRESSES = ("placeholder", "word", "text", "number"), ("URL", "URI", "DSN", "BROKER")
_DEPLOYED = (".ipynb", "/env.py", ".conf.py", "_conf.py", "_config.py")  # servers and migrations run them, too


@rule.over_project
def of_accesses(project: Project) -> Iterator[Diagnostic]:
    yield from once(_of_reads(project))  # one default is copied from module to module


def _of_reads(project: Project) -> Iterator[tuple[Diagnostic, int]]:
    for access in project.accesses:
        default, names = access.default, access.names or (access.pattern,)  # `{COIN}_PASSWORD`
        if not default or rehearses(access.span.path, "") or not opens(names, default):
            continue
        by_hand = project.role(access.span.path) == "script" or project.tries(access)
        yield from ((found, default.digest) for found in _judge(access, default, access.variable, project, by_hand))


@rule.over_project
def of_fields(project: Project) -> Iterator[Diagnostic]:
    for cls, field in project.fields:
        names = (*field.names, field.name.rpartition(".")[2])
        chosen = field.type.startswith(("Literal", "typing.Literal"))  # one of a few words that the source lists
        if field.default and not chosen and opens(names, field.default) and not rehearses(field.span.path, cls.name):
            yield from _judge(field, field.default, names[0], project, project.role(field.span.path) == "script")


def _judge(place: HasSpan, default: Default, variable: str, project: Project, by_hand: bool) -> Iterator[Diagnostic]:
    if default.form not in ("literal", "factory") or project.role(place.span.path) in ("test", "build"):
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
        sure: Confidence = "low" if default.looks in ("text", "number") else "medium"
        words, severity = (_REFUSED, _NOTE) if of_a_service(variable) else ("", rule.severity)
        yield rule.at(place, message=words, severity=severity, variable=variable, confidence=sure)
