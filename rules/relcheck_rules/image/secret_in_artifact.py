"""
A finished artifact contains the value of a secret.

## Why is this bad?

Whoever can pull the image or install the wheel has the secret, for as long as a copy of it exists. A file that a
later layer deletes is still in the layer before. The search is exact: it looks for the value itself and for its
base64, hex, URL-encoded and JSON-escaped forms, in every byte, so there is nothing to weigh here.

## Bad

```env
# process.env
PAYMENT_TOKEN=qX7-fV2pLw93-KdTzR5
```

```toml
# dist/shop/settings.toml
token = "qX7-fV2pLw93-KdTzR5"
^ the value of `PAYMENT_TOKEN` is in `dist/shop/settings.toml` as it is (byte 9)
```

```yaml
# dist/shop/secret.yaml
data: {token: cVg3LWZWMnBMdzkzLUtkVHpSNQ==}
^ the value of `PAYMENT_TOKEN` is in `dist/shop/secret.yaml` in base64 (byte 14)
```

## Good

```env
# process.env
PAYMENT_TOKEN=qX7-fV2pLw93-KdTzR5
```

```python
# dist/shop/config.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    payment_token: SecretStr
```

## When to allow it

Never for a secret. Where a variable only sounds like one, name those that are with `--secret`.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.artifact import SecretValue
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL240",
    name="secret-in-artifact",
    since="0.1.0",
    message="{part}the value of `{variable}` is in `{path}` {encoding}{times}{words}",
    help="replace the secret where it is in use, delete what was published, and hand it to the build as a secret mount"
    " or to the program when it starts",
    page=__doc__,
    severity="error",
)


@rule.on(SecretValue)
def check(found: SecretValue, project: Project) -> Iterator[Diagnostic]:
    yield rule.at(
        found,
        related=found.place.related,
        part=f"{found.part} " if found.part else "",
        path=found.place.path,
        encoding=found.encoding,
        times=f", {found.times} times" if found.times > 1 else "",
        words=found.place.words,
    )
