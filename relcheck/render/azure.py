"""`azure`: logging commands of Azure Pipelines."""

from relcheck.diagnostic import Report
from relcheck.render.look import Look, Sources


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """One `task.logissue` a diagnostic; Azure knows errors and warnings only."""
    text = ""
    for found in report.diagnostics:
        kind = "error" if found.severity == "error" else "warning"
        place = (
            f"sourcepath={look.absolute(found.span.path)};linenumber={found.span.line};columnnumber={found.span.column}"
        )
        text += f"##vso[task.logissue type={kind};{place};code={found.code};]{found.message}\n"
    return text
