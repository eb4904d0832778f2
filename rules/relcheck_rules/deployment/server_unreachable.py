"""
A variable names a server that accepts no connection.

## Why is this bad?

The server is not up yet, a network policy or a firewall is in between, or host or port are not what they should be.
The application would find out at its first query, after the old release is gone.
`relcheck verify-env --probe` tries it first; `--probe-wait` waits for servers that are started beside it.

## Bad

```python
# shop/config.py
from pydantic import PostgresDsn
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: PostgresDsn
    ^^^^^^^^^^^^ `DATABASE_URL` leads to a server that refuses connections
```

```env
# process.env
DATABASE_URL=postgresql://shop:q6Vb2mJx0TzKw8LrYd5NfHs3@db.internal/shop
```

```text
# network.txt
db.internal:5432 refused
```

Where others of its hosts answer, it is a warning:

```python
# shop/config.py
from pydantic import PostgresDsn
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: PostgresDsn
    ^^^^^^^^^^^^ `DATABASE_URL` leads to a server that does not answer in time (host 2 of 2)
```

```env
# process.env
DATABASE_URL=postgresql://shop:q6Vb2mJx0TzKw8LrYd5NfHs3@one.internal,two.internal/shop
```

```text
# network.txt
two.internal:5432 no-answer
```

## Good

```python
# shop/config.py
from pydantic import PostgresDsn
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: PostgresDsn
```

```env
# process.env
DATABASE_URL=postgresql://shop:q6Vb2mJx0TzKw8LrYd5NfHs3@db.internal/shop
```

```text
# network.txt
db.internal:5432 answers
```

## When to allow it

Where the application starts without it, as with a cache: mark the field with `NoProbe()`.
"""

from collections.abc import Iterator
from typing import Final

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._probed import Words, said

rule = Rule(
    code="REL418",
    name="server-unreachable",
    since="0.1.0",
    message="`{variable}` leads to {what}",
    help="{todo}",
    page=__doc__,
    severity="error",
)

_WORDS: Final[Words] = {
    "refused": (
        "a server that refuses connections",
        "nobody listens there: start the server, wait for it (--probe-wait), or correct host and port",
    ),
    "no-answer": ("a server that does not answer in time", "open the firewall for this container, or correct the host"),
    "no-route": ("a network that cannot be reached from here", "put both into one network, of one family (IPv4, IPv6)"),
    "no-socket": ("a socket that is not there", "mount the directory of the socket, or correct its path"),
    "denied": ("a socket or network that is forbidden here", "let the user of this process write to it"),
    "failed": ("a server that cannot be connected to", "correct host and port"),
}


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "unreachable":
        yield said(rule, variable, _WORDS)
