"""
A build step writes a secret into a file.

## Why is this bad?

The file is part of the layer. Removing it in a later instruction hides it and nothing more: whoever pulls the
image still has the layer. A key that the step itself draws is no better: everybody who has the image has the key,
and all containers share it.

## Bad

```dockerfile
# Dockerfile
FROM python:3.14-slim
ARG TOKEN
RUN echo "machine github.com password $TOKEN" > /root/.netrc
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a redirect puts `TOKEN` in a layer of the final image
RUN rm /root/.netrc
RUN openssl genrsa -out /etc/shop.key
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `openssl genrsa` draws a key that stays in a layer of the final image
```

## Good

```dockerfile
# Dockerfile
FROM python:3.14-slim
RUN --mount=type=secret,id=netrc,target=/root/.netrc,required=true pip install shop
```

## When to allow it

Never in an image that leaves the machine it was built on.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related, Severity
from relcheck.facts.image import Kept
from relcheck.facts.leak import GRAVITY, Way, ends, stages, told
from relcheck.project import Project
from relcheck.rule import Rule
from relcheck_rules.deployment._cluster import DESK

rule = Rule(
    code="REL208",
    name="secret-written-to-layer",
    since="0.1.0",
    message="{command} puts {what} in {where}",
    help="mount the secret for that step, or write the file when the container starts",
    page=__doc__,
    severity="error",
)


_DRAWN = "{command} draws a key that stays in {where}"
_LATER = "draw it when the container starts, or mount it: whoever has the image has this one"


@rule.on(Kept)
def check(kept: Kept, project: Project) -> Iterator[Diagnostic]:
    known = stages(project).get(kept.span.path)
    if kept.source not in ("variable", "literal", "drawn") or kept.removed or known is None:
        return
    where = known.way(kept.stage)
    related = list(told(where))
    carriers = list(known.carriers(kept.stage, kept.path)) if kept.path.startswith("/") else []
    if where.reach == "builder" and carriers:
        where = Way("image", known.name(known.last))
        related.append(Related(carriers[0], "this COPY takes the file into the image"))
    what = f"`{kept.variable}`" if kept.variable else "a secret"
    own = kept.source == "drawn"
    yield rule.at(
        kept,
        message=_DRAWN if own else "",
        help=_LATER if own else "",
        command=kept.command,
        what=what,
        where=ends(where, "file"),
        severity=_milder(where, kept) if own else GRAVITY[where.reach],
        related=related,
    )


def _milder(where: Way, kept: Kept) -> Severity:
    """How bad a key is that nobody has chosen: such ones are also made for the proxies and clusters of a desk."""
    return "warning" if where.reach == "image" and not DESK.search(kept.span.path) else "info"
