"""
The example of an env file and the settings class name different variables.

## Why is this bad?

Whoever begins with `cp .env.example .env` gets a service that does not start, or sets variables that nobody
reads. With `env_file=".env"` and pydantic's default of `extra="forbid"` an unknown name in that file even
stops the service.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    ~~~~~~~~~~~~ `DATABASE_URL` is declared here
    log_level: str = "info"
```

```ini
# .env.example
LOG_LEVEL=info
^^^^^^^^^ `DATABASE_URL` is required and not in this example
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    log_level: str = "info"
```

```ini
# .env.example
DATABASE_URL=
LOG_LEVEL=info
```

## When to allow it

When the example is for another tool, such as compose's own interpolation.
"""

from collections.abc import Iterator
from posixpath import dirname

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Supply
from relcheck.facts.python import Field, SettingsClass, last_word
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL448",
    name="example-out-of-step",
    since="0.1.0",
    message="{subject} is required and not in this example",
    help="write the example from the class: `relcheck contract --output-format dotenv --write {path}`",
    page=__doc__,
    confidence="medium",
)
_EXAMPLES = (".env.example", ".env.sample", ".env.template", ".env.dist", "env.example", "template.env", "example.env")


@rule.over_project
def check(project: Project) -> Iterator[Diagnostic]:
    examples: dict[str, list[Supply]] = {}
    for supply in project.all(Supply):
        if supply.platform == "dotenv" and supply.span.path.rpartition("/")[2] in _EXAMPLES:
            examples.setdefault(supply.span.path, []).append(supply)
    classes = [cls for cls in project.classes if _counts(cls, project)]
    for path, lines in sorted(examples.items()):
        home = dirname(path)
        below = [cls for cls in classes if not home or cls.span.path.startswith(home + "/")]
        if len({cls.span.path for cls in below}) != 1:
            continue  # several settings modules: which of them the example is for is not known
        names = {line.name.upper() for line in lines}
        fields = {field.span: field for cls in below for field in _asked(cls, project)}
        lacking = [field for field in fields.values() if names.isdisjoint(name.upper() for name in field.names)]
        if lacking:
            first = lacking[0].names[0]
            subject = f"`{first}`" + (f" (and {len(lacking) - 1} more)" if len(lacking) > 1 else "")
            related = [Related(field.span, f"`{field.names[0]}` is declared here") for field in lacking]
            yield rule.at(lines[0].span, variable=first, subject=subject, path=path, related=related)


def _counts(cls: SettingsClass, project: Project) -> bool:
    """Whether what a class requires is required at all: a class for one way of running is an option of another."""
    options = {last_word(name) for _, field in project.fields if not field.required for name in field.models}
    own = project.role(cls.span.path) in ("application", "library") and cls.name not in options
    return own and cls.library not in ("model", "") and not cls.dynamic and not cls.customised_sources


def _asked(cls: SettingsClass, project: Project) -> Iterator[Field]:
    """The fields that somebody has to fill, of a class that is not only there to be extended."""
    made = [one for one in project.instances if last_word(one.cls) == cls.name]
    by_hand = {name for one in made for name in one.keywords}
    bases = {last_word(base) for one in project.classes for base in one.bases}
    if "**" in by_hand or (not made and cls.name in bases):
        return
    for field in cls.fields:
        if field.required and field.names and not field.nested and field.name not in by_hand:
            yield field
