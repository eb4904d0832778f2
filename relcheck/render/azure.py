"""`azure`: logging commands of Azure Pipelines."""

from relcheck.diagnostic import Report
from relcheck.render.look import Look, Sources, elsewhere


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """One `task.logissue` a diagnostic; Azure knows errors and warnings only."""
    text = ""
    for found in report.diagnostics:
        kind = "error" if found.severity == "error" else "warning"
        path = _escaped(look.absolute(found.span.path), property=True)
        place = f"sourcepath={path};linenumber={found.span.line};columnnumber={found.span.column}"
        message = _escaped(found.message + elsewhere(found, look))
        text += f"##vso[task.logissue type={kind};{place};code={found.code};]{message}\n"
    return text


def _escaped(text: str, *, property: bool = False) -> str:
    """The text as the grammar of logging commands wants it."""
    text = text.replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(";", "%3B").replace("]", "%5D") if property else text
