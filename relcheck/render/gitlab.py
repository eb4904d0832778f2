"""`gitlab`: the Code Quality report of GitLab, a subset of Code Climate's."""

import json
from collections import Counter
from hashlib import blake2b
from typing import Final

from relcheck.diagnostic import Diagnostic, Report, Severity
from relcheck.render.look import Look, Sources, elsewhere

_SEVERITIES: Final[dict[Severity, str]] = {"info": "info", "warning": "minor", "error": "major"}


def render(report: Report, sources: Sources, look: Look = Look()) -> str:  # noqa: B008
    """One array; the fingerprints outlive moved lines, so that GitLab sees what is new."""
    rows = [
        {
            "check_name": found.code,
            "description": f"{found.code}: {found.message}{elsewhere(found, look)}",
            "severity": _SEVERITIES[found.severity],
            "fingerprint": fingerprint,
            "location": {
                "path": look.relative(found.span.path),
                "positions": {
                    "begin": {"line": found.span.line, "column": found.span.column},
                    "end": {"line": found.span.end_line, "column": found.span.end_column},
                },
            },
        }
        for found, fingerprint in fingerprinted(report.diagnostics)
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def fingerprinted(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[Diagnostic, str]]:
    """Each diagnostic with a name that stays when lines move: its rule, path, scope, variable and turn."""
    turns: Counter[tuple[str, ...]] = Counter()
    rows = []
    for found in diagnostics:
        identity = (found.code, found.span.path, found.scope, found.variable)
        turns[identity] += 1
        text = "\0".join((*identity, str(turns[identity])))
        rows.append((found, blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()))
    return rows
