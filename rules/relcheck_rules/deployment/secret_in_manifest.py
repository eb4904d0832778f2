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

For a service that only runs on a developer's machine, with a secret that opens nothing else.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Confidence, Diagnostic, Severity
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
"""Where throw-away services for tests and development are commonly started with throw-away passwords."""


@rule.on(Supply)
def check(supply: Supply, project: Project) -> Iterator[Diagnostic]:
    if supply.state != "literal" or supply.platform in ("dotenv", "dockerfile") or supply.refers:
        return
    if supply.looks == "token":
        severity: Severity = "error"
        confidence: Confidence = "high" if is_secret(supply.name) else "low"
    elif supply.looks in ("credentials", "word", "text") and is_secret(supply.name):
        severity, confidence = ("info", "low") if supply.platform in _LOCAL else ("error", "medium")
    else:
        return
    if confidence == "low" and not is_secret(supply.name):
        return
    yield rule.at(supply, severity=severity, confidence=confidence)
