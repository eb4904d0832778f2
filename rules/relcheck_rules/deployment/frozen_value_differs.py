"""
A value differs from the one that the image was built with.

## Why is this bad?

What a build reads (an `ARG`, an `ENV`, a generated file) stays in the image. If the deployment then gives the variable
another value, half of the application runs with the old one. `relcheck contract --lock` remembers a keyed digest
of such values at build, and `relcheck verify-env --locked` compares.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    region: str
    ^^^^^^ `REGION` is not what it was when the image was built
```

```json
# contract.lock
{
  "version": 1,
  "key": "00112233445566778899aabbccddeeff",
  "contract": {"REGION": [[], "text", true]},
  "frozen": {"REGION": "4eb70ef435e6ce19"}
}
```

```env
# process.env
REGION=us-east-1
```

## Good

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    region: str
```

```json
# contract.lock
{
  "version": 1,
  "key": "00112233445566778899aabbccddeeff",
  "contract": {"REGION": [[], "text", true]},
  "frozen": {"REGION": "4eb70ef435e6ce19"}
}
```

```env
# process.env
REGION=eu-central-1
```

## When to allow it

Where the build read it for itself alone, and nothing of it is in the image: write the lock in a step without it.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL415",
    name="frozen-value-differs",
    since="0.1.0",
    message="`{variable}` is {what}",
    help="deploy the value that the image was built with, or build the image anew",
    page=__doc__,
    severity="error",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "frozen":
        unset = "not set, and it was when the image was built"
        yield rule.at(
            variable, what=unset if variable.reason == "unset" else "not what it was when the image was built"
        )
