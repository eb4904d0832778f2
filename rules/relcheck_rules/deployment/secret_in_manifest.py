"""
A manifest contains a secret in clear text.

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

On a developer's machine, with a secret that opens nothing else: what only such a service gets is a warning. Plain
words in CI jobs, and in compose files that are not for production, are passed over; the address of a database there is
a note. In a job that tests, and in the example of an env file, only tokens of an issuer count; in env files, tokens.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.deployment import Provided, Supply, Workload
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret
from relcheck_rules.deployment._cluster import DESK, LIVE, TESTS, is_cookie, is_plain, is_plain_address
from relcheck_rules.deployment._copies import once
from relcheck_rules.deployment._env_files import left_open

rule = Rule(
    code="REL443",
    name="secret-in-manifest",
    since="0.1.0",
    message="the secret `{variable}` stands here in clear text",
    help="let the platform give it: a secret store, an interpolated variable, a reference",
    page=__doc__,
    severity="error",
)
_LOCAL = ("compose", "home-assistant", "devcontainer", "github-actions", "gitlab-ci")
"""Where throw-away services for tests and development are started with passwords that protect nothing."""
_CI = _LOCAL[3:]
_CODE = (".py", ".sh", ".js", ".ts", ".go", ".md", ".html", ".css", ".sql", ".xml", "requirements.txt")
"""Files that are mounted from a Secret and hold no secret by themselves."""


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    kept = ((told, one.digest) for one in project.all(Provided) if (told := _in_object(one)))
    yield from once((*_given(project), *kept))


def _given(project: Project) -> Iterator[tuple[Diagnostic, int]]:
    seen: set[object] = set()  # one line under an anchor is given to many services
    for supply in project.all(Supply):
        named = is_secret(supply.name, supply.looks) or is_cookie(supply.name)
        other = supply.state != "literal" or supply.platform == "dockerfile" or supply.span in seen
        if named and not other and (one := _judge(supply, project)):
            seen.add(supply.span)
            yield one, supply.digest


def _judge(supply: Supply, project: Project) -> Diagnostic | None:
    if supply.platform == "dotenv":
        return rule.at(supply, severity=grave) if (grave := left_open(supply, project)) else None
    desk = DESK.search(supply.span.path)
    local = supply.platform in _LOCAL and not LIVE.search(supply.span.path)
    if is_plain(supply.name, supply.looks, supply.digest):
        quiet = local or desk or is_plain_address(supply.name, supply.looks)
        return None if quiet else rule.at(supply, severity="warning", confidence="medium")
    tested = supply.platform in _CI and not supply.issued and _tests(supply, project)
    if tested or supply.looks not in ("token", "credentials"):
        return None
    if supply.looks == "credentials" and local:
        return None if desk else rule.at(supply, severity="info" if supply.neighbour else "error")
    desk = desk or next(filter(None, (DESK.search(one.dockerfile) for one in _units(supply, project))), None)
    return rule.at(supply, severity="warning" if local and desk and not supply.issued else "error")


def _in_object(provided: Provided) -> Diagnostic | None:
    """A Secret in the repository: base64 hides nothing."""
    code = provided.key.endswith(_CODE) and not is_secret(provided.key.partition(".")[0])
    if not provided.clear or provided.kind != "secret" or code:
        return None
    desk = DESK.search(provided.span.path)
    if provided.looks == "token" or (provided.looks == "credentials" and not desk):
        return rule.at(provided, scope=provided.name, severity="warning" if desk else "error")
    plain = is_plain(provided.key, provided.looks, provided.digest) and is_secret(provided.key) and not desk
    return rule.at(provided, scope=provided.name, severity="warning", confidence="medium") if plain else None


def _units(supply: Supply, project: Project) -> list[Workload]:
    here = (supply.span.path, supply.workload)
    return [one for one in project.all(Workload) if (one.span.path, one.name) == here]


def _tests(supply: Supply, project: Project) -> bool:
    """Whether a job only tests: it, its file or what it runs says so, and its keys open nothing but what it starts."""
    words = [word.rpartition("/")[2] for unit in _units(supply, project) for word in unit.command]
    return any(TESTS.search(text) for text in (supply.workload, supply.span.path.rpartition("/")[2], *words))
