"""
An artifact fixes a variable that the deployment should set.

## Why is this bad?

A release is built once and runs in many places. What `ENV`, an environment file in a layer or a generated module has
fixed wins or fills in silently where the deployment forgot it: the container that lacks a variable starts, with the
value of the machine it was built on. The variables of the contract come from `--schema` or `--environ-file`.

## Bad

```env
# process.env
QUEUE_HOST=queue.internal
```

```python
# dist/shop/_build_config.py
QUEUE_HOST = "queue.internal"
^ `QUEUE_HOST` is fixed in `dist/shop/_build_config.py` with the value of the environment (byte 0)
```

## Good

```env
# process.env
QUEUE_HOST=queue.internal
```

```python
# dist/shop/_build_config.py
GIT_SHA = "3f1c9a7"
```

## When to allow it

Where the value is the same in every deployment, such as the name of a module, and only happens to be a variable.
"""

from collections.abc import Iterator
from typing import Final

from relcheck.diagnostic import Diagnostic
from relcheck.facts.artifact import FrozenVariable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL245",
    name="variable-frozen-in-artifact",
    since="0.1.0",
    message="`{variable}` is fixed in `{path}`{how}{words}",
    help="leave it out of the build, and read it when the program starts",
    page=__doc__,
)

_HOW: Final = {
    "image": ", the image's configuration",
    "file": ", an environment file",
    "module": " with the value of the environment",
}


@rule.on(FrozenVariable)
def check(found: FrozenVariable, project: Project) -> Iterator[Diagnostic]:
    how = _HOW[found.kind]
    yield rule.at(found, related=found.place.related, path=found.place.path, how=how, words=found.place.words)
