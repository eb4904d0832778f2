"""
The configuration names a runtime config module that does not exist.

## Why is this bad?

Then no module may read the environment, and every read is reported; or the module was renamed, and nobody
noticed that its rules no longer apply.

## Bad

```toml
# relcheck.toml
runtime = "shop.settings"
^ no file is the runtime config module `shop.settings`
# shop/config.py
DEBUG = False
```

## Good

```toml
# relcheck.toml
runtime = "shop.config"
# shop/config.py
DEBUG = False
```

## Options

- `runtime`: the runtime config modules, dotted, globs allowed.

## When to allow it

For a module that is generated during the build.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.hygiene import MissingRuntime
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL909",
    name="runtime-module-not-found",
    since="0.1.0",
    message="no file is the runtime config module `{module}`",
    help="correct `runtime`, or remove it and let relcheck find the module",
    page=__doc__,
    severity="error",
)


@rule.on(MissingRuntime)
def check(missing: MissingRuntime, project: Project) -> Iterator[Diagnostic]:
    nearest = f"did you mean `{missing.nearest}`?" if missing.nearest else ""
    yield rule.at(missing, help=nearest, module=missing.module)
