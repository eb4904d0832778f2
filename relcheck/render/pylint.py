"""`pylint`: the text that tools made for Pylint read."""

from relcheck.diagnostic import Report
from relcheck.render.look import Look, Sources, elsewhere


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """`path:line: [CODE] message`."""
    return "".join(
        f"{look.relative(found.span.path)}:{found.span.line}: [{found.code}] {found.message}{elsewhere(found, look)}\n"
        for found in report.diagnostics
    )
