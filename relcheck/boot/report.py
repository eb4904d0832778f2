"""The report of `verify-env`: text for a log or a terminal, and one line of JSON. Names and words, never a value."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from relcheck.boot.judge import Finding
from relcheck.diagnostic import SEVERITIES
from relcheck.facts.boot import Variable

if TYPE_CHECKING:
    from relcheck.boot.verify import Verdict

VERSION: Final = 1
"""Of the JSON. Keys are added and never change their meaning; a new number says that one did."""

_SOURCES: Final = {
    "process": "the process environment",
    "env-file": "the env file",
    "secrets-dir": "the secret file",
    "file": "the file",
    "default": "the default in the code",
    "other": "",
    "": "",
}


def text(findings: Sequence[Finding], notes: Iterable[str], outcome: str) -> str:
    """The report for people: one block a finding, then what follows from all of it."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:  # a variable that fills fields of several classes is set once
        fact, found = finding
        same = (fact.variable, found.code, found.help, origin(fact), fact.expected) if fact.variable else id(finding)
        groups.setdefault(same, []).append(finding)
    blocks = [block(first, *others) for first, *others in groups.values()]
    lines = [*blocks, *(f"note: {note}\n" for note in notes)]
    return "\n".join([*lines, f"relcheck: {counts([first for first, *_ in groups.values()])}{outcome}\n"])


def block(finding: Finding, *others: Finding) -> str:
    """One finding: what is the case, what is expected, where it is declared, where the value comes from."""
    fact, found = finding
    declared = "; ".join(filter(None, dict.fromkeys(_declared(one.fact) for one in (finding, *others))))
    expected = "" if fact.expected in found.help else fact.expected
    place = ("lock", fact.where) if fact.state in ("frozen", "drifted") else ("value from", origin(fact))
    rows = [("expected", expected), ("declared", declared), place]
    lines = [f"{found.severity}: {found.message} [{found.code}]"]
    lines += [f"  {label + ':':<12}{value}" for label, value in rows if value]
    return "\n".join([*lines, f"  {'do:':<12}{found.help}", ""])


def verified(facts: Sequence[Variable], probed: Sequence[str] = ()) -> str:
    """The variables that are well, and where each comes from: what `--verbose` adds. Those `probed` were found."""
    wrong = {fact.variable for fact in facts if fact.state != "ok"}
    found = dict.fromkeys(probed, "; found by the probe")
    well = [fact for fact in facts if fact.state == "ok" and fact.names and fact.variable not in wrong]
    rows = [(fact.variable, origin(fact) + found.get(fact.variable, "")) for fact in well]
    width = max((len(name) for name, _ in rows), default=0)
    return "".join(f"ok: {name:<{width}}  {source}\n" for name, source in sorted(set(rows)))


def origin(fact: Variable) -> str:
    """Where a value came from, in words."""
    return " ".join(part for part in (_SOURCES[fact.source], fact.where if fact.source else "") if part)


def _declared(fact: Variable) -> str:
    """Field, class and place of a declaration."""
    cls = fact.scope.rpartition(":")[2]
    field = f"{cls}.{fact.field}" if fact.field else cls
    return f"{field}, {fact.declared.path}:{fact.declared.line}" if fact.declared else field


def counts(findings: Sequence[Finding]) -> str:
    """`2 errors and 1 warning`, or that all is well."""
    parts = []
    for severity in reversed(SEVERITIES):
        number = sum(1 for finding in findings if finding.diagnostic.severity == severity)
        word = "note" if severity == "info" else severity
        parts += [f"{number} {word}{'s' * (number != 1)}"] if number else []
    return (" and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)) or "verified"


def json(findings: Sequence[Finding], verdict: "Verdict", ok: bool, targets: Sequence[str]) -> str:
    """The report for machines, in one line."""
    import json as encoder  # only this format pays for it

    document: dict[str, Any] = {
        "version": VERSION,
        "ok": ok,
        "schemas": list(targets),
        "checked": len({fact.field + fact.scope for fact in verdict.facts if fact.field}),
        "problems": [_row(finding) for finding in findings],
        "notes": list(verdict.notes),
        "probed": list(verdict.probed),
    }
    return encoder.dumps(document, ensure_ascii=False) + "\n"


def _row(finding: Finding) -> dict[str, Any]:
    fact, found = finding
    return {
        "code": found.code,
        "name": found.name,
        "severity": found.severity,
        "variable": fact.variable,
        "names": list(fact.names),
        "state": fact.state,
        "message": found.message,
        "help": found.help,
        "expected": fact.expected,
        "reason": fact.reason,
        "class": fact.scope,
        "field": fact.field,
        "file": fact.declared.path if fact.declared else "",
        "line": fact.declared.line if fact.declared else 0,
        "source": fact.source,
        "where": fact.where,
        "secret": fact.secret,
        "required": fact.required,
        "nearest": fact.nearest,
        "part": fact.part,
    }
