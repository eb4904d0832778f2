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
reported in compose files and CI jobs: there they are nearly always the password of a throw-away database. In a job
that tests only tokens in the form of an issuer count.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Provided, Supply, Workload
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret
from relcheck_rules.deployment._cluster import DESK, is_cookie

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
_CI = ("github-actions", "gitlab-ci")
_CODE = (".py", ".sh", ".js", ".ts", ".go", ".md", ".html", ".css", ".sql", ".xml", "requirements.txt")
"""Files that are mounted from a Secret and hold no secret by themselves."""
_TESTS = re.compile(
    r"(?i)(^|[^a-z])(tests?|testing|ci|lint|checks?|build|unit|integration|e2e|functional|pytest|tox|nox|coverage|dummy|smoke"
    r"|cypress|playwright|mypy|migrations?|docs?|quality|validate|verify|pr)([^a-z]|$)"
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    seen: set[object] = set()  # one line under an anchor is given to many services
    for supply in project.all(Supply):
        named = is_secret(supply.name) or is_cookie(supply.name)
        if supply.state != "literal" or supply.platform in ("dotenv", "dockerfile") or not named or supply.span in seen:
            continue
        if supply.looks in ("token", "credentials"):
            if supply.looks == "credentials" and "devcontainer/" in supply.span.path:
                continue
            if supply.issued or supply.platform not in _CI or not _tests(supply, project):
                seen.add(supply.span)
                yield rule.at(supply)
        elif supply.looks in ("word", "text") and supply.platform not in _LOCAL and not DESK.search(supply.span.path):
            seen.add(supply.span)
            yield rule.at(supply, severity="warning", confidence="medium")


@rule.on(Provided)
def in_object(provided: Provided, project: Project) -> Iterator[Diagnostic]:
    """A Secret in the repository: base64 hides nothing."""
    if not provided.clear or provided.kind != "secret":
        return
    if provided.key.endswith(_CODE) and not is_secret(provided.key.partition(".")[0]):
        return
    desk = DESK.search(provided.span.path)
    if provided.looks == "token" or (provided.looks == "credentials" and not desk):
        yield rule.at(provided, scope=provided.name)
    elif provided.looks in ("word", "text") and is_secret(provided.key) and not desk:
        yield rule.at(provided, scope=provided.name, severity="warning", confidence="medium")


def _tests(supply: Supply, project: Project) -> bool:
    """Whether a job only tests: it, its file or what it runs says so, and its keys open nothing but what it starts."""
    units = [
        unit for unit in project.all(Workload) if (unit.span.path, unit.name) == (supply.span.path, supply.workload)
    ]
    words = [word.rpartition("/")[2] for unit in units for word in unit.command]
    return any(_TESTS.search(text) for text in (supply.workload, supply.span.path.rpartition("/")[2], *words))
