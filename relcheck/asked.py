"""What a run is asked for beyond its configuration."""

from typing import NamedTuple

from relcheck.config import Selection

Baseline = dict[tuple[str, str, str, str], int]
"""How often each known finding is there, by rule, path, scope and variable."""


class Asked(NamedTuple):
    """What a run was asked for beyond its configuration.

    `command` is the rule selection of the command line; `today` an ISO date, against which suppressions
    expire; `baseline` the known findings, `baseline_path` where they are from, relative to the root.
    """

    command: Selection = Selection()
    today: str = ""
    baseline: Baseline | None = None
    baseline_path: str = ""
