"""
A variable names a server that is of another kind, or not ready.

## Why is this bad?

Something else listens on the port (a proxy, a metrics page, the database of another kind), or the server is still
reading its data. PostgreSQL is asked as its clients begin, with the names of user and database and no password; Redis
is sent `PING`, a broker the header of AMQP.

## Bad

```python
# shop/config.py
from pydantic import RedisDsn
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    cache_url: RedisDsn
    ^^^^^^^^^ `CACHE_URL` leads to a server that speaks another protocol
```

```env
# process.env
CACHE_URL=redis://cache.internal:9121/0
```

```text
# network.txt
cache.internal:9121 other
```

## Good

```python
# shop/config.py
from pydantic import RedisDsn
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    cache_url: RedisDsn
```

```env
# process.env
CACHE_URL=redis://cache.internal:6379/0
```

```text
# network.txt
cache.internal:6379 answers
```

## When to allow it

Where a proxy answers only those who log in: mark the field with `Probe("tcp")`.
"""

from collections.abc import Iterator
from typing import Final

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._probed import Words, said

rule = Rule(
    code="REL420",
    name="server-answers-otherwise",
    since="0.1.0",
    message="`{variable}` leads to a server that {what}",
    help="{todo}",
    page=__doc__,
    severity="error",
)

_PORT: Final = "correct host, port and scheme"
_WORDS: Final[Words] = {
    "other": ("speaks another protocol", _PORT),
    "closed": ("hangs up at the first word", _PORT + "; a server that wants TLS hangs up, too"),
    "silent": ("takes the connection and says nothing", _PORT + "; a server that wants TLS waits, too"),
    "starting": ("is not ready", "wait for it (--probe-wait), and look at its log"),
    "full": ("has no connection left", "raise its limit, or lower the sizes of the pools"),
    "rejected": (
        "turns this client away before it asks for a password",
        "look at its log: pg_hba.conf, the names of user and database, TLS, protected mode",
    ),
}


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "unanswered":
        yield said(rule, variable, _WORDS, harmless=variable.reason == "rejected")
