"""
A manifest sets a variable that the service does not read.

## Why is this bad?

It is left over from something that was removed, or meant for something that is not there: whoever changes it
expects an effect. A secret among them is kept, rotated and exposed for nothing. A name that resembles one that
is read is `variable-misspelt` instead.

This rule is off unless it is selected: libraries and programs that are not Python read variables, too, and the
source of this project does not show it.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "sqlite://"
```

```yaml
# compose.yaml
services:
  web:
    build: .
    environment:
      FEATURE_BASKET: "1"
      ^^^^^^^^^^^^^^ nothing that `web` runs is seen to read `FEATURE_BASKET`
```

## Good

```yaml
# compose.yaml
services:
  web:
    build: .
  db:
    image: postgres:17
    environment:
      POSTGRES_DB: shop
```

## When to allow it

For a variable that a library, a shell script or a server in the same container reads.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Span
from relcheck.facts.deployment import Feed, Mention, Supply
from relcheck.names import matches, nearest
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._others import read_by_others

rule = Rule(
    code="REL450",
    name="variable-read-by-nobody",
    since="0.1.0",
    message="nothing that {workload} runs is seen to read `{variable}`",
    help="remove it, or declare the field that it was for",
    page=__doc__,
    severity="info",
    confidence="low",
    enabled=False,
    yields_to=("REL441",),
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    """Each line once: an env file is given to many services."""
    found: dict[Supply, list[str]] = {}
    names = {name.upper() for name in project.declared}
    names |= {name.upper() for access in project.accesses for name in access.names}
    names |= {name.upper() for mention in project.all(Mention) for name in mention.names}
    lines: dict[Span, Supply] = {}
    for feed in project.all(Feed):
        globs = [glob for cls in feed.classes for field in cls.fields for glob in field.patterns]
        if any(cls.dynamic for cls in feed.classes):
            continue
        for supply in feed.supplies:
            built = supply.phase == "build" or supply.platform == "dockerfile"
            known = read_by_others(supply.name) or supply.name.upper() in names or project.allows(supply.name)
            if not built and not known and not matches(supply.name, globs) and not nearest(supply.name, names):
                found.setdefault(lines.setdefault(supply.span, supply), []).append(feed.workload.name)
    for supply, workloads in found.items():
        first, *others = dict.fromkeys(workloads)
        more = f"` (and {len(others)} more of them)" if len(others) > 1 else f"` or `{others[0]}`" if others else "`"
        yield rule.at(supply, workload=f"`{first}{more}")
