"""The last line of a run, and the counts by rule."""

from collections import Counter

from relcheck.diagnostic import SEVERITIES, Report
from relcheck.render.look import Look, fixable


def closing(report: Report, look: Look) -> str:
    """What was found, in how many files, and what is not shown: the last line a person reads."""
    aside = [
        f"{count} {words}"
        for count, words in (
            (report.suppressed, "suppressed"),
            (report.baselined, "in the baseline"),
            (report.skipped, ("file" if report.skipped == 1 else "files") + " could not be read"),
        )
        if count
    ]
    tail = f" ({'; '.join(aside)})" if aside else ""
    files = plural(report.files, "file")
    if not report.diagnostics:
        return f"{look.paint('green', 'All checks passed!')} {files} checked{tail}.\n"
    counts = Counter(found.severity for found in report.diagnostics)
    parts = [plural(counts[one], one) for one in reversed(SEVERITIES) if counts[one]]
    places = len({found.span.path for found in report.diagnostics})
    text = f"Found {', '.join(parts)} in {places} of {files}{tail}.\n"
    text += _errors(report, look)
    fixes = sum(fixable(found) for found in report.diagnostics)
    if fixes:
        text += f"[{look.paint('cyan', '*')}] {fixes} fixable with the `--fix` option.\n"
    return text


_SCREEN = 10
"""So many findings are seen at once."""
_NAMED = 3


def _errors(report: Report, look: Look) -> str:
    """Where the errors are, if they are among much else; of the rules that say least, first."""
    errors = [found for found in report.diagnostics if found.severity == "error"]
    if not errors or len(report.diagnostics) <= max(_SCREEN, 2 * len(errors)):
        return ""
    counts = Counter(found.code for found in errors)
    errors.sort(key=lambda found: counts[found.code])
    named = [f"{one.code} in {look.relative(one.span.path)}:{one.span.line}" for one in errors[:_NAMED]]
    more = f" and {len(errors) - _NAMED} more" if len(errors) > _NAMED else ""
    return f"{plural(len(errors), 'error').partition(' ')[2].capitalize()}: {', '.join(named)}{more}.\n"


_MANY = 100
"""So many findings are more than somebody mends at once."""


def overwhelmed(report: Report) -> str:
    """How to go on from a first run with more findings than anybody reads; empty for others."""
    if len(report.diagnostics) < _MANY or report.baselined:
        return ""
    return (
        "relcheck: with this many findings, begin by counting them by rule (--statistics), or accept them in a baseline"
        " (--update-baseline) so that only new ones are reported\n"
    )


def plural(count: int, word: str) -> str:
    """`1 file`, `2 files`; information has no plural."""
    word = {"info": "note"}.get(word, word)
    return f"{count} {word}" + ("" if count == 1 else "s")


def statistics(report: Report, output_format: str) -> str:
    """How often each rule has something to say, the most frequent first; as JSON for `json`."""
    counts = Counter((found.code, found.name) for found in report.diagnostics)
    fixes = Counter(found.code for found in report.diagnostics if fixable(found))
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    if output_format == "json":
        import json

        table = [
            {
                "code": code,
                "name": name,
                "count": count,
                "fixable": fixes[code] == count,
                "fixable_count": fixes[code],
            }
            for (code, name), count in rows
        ]
        return json.dumps(table, indent=2) + "\n"
    wide = max((len(str(count)) for _, count in rows), default=0)
    return "".join(
        f"{count:>{wide}}\t{code}\t[{'*' if fixes[code] == count else '-' if fixes[code] else ' '}] {name}\n"
        for (code, name), count in rows
    )
