"""
A manifest holds a secret in clear text.

## Why is this bad?

Whoever can read the repository has it, and it stays in the history when it is removed. A placeholder is no
better where nobody replaces it: the service starts, signed with a key that everybody knows.

## Bad

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      STRIPE_API_KEY: "sk_live_4eC39HqLyjWDarjtT1zdp7dc"
      ^^^^^^^^^^^^^^ the secret `STRIPE_API_KEY` stands here in clear text
```

## Good

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      STRIPE_API_KEY: ${STRIPE_API_KEY:?}
```

## When to allow it

For a service that only runs on a developer's machine, with a secret that opens nothing else. Plain words are not
reported in compose files and CI jobs: there they are nearly always the password of a throw-away database.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Supply
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret

rule = Rule(
    code="REL443",
    name="secret-in-manifest",
    since="0.1.0",
    message="the secret `{variable}` stands here in clear text",
    help="let the platform give it: a secret store, an interpolated variable, a reference",
    page=__doc__,
    severity="error",
)
_LOCAL = ("compose", "devcontainer", "github-actions", "gitlab-ci")
"""Where throw-away services for tests and development are started with passwords that protect nothing."""


@rule.on(Supply)
def check(supply: Supply, project: Project) -> Iterator[Diagnostic]:
    if supply.state != "literal" or supply.platform in ("dotenv", "dockerfile") or not is_secret(supply.name):
        return
    if supply.looks in ("token", "credentials"):
        yield rule.at(supply)
    elif supply.looks in ("word", "text") and supply.platform not in _LOCAL:
        yield rule.at(supply, severity="warning", confidence="medium")
