"""
The configuration of a member of the project has a key that does not exist.

## Why is this bad?

A misspelt key does nothing, and the person who wrote it believes that it does. In the configuration of the
run itself it ends the run with an error; in that of a member of a monorepo it is reported here.

## Bad

```toml
# pyproject.toml
[tool.relcheck]
runtime = "shop.config"
# shop/config.py
# members/mail/pyproject.toml
[tool.relcheck]
runtme = "mail.config"
^^^^^^ relcheck has no configuration key `runtme`
# members/mail/mail/config.py
HOST = "localhost"
```

## Good

```toml
# pyproject.toml
[tool.relcheck]
runtime = "shop.config"
# shop/config.py
# members/mail/pyproject.toml
[tool.relcheck]
runtime = "mail.config"
# members/mail/mail/config.py
HOST = "localhost"
```

## When to allow it

Where members are checked by a newer relcheck that knows the key.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.hygiene import UnknownKey
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL907",
    name="unknown-config-key",
    since="0.1.0",
    message="relcheck has no configuration key `{key}`",
    help="the documentation lists the keys that exist",
    page=__doc__,
    severity="error",
)


@rule.on(UnknownKey)
def check(unknown: UnknownKey, project: Project) -> Iterator[Diagnostic]:
    nearest = f"did you mean `{unknown.nearest}`?" if unknown.nearest else ""
    yield rule.at(unknown, help=nearest, key=unknown.key, variable=unknown.key)
