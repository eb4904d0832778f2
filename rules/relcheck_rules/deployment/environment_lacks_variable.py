"""
One environment lacks a required variable that the others set.

## Why is this bad?

What works in staging does not start in production. Values may differ between environments; the names of what is
required may not. Where some source that no file shows may give the variable (a dashboard, an env file that git
ignores), the rule speaks as well, since the other environments say that it belongs into the manifest.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    mail_host: str
    ~~~~~~~~~ `MAIL_HOST` is required here
```

```toml
# fly.staging.toml
app = "shop-staging"

[env]
MAIL_HOST = "mail.staging.example"
~~~~~~~~~ staging has it
```

```toml
# fly.production.toml
app = "shop"
^ production lacks `MAIL_HOST`, which `Settings` requires and staging has

[env]
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    mail_host: str
```

```toml
# fly.staging.toml
app = "shop-staging"

[env]
MAIL_HOST = "mail.staging.example"
```

```toml
# fly.production.toml
app = "shop"

[env]
MAIL_HOST = "mail.example"
```

## When to allow it

When the variable is a secret of the platform in one environment, and a harmless value in the others.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Feed
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL454",
    name="environment-lacks-variable",
    since="0.1.0",
    message="{stage} lacks `{variable}`, which `{cls}` requires and {other} has",
    help="name it in {path}, too",
    page=__doc__,
    confidence="medium",
    yields_to=("REL440",),
)


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    groups: dict[tuple[object, ...], list[Feed]] = {}
    for feed in project.all(Feed):
        unit = feed.workload
        name = "" if unit.platform == "fly" else unit.name.partition("/")[2] or unit.name
        if unit.environment:
            groups.setdefault((unit.platform, name, tuple(cls.span for cls in feed.classes)), []).append(feed)
    for feeds in groups.values():
        if len({feed.workload.environment for feed in feeds}) > 1:
            yield from _compared(feeds)


def _compared(feeds: list[Feed]) -> Iterator[Diagnostic]:
    given = [feed.given() for feed in feeds]
    for cls in feeds[0].classes:
        for field in cls.fields:
            if not field.required or not field.names or field.nested or cls.customised_sources or cls.dynamic:
                continue
            has = [next((own[name] for name in field.names if name in own), None) for own in given]
            there = next(((feed, supply) for feed, supply in zip(feeds, has, strict=True) if supply), None)
            for feed, supply in zip(feeds, has, strict=True):
                if supply is None and there is not None:
                    name, other, path = field.names[0], there[0].workload.environment, feed.span.path
                    places = [Related(field.span, f"`{name}` is required here")]
                    places.append(Related(there[1].span, f"{other} has it"))
                    stage = feed.workload.environment
                    yield rule.at(
                        feed, variable=name, cls=cls.name, path=path, stage=stage, other=other, related=places
                    )
