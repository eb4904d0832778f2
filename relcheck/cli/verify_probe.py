"""What `relcheck verify-env --probe` asks for. Without the option, nothing that knows the network is imported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from relcheck.boot.probe import TIMEOUT, Plan
from relcheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relcheck.cli.verify_options import Options


def plan_of(options: Options) -> Plan:
    """Which fields are probed, and how long."""

    def waiting(names: Sequence[str]) -> None:
        if not options.on("--quiet"):
            sys.stderr.write(f"relcheck: waiting for what {', '.join(names)} leads to\n")
            sys.stderr.flush()

    timeout, wait = _seconds(options, "--probe-timeout", TIMEOUT), _seconds(options, "--probe-wait", 0)
    return Plan(tuple(options.values["--probe"]), timeout or TIMEOUT, wait, waiting)


def _seconds(options: Options, name: str, default: float) -> float:
    try:
        seconds = float(options.one(name, str(default)))
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 86400:
        raise UsageError(f"{name} takes seconds, such as 5 or 0.5, up to 86400")
    return seconds
