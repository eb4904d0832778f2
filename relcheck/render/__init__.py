"""One module per output format: `render(report, sources, look) -> str`, in ruff's own shape for each.

A format is imported when it is asked for.
"""

from importlib import import_module
from typing import Final

from relcheck.diagnostic import Report
from relcheck.render.look import Look, Sources

FORMATS: Final = (
    "full", "concise", "grouped", "json", "json-lines", "junit", "github", "gitlab", "pylint", "rdjson", "azure",
    "sarif",
)  # fmt: skip
"""The formats, named as in ruff."""

FOR_PEOPLE: Final = frozenset(("full", "concise", "grouped"))
"""The formats that end with a line of counts, because nothing parses them."""


def render(name: str, report: Report, sources: Sources, look: Look) -> str:
    """The report in the format of this name."""
    if not report.diagnostics and name in FOR_PEOPLE:
        return ""  # most runs end here, and need not import how source is shown
    text: str = import_module("relcheck.render." + name.replace("-", "_")).render(report, sources, look)
    return text
