"""
A finished artifact contains a file that holds a secret.

## Why is this bad?

An environment file, a `.netrc`, pip's configuration with a password or a key came along with `COPY . .` or with
package data. Whoever has the artifact has what is in it. The name alone is not enough: a file is reported when its
content has a login, a key, or a variable named like a secret that is neither empty nor a reference.

## Bad

```env
# dist/app/.env
PAYMENT_TOKEN=qX7-fV2pLw93-KdTzR5
^ `dist/app/.env` is an environment file with a secret, `PAYMENT_TOKEN`
```

```ini
# dist/root/.netrc
machine pypi.example.org login ci password fV2pLw93
^ `dist/root/.netrc` is a login in a .netrc file
```

## Good

```env
# dist/app/.env.example
PAYMENT_TOKEN=
```

```env
# dist/app/.env
PAYMENT_TOKEN=${PAYMENT_TOKEN}
LOG_LEVEL=info
```

## When to allow it

Where the file belongs to tests that are shipped on purpose, and the login in it opens nothing.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.artifact import SecretLook
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL241",
    name="secret-file-in-artifact",
    since="0.1.0",
    message="`{path}` is {what}{named}{words}",
    help="keep the file out with .dockerignore or package excludes; mount it for the one build step that needs it",
    page=__doc__,
    severity="error",
    confidence="medium",
)


@rule.on(SecretLook)
def check(found: SecretLook, project: Project) -> Iterator[Diagnostic]:
    if found.evidence == "file":
        yield rule.at(
            found,
            related=found.place.related,
            severity="warning" if found.placeholder else None,
            path=found.place.path,
            what=found.what,
            named=f", `{found.variable}`" if found.variable else "",
            words=found.place.words,
        )
