"""`grouped`: diagnostics under the name of their file."""

from itertools import groupby

from relcheck.diagnostic import Report
from relcheck.render.look import Look, Sources, elsewhere, headline


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """Each file with its diagnostics, lines and columns aligned."""
    text = ""
    for path, group in groupby(report.diagnostics, key=lambda found: found.span.path):
        rows = list(group)
        lines = max(len(str(found.span.line)) for found in rows)
        columns = max(len(str(found.span.column)) for found in rows)
        text += look.paint("bold", look.relative(path)) + ":\n"
        for found in rows:
            place = f"{found.span.line:>{lines}}{look.paint('cyan', ':')}{found.span.column:<{columns}}"
            text += f"  {place} {headline(found, look)}{elsewhere(found, look)}\n"
        text += "\n"
    return text
