"""
Build code writes an environment variable into the artifact.

## Why is this bad?

What the builder had in its environment is then the same on every machine: a token is published, a URL of the
build stage ends up in production, and no deployment can change it.

## Bad

```python
# setup.py
import os
from pathlib import Path

from setuptools import setup

key = os.environ.get("MAPS_API_KEY", "")
Path("shop/_build_config.py").write_text(repr(key))
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `MAPS_API_KEY` of the build is written into the artifact
setup(name="shop")
```

## Good

```python
# setup.py
import os
from pathlib import Path

from setuptools import setup

sha = os.environ.get("GIT_SHA", "")
Path("shop/_build.py").write_text(f"GIT_SHA = {sha!r}")
setup(name="shop")
```

## When to allow it

For facts about the build: a revision, a version, a date.
"""

import re
from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.image import Generated
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret

rule = Rule(
    code="REL217",
    name="environment-packed",
    since="0.1.0",
    message="{names} of the build {verb} written into the artifact",
    help="read it where the program runs; only what tells about the build belongs in the artifact",
    page=__doc__,
)
ABOUT_THE_BUILD = re.compile(
    r"(?i)(^|_)(git|sha|commit|rev|revision|version|tag|build|release|ref|branch|date|epoch|ci|github|run)(_|$)"
)


@rule.on(Generated)
def check(generated: Generated, project: Project) -> Iterator[Diagnostic]:
    names = [
        name for name in generated.variables
        if is_secret(name) or not (ABOUT_THE_BUILD.search(name) or project.allows(name))
    ]  # fmt: skip
    if names:
        secret = any(is_secret(name) for name in names)
        yield rule.at(
            generated,
            names=", ".join(f"`{name}`" for name in names),
            verb="is" if len(names) == 1 else "are",
            severity="error" if secret else "warning",
            confidence="high" if secret else "medium",
            variable=names[0],
        )
