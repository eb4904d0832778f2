"""
The running code needs other variables than the build that wrote the lock.

## Why is this bad?

The deployment was made for the contract in the lock: manifests, secrets and reviews are about those variables. Code
with another contract is another release, or a file of it was replaced in the image.

## Bad

```python
# shop/config.py
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    region: str
    zone: str = "a"
    ^^^^ `ZONE` is new since the lock was written
```

```json
# contract.lock
{
  "version": 1,
  "key": "00112233445566778899aabbccddeeff",
  "contract": {"REGION": [[], "text", true]},
  "frozen": {}
}
```

```env
# process.env
REGION=eu-central-1
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
  "frozen": {}
}
```

```env
# process.env
REGION=eu-central-1
```

## When to allow it

Never: write the lock in the build that makes the image.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.boot import Variable
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL416",
    name="contract-differs",
    since="0.1.0",
    message="`{variable}` {what} since the lock was written",
    help="write the lock anew with `relcheck contract --lock`, in the build that makes the image",
    page=__doc__,
    severity="error",
)


@rule.on(Variable)
def check(variable: Variable, project: Project) -> Iterator[Diagnostic]:
    if variable.state == "drifted":
        words = {"new": "is new", "gone": "is no longer asked for", "changed": "changed"}
        yield rule.at(variable, what=words[variable.reason])
