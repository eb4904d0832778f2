"""`github`: workflow commands that GitHub Actions turns into annotations."""

from typing import Final

from relcheck.diagnostic import Diagnostic, Report, Severity
from relcheck.render.look import Look, Sources

_KINDS: Final[dict[Severity, str]] = {"info": "notice", "warning": "warning", "error": "error"}


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """One command a diagnostic. Columns are left out where the lines differ: GitHub refuses them there."""
    return "".join(_command(found, look) + "\n" for found in report.diagnostics)


def _command(found: Diagnostic, look: Look) -> str:
    span = found.span
    place = f"line={span.line},col={span.column},endLine={span.end_line},endColumn={span.end_column}"
    if span.line != span.end_line:
        place = f"line={span.line},endLine={span.end_line}"
    title = f"title=relcheck ({found.code}),file={_escaped(look.absolute(span.path), property=True)},{place}"
    lines = [f"{look.relative(span.path)}:{span.line}:{span.column}: {found.code} {found.message}"]
    lines += [
        f"  {look.relative(other.span.path)}:{other.span.line}:{other.span.column}: {other.message}"
        for other in found.related
    ]
    lines += [f"  help: {found.help}"] if found.help else []
    return f"::{_KINDS[found.severity]} {title}::" + "%0A".join(_escaped(line) for line in lines)


def _escaped(text: str, *, property: bool = False) -> str:
    """The text as GitHub's command grammar wants it."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text
