"""`json-lines`: one of ruff's objects a line."""

import json

from relcheck.diagnostic import Report
from relcheck.render.json import objects
from relcheck.render.look import Look, Sources


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """One object a line, without blanks."""
    return "".join(
        json.dumps(row, separators=(",", ":"), sort_keys=True, ensure_ascii=False) + "\n"
        for row in objects(report, sources, look)
    )
