"""
The text of a variable is tested as a truth value, so that `"false"` is true.

## Why is this bad?

The environment holds text, and every text except the empty one is true. `DEBUG=false`, `DEBUG=0` and
`DEBUG=no` all switch debugging on.

Whether a variable is a switch is told by its name (`DEBUG`, `ENABLE_*`, `*_ENABLED`, `USE_*`) or by its default.
Only the default makes it an error; a name alone is a warning. `if os.environ.get("SENTRY_DSN")` asks whether
something is given, and is fine.

## Bad

```python
# shop/config.py
import os

DEBUG = bool(os.environ.get("DEBUG"))
             ^^^^^^^^^^^^^^^^^^^^^^^ `DEBUG` is text, and the text "false" is true


def mails() -> bool:
    if os.getenv("SEND_MAIL", "True"):
       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SEND_MAIL` is text, and the text "false" is true
        return True
    return False
```

## Good

```python
# shop/config.py
import os

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    debug: bool = False


TRACING = bool(os.environ.get("SENTRY_DSN"))
PLAIN = "NO_COLOR" in os.environ
```

## When to allow it

Where being set is all that counts, whatever the value: then ask `"NAME" in os.environ`.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.python import Access
from relcheck.names import is_flag
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret

rule = Rule(
    code="REL107",
    name="env-truth-test",
    since="0.1.0",
    message='{subject} is text, and the text "false" is true',
    help="declare it as a `bool` field, which reads `false`, `0`, `no` and `off` as they are meant",
    page=__doc__,
    severity="error",
)
_BOOLEAN = ("boolean", "number")
_DATA = re.compile(r"_(URL|URI|REF|SHA|FILE|PATH|DIR|HOST|ID|NAME|USER|EMAIL|ARN|IP|ADDRESS|REGION|BUCKET)$")
"""How names end that are never switches."""
_ROLES = ("application", "library", "script")


@rule.on(Access)
def check(access: Access, project: Project) -> Iterator[Diagnostic]:
    if access.cast not in ("truth", "bool") or access.kind not in ("get", "getenv", "subscript", "pop"):
        return
    if ":" in access.via:  # a helper of the project, which may well parse the text
        return
    if access.direction != "read" or project.role(access.span.path) not in _ROLES:
        return
    if not is_flag(access.variable) and (is_secret(access.variable) or _DATA.search(access.variable)):
        return  # whether it is set at all is what is asked
    if access.default and access.default.form == "literal" and access.default.looks in _BOOLEAN:
        yield rule.at(access)
    elif is_flag(access.variable) and not project.allows(access.variable):
        yield rule.at(access, severity="warning", confidence="medium")
