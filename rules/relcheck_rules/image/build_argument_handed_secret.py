"""
A secret is passed to a build as an argument.

## Why is this bad?

The builder writes arguments into the history and the cache, and docker/build-push-action publishes those of public
repositories as provenance.

## Bad

```yaml
# .github/workflows/image.yml
jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with:
          build-args: |
            TOKEN=${{ secrets.TOKEN }}
            ^^^^^^^^^^^^^^^^^^^^^^^^^^ GitHub Actions hands over `TOKEN`: it stays in the history of the final image
```

```dockerfile
# Dockerfile
FROM python:3.14-slim
ARG TOKEN
RUN pip install shop
```

The same in a compose file, whose Dockerfile is not known:

```yaml
# compose.yaml
services:
  web:
    build:
      context: .
      args:
        DB_PASSWORD: ${DB_PASSWORD}
        ^^^^^^^^^^^ compose hands over `DB_PASSWORD`: it stays in the history or the provenance of the image
```

## Good

```yaml
# .github/workflows/image.yml
jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with:
          secrets: |
            token=${{ secrets.TOKEN }}
```

## When to allow it

Where the builder knows no secret mounts (kaniko), and the stage that takes the argument is never pushed.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Confidence, Diagnostic, Severity
from relcheck.facts.deployment import Supply, Workload
from relcheck.facts.image import BuildArgument
from relcheck.facts.leak import ending
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret
from relcheck_rules.deployment._cluster import DESK

rule = Rule(
    code="REL214",
    name="build-argument-handed-secret",
    since="0.1.0",
    message="{tool} hands over `{variable}`: it stays in {where}",
    help="hand it over as a secret (`--secret`, `secrets:`) and mount it in the step that needs it",
    page=__doc__,
    severity="error",
)
SECRET = frozenset(("token", "credentials", "word", "text", "reference"))
PUBLIC = re.compile(
    r"(?i)^(NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|GATSBY|VUE_APP)_|PUBLISHABLE|PUBLIC_KEY|SENTRY_(\w+_)?DSN$"
)
NAMES = {"northflank": "Northflank", "digitalocean": "App Platform", "fly": "fly.toml"}


@rule.on(BuildArgument)
def check(argument: BuildArgument, project: Project) -> Iterator[Diagnostic]:
    named = is_secret(argument.variable)
    severity: Severity = "error"
    confidence: Confidence = "high"
    if PUBLIC.search(argument.variable) or (argument.source in ("variable", "inherited") and not named):
        return
    if argument.source == "secret" and not named and not is_secret(argument.refers):
        severity, confidence = "info", "low"  # people keep settings among the secrets of CI as well
    elif argument.source == "literal" and not (argument.issued or argument.looks == "credentials"):
        if not named or argument.looks not in SECRET:
            return
        confidence = "medium"
    if project.role(argument.span.path) == "test" or "/test" in f"/{argument.span.path}":
        severity = "info"
    where, related = ending(project, argument.dockerfile, argument.variable)
    yield rule.at(argument, tool=argument.tool, where=where, related=related, severity=severity, confidence=confidence)


@rule.on(Supply)
def check_manifest(supply: Supply, project: Project) -> Iterator[Diagnostic]:
    if supply.phase != "build" or not is_secret(supply.name) or PUBLIC.search(supply.name):
        return
    if supply.state == "literal" and supply.looks in ("word", "text") and DESK.search(supply.span.path):
        return  # as public as the file
    if supply.looks in SECRET and supply.state in ("literal", "promised", "reference"):
        here = (supply.span.path, supply.workload)
        built = [work.dockerfile for work in project.all(Workload) if (work.span.path, work.name) == here]
        where, related = ending(project, next(iter(built), ""), supply.name)
        tool = NAMES.get(supply.platform, supply.platform)
        yield rule.at(supply, tool=tool, where=where, related=related, variable=supply.name)
