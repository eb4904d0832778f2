"""
The configuration, history or provenance of an image contains what looks like a secret.

## Why is this bad?

`docker inspect` and `docker history` show these texts to everybody who can pull the image; nothing is unpacked, and
deleting files does not help. A build argument is in the history of every step that could use it, and an attestation
with `mode=max` records it even of stages that are not shipped. A placeholder is reported too, as a warning: the
program can start with it, in production.

## Bad

```json
// image/manifest.json
[{"Config": "config.json", "Layers": []}]
```

```json
// image/config.json
{"config": {"Env": ["PAYMENT_TOKEN=qX7-fV2pLw93-KdTzR5"]}, "history": []}
^ `PAYMENT_TOKEN` has a value in the config `image/config.json` (in `ENV PAYMENT_TOKEN=…`)
```

## Good

```json
// image/manifest.json
[{"Config": "config.json", "Layers": []}]
```

```json
// image/config.json
{"config": {"Env": ["PATH=/usr/bin", "PAYMENT_TOKEN_FILE=/run/secrets/payment"]}, "history": []}
```

## When to allow it

Where the value is made to be public and only its name says otherwise.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.artifact import SecretLook
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL243",
    name="secret-in-image-config",
    since="0.1.0",
    message="{what} in the {evidence} `{path}`{words}",
    help="use `RUN --mount=type=secret` for what the build needs, and set the rest when the container starts",
    page=__doc__,
    severity="error",
    confidence="medium",
)


@rule.on(SecretLook)
def check(found: SecretLook, project: Project) -> Iterator[Diagnostic]:
    if found.evidence in ("config", "history", "provenance"):
        value = "a placeholder" if found.placeholder else "a value"
        yield rule.at(
            found,
            severity="warning" if found.placeholder else None,
            what=f"`{found.variable}` has {value}" if found.variable else f"{found.what} is",
            evidence=found.evidence,
            path=found.place.path,
            words=found.place.words,
        )
