"""`junit`: a test suite a file, a failure a diagnostic."""

from itertools import groupby

from relcheck.diagnostic import Diagnostic, Report
from relcheck.render.look import Look, Sources, elsewhere, printable


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """JUnit XML; a clean run is one test that passed, because consumers refuse an empty file."""
    count = len(report.diagnostics)
    body = "" if count else _clean()
    for path, group in groupby(report.diagnostics, key=lambda found: printable(look.absolute(found.span.path))):
        cases = [_case(found, path, elsewhere(found, look)) for found in group]
        name = f'name={_quoted(path)} tests="{len(cases)}" skipped="0" errors="0" failures="{len(cases)}"'
        body += f'    <testsuite {name} package="org.relcheck">\n{"".join(cases)}    </testsuite>\n'
    totals = f'tests="{count or 1}" skipped="0" failures="{count}" errors="0"'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<testsuites name="relcheck" {totals}>\n{body}</testsuites>\n'


def _case(found: Diagnostic, path: str, also: str) -> str:
    span = found.span
    stem, _, suffix = path.rpartition(".")
    name = stem if stem and "/" not in suffix else path
    message = f"line {span.line}, col {span.column}, {found.message}{also}"
    return (
        f'        <testcase name="org.relcheck.{found.code}" classname={_quoted(name)}'
        f' line="{span.line}" column="{span.column}">\n'
        f'            <properties>\n                <property name="severity" value="{found.severity}"/>\n'
        f"            </properties>\n"
        f"            <failure message={_quoted(found.message)}>{_escaped(message)}</failure>\n"
        f"        </testcase>\n"
    )


def _clean() -> str:
    return (
        '    <testsuite name="relcheck" tests="1" skipped="0" errors="0" failures="0" package="org.relcheck">\n'
        '        <testcase name="No errors found" classname="relcheck"/>\n    </testsuite>\n'
    )


def _escaped(text: str) -> str:
    """Text for XML; characters that XML cannot hold at all become a replacement character."""
    plain = "".join(c if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff") else "\ufffd" for c in text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return '"' + _escaped(text).replace('"', "&quot;") + '"'
