"""
A manifest takes a value from an object or component that does not exist.

## Why is this bad?

Nothing is given: Kubernetes does not start the container, DigitalOcean leaves `${...}` as it is written, and
Render refuses the blueprint. Mostly a name was changed in one of two places.

## Bad

```yaml
# .do/app.yaml
services:
  - name: web
    source_dir: .
    envs:
      - key: DATABASE_URL
             ^^^^^^^^^^^^ `DATABASE_URL` is taken from `database`, which is not there
        value: ${database.DATABASE_URL}
databases:
  - name: db
```

## Good

```yaml
# .do/app.yaml
services:
  - name: web
    source_dir: .
    envs:
      - key: DATABASE_URL
        value: ${db.DATABASE_URL}
databases:
  - name: db
```

## When to allow it

When it is made elsewhere, as Render's workspace allows. ConfigMaps and Secrets are reported only where one of nearly
the same name is there.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic, Related
from relcheck.facts.deployment import Provided, Supply
from relcheck.names import distance
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL474",
    name="object-not-there",
    since="0.1.0",
    message="`{variable}` is taken from `{owner}`, which is not there",
    help="correct the name, or add what it names",
    page=__doc__,
    confidence="medium",
)
_KINDS = {"database": "component", "service": "component", "group": "group"}
_OWN = ("APP", "_self")


@rule.on(Supply)
def check(supply: Supply, project: Project) -> Iterator[Diagnostic]:
    kind, _, target = supply.refers.partition(":")
    if kind in ("configmap", "secret") and supply.platform == "kubernetes" and not supply.optional:
        yield from _nearly(supply, kind, target.partition("/")[0], project)
        return
    owner = target.partition(".")[0] if kind == "binding" else target
    wanted = "component" if kind == "binding" else _KINDS.get(kind, "")
    if supply.platform not in ("digitalocean", "render") or not wanted or not owner or owner.startswith(_OWN):
        return
    if kind == "binding" and "." not in target:
        return  # a variable of the application, or one that the platform binds
    here = [one.name for one in project.all(Provided) if one.kind == wanted and one.span.path == supply.span.path]
    if owner not in here:
        name = supply.name if supply.name != "*" else "everything"
        yield rule.at(supply, variable=name, owner=owner)


def _nearly(supply: Supply, kind: str, owner: str, project: Project) -> Iterator[Diagnostic]:
    """An object that another repository may make, but for one whose name differs by a letter or two."""
    known = {one.name: one for one in project.all(Provided) if one.kind == kind and one.name}
    if not owner or owner in known or any("{" in name or "$" in name for name in (owner, *known)):
        return
    for name, one in known.items():
        same = "".join(filter(str.isalpha, name)) == "".join(filter(str.isalpha, owner))
        if not same and min(len(name), len(owner)) > 5 and distance(name, owner, 3) < 3:
            variable = supply.name.rstrip("*") or "everything"
            yield rule.at(supply, variable=variable, owner=owner, related=[Related(one.span, f"`{name}` is there")])
            return
