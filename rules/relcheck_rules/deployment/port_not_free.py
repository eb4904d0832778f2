"""
A port to listen on cannot be bound.

## Why is this bad?

Two processes of one container, or of one host network, share a number; or the port lies below 1024 and the user of
the image may not have it. The server says so in its own words after everything else has started.
`relcheck verify-env --probe` binds the port as servers do, for IPv4 and IPv6, and lets it go.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings

from relcheck.types import Port


class Settings(BaseSettings):
    port: Port = 8000
    ^^^^ `PORT` is a port that another process listens on
```

```text
# network.txt
:8000 in-use
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings

from relcheck.types import Port


class Settings(BaseSettings):
    port: Port = 8000
```

```text
# network.txt
:8000 free
```

## When to allow it

Where the port belongs to somebody else: mark the field with `Probe("tcp")` or `NoProbe()`, or put the host beside it
(`cache_host`, `cache_port`).
"""

from collections.abc import Iterator
from typing import Final

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._probed import Words, said

rule = Rule(
    code="REL421",
    name="port-not-free",
    since="0.1.0",
    message="`{variable}` is a port that {what}",
    help="{todo}",
    page=__doc__,
    severity="error",
)

_WORDS: Final[Words] = {
    "in-use": ("another process listens on", "give it another port, or end the other process"),
    "privileged": (
        "the user of this process may not bind",
        "give it a port from 1024 on; the platform maps 80 and 443 to it",
    ),
    "not-ours": ("cannot be bound at this host", "bind `0.0.0.0` or `::`: the address beside it is not ours"),
    "not-bound": ("cannot be bound", "look at the limits and the network of this container"),
}


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "unbindable":
        yield said(rule, variable, _WORDS)
