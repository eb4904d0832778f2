"""
A finished artifact contains a token or private key of a well-known format.

## Why is this bad?

The issuers of these tokens gave them a prefix so that a leaked one can be told at sight. One in an artifact is a
secret, whoever put it there, and robots read registries for them. Only formats that nothing else has are looked for;
keys in the tests and the documentation of installed libraries, and in machine code, are passed over.

## Bad

```json
// dist/app/client.json
{"registry": "npm", "token": "npm_0aBcDeFgHiJkLmNoPqRsTuVwXyZ123456789"}
^ an npm token is in `dist/app/client.json` (byte 30)
```

## Good

```json
// dist/app/client.json
{"registry": "npm", "token": "${NPM_TOKEN}"}
```

## When to allow it

Where the token is an example that its issuer published, or has been revoked and is kept to test with.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.artifact import SecretLook
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL242",
    name="token-in-artifact",
    since="0.1.0",
    message="{what} is in `{path}`{times}{words}",
    help="revoke it at its issuer, and give the program a new one when it starts",
    page=__doc__,
    severity="error",
    confidence="medium",
)


@rule.on(SecretLook)
def check(found: SecretLook, project: Project) -> Iterator[Diagnostic]:
    if found.evidence == "token":
        yield rule.at(
            found,
            related=found.place.related,
            what=found.what,
            path=found.place.path,
            times=f" {found.times} times" if found.times > 1 else "",
            words=found.place.words,
        )
