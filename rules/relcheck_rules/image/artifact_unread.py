"""
A layer or artifact could not be read to its end, so the rest is unknown.

## Why is this bad?

A damaged layer, or one that unpacks without end, may hold anything. A scan that passed over it in silence would say
"clean" about bytes that it has not seen. Single members that cannot be unpacked are a remark, not a finding: they
were searched as they are.

## Bad

```json
// image/manifest.json
[{"Config": "config.json", "Layers": ["layer"]}]
```

```text
// image/layer
BZh9 is how bzip2 begins, and this is not how it goes on
^ `image/layer` is not read to its end: its bzip2 data is damaged
```

## Good

```json
// image/manifest.json
[{"Config": "config.json", "Layers": ["layer"]}]
```

```text
// image/layer
this is no archive, so it is read as what it is
```

## When to allow it

Where the artifact is meant to be like this: the test data of a library about archives.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.artifact import Unread
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL249",
    name="artifact-unread",
    since="0.1.0",
    message="`{path}` is not read to its end: {why}{words}",
    help="build or download the artifact again, and scan it again",
    page=__doc__,
    severity="error",
)


@rule.on(Unread)
def check(found: Unread, project: Project) -> Iterator[Diagnostic]:
    yield rule.at(found, related=found.place.related, path=found.place.path, why=found.why, words=found.place.words)
