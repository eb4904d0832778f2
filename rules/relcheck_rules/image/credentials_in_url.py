"""
A URL holds a password or token.

## Why is this bad?

The instruction is written into the history of the image as it stands. pip also stores such a URL in
`direct_url.json`, and git in `.git/config`, so that it lies in a layer as well.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN pip install --index-url https://ci:8gYw2Qpz@pypi.example.com/simple shop
                            ^^^^^^^^^^^^^^^^^^^^ a URL with a password stays in the history of the final image
```

A file of requirements is copied into a layer:

```text
# requirements.txt
--extra-index-url https://ci:8gYw2Qpz@pypi.example.com/simple
                  ^^^^^^^^^^^^^^^^^^^^ a URL with a password is in the repository, and in every layer it is copied to
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=netrc,target=/root/.netrc,required=true pip install shop
```

## When to allow it

Where the service behind it is public, and the password is printed in its documentation.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.image import BuildVariable, Exposed
from relcheck.facts.leak import GRAVITY, sure, told, way
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck.secret import is_secret

rule = Rule(
    code="REL206",
    name="credentials-in-url",
    since="0.1.0",
    message="a URL with a password stays in the history of {where}",
    help="take the password out, and mount a netrc or pip.conf as a secret for that step",
    page=__doc__,
    severity="error",
)
SECRET = frozenset(("token", "word", "text", "credentials"))
FILE = "a URL with a password is in the repository, and in every layer it is copied to"


@rule.on(Exposed)
def check(url: Exposed, project: Project) -> Iterator[Diagnostic]:
    if url.what != "url" or url.mounted:
        return
    handed = [name for name in url.references if not is_secret(name)]
    if url.looks not in SECRET and not (url.looks == "reference" and handed and arguments(project, url, handed)):
        return
    if not url.instruction:
        yield rule.at(url, message=FILE, help="write `${{NAME}}` there: pip and uv fill it in from the environment")
        return
    where = way(project, url.span.path, url.stage)
    yield rule.at(
        url,
        where=where.target,
        severity=GRAVITY[where.reach],
        confidence=sure(url.looks, url.issued),
        related=told(where),
    )


def arguments(project: Project, url: Exposed, names: list[str]) -> bool:
    """Whether the password comes from build arguments whose names do not say so; others are REL204's."""
    declared = {
        v.variable for v in project.all(BuildVariable) if v.span.path == url.span.path and v.instruction == "ARG"
    }
    return all(name in declared for name in url.references) and set(names) == set(url.references)
