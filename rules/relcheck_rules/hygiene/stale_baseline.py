"""
The baseline lists findings that are no longer found.

## Why is this bad?

An entry that stays after the fix lets the same mistake come back unseen. A baseline only shrinks.

## Bad

```toml
# relcheck.toml
baseline = "relcheck-baseline.json"
# relcheck-baseline.json
{"version": 1, "findings": [{"rule": "REL101", "path": "shop/cart.py", "scope": "", "variable": "X", "count": 1}]}
^ 1 finding of the baseline is fixed and still listed
# shop/cart.py
TOTAL = 0
```

## Good

```toml
# relcheck.toml
baseline = "relcheck-baseline.json"
# relcheck-baseline.json
{"version": 1, "findings": []}
# shop/cart.py
TOTAL = 0
```

## Options

- `baseline`: the file of known findings.

## When to allow it

For the time of one branch that others will merge into.
"""

from collections.abc import Iterator

from relcheck.diagnostic import Diagnostic
from relcheck.facts.hygiene import StaleBaseline
from relcheck.project import Project
from relcheck.rule import Rule

rule = Rule(
    code="REL908",
    name="stale-baseline",
    since="0.1.0",
    message="{entries} findings of the baseline are fixed and still listed",
    help="run `relcheck lint --update-baseline`, which only ever removes",
    page=__doc__,
)


@rule.on(StaleBaseline)
def check(baseline: StaleBaseline, project: Project) -> Iterator[Diagnostic]:
    one = "1 finding of the baseline is fixed and still listed"
    yield rule.at(baseline, message=one if baseline.entries == 1 else "", entries=baseline.entries)
