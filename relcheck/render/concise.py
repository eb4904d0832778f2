"""`concise`: one line a diagnostic."""

from relcheck.diagnostic import Report
from relcheck.render.look import Look, Sources, elsewhere, headline


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """One line a diagnostic, with the place first so that terminals and editors can jump to it."""
    colon = look.paint("cyan", ":")
    return "".join(
        f"{look.paint('bold', look.relative(found.span.path))}{colon}{found.span.line}{colon}{found.span.column}{colon}"
        f" {headline(found, look)}{elsewhere(found, look)}\n"
        for found in report.diagnostics
    )
