"""
A variable asks for TLS that the server does not offer in this way.

## Why is this bad?

`sslmode=require`, `rediss://`, `amqps://` or `https://` to a server without TLS fails at the first connection. So does
a certificate that has run out, that is signed by an authority which this image does not know, or that names another
host. What does not fail is worse: a client that was told not to look.

## Bad

```python
# shop/config.py
from pydantic import RedisDsn
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    cache_url: RedisDsn
    ^^^^^^^^^ `CACHE_URL` asks for TLS, and the server's certificate has run out
```

```env
# process.env
CACHE_URL=rediss://cache.internal/0
```

```text
# network.txt
cache.internal:6379 expired
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
CACHE_URL=rediss://cache.internal/0
```

```text
# network.txt
cache.internal:6379 answers
```

## When to allow it

Where the client is given its authorities in code, so that no URL shows them. For AMQP and MQTT, whose clients often do
not look at certificates, a bad one is only a warning.
"""

from collections.abc import Iterator
from typing import Final

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._probed import Words, said

rule = Rule(
    code="REL419",
    name="server-tls-fails",
    since="0.1.0",
    message="`{variable}` asks for TLS, and {what}",
    help="{todo}",
    page=__doc__,
    severity="error",
)

_TRUST: Final = "name its authority's file in the URL (sslrootcert, ssl_ca_certs), or add it to the image"
_WORDS: Final[Words] = {
    "no-tls": ("the server does not speak it", "switch TLS on at the server, or correct scheme, sslmode or port"),
    "tls-failed": ("no version or cipher suits both sides", "update the older side, or give the server a certificate"),
    "untrusted": ("the server's certificate leads to no known authority", _TRUST),
    "expired": ("the server's certificate has run out", "renew it"),
    "not-yet-valid": ("the server's certificate is not valid yet", "set the clock of this machine, or the server's"),
    "other-host": ("the server's certificate names another host", "use the name that the certificate has"),
    "no-authorities": ("the file of authorities cannot be read", "mount it, or correct its path in the URL"),
}


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "untrusted":
        yield said(rule, variable, _WORDS)
