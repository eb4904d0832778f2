"""What `relcheck verify-env` prints: the report, in the format and to the stream that were asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relcheck.boot.verify import Verdict
    from relcheck.cli.verify_options import Options


class _Log:
    """Standard error before a command: a log that takes nothing, its disk being full, is no reason to refuse."""

    def write(self, text: str) -> int:
        try:
            return sys.stderr.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        try:
            sys.stderr.flush()
        except OSError:
            pass

    def isatty(self) -> bool:
        return sys.stderr.isatty()


def report(options: Options, form: str, least: str, targets: tuple[str, ...], verdict: Verdict, app_dir: str) -> bool:
    """Print what was found, and say whether it refuses the start."""
    quiet, out = options.on("--quiet"), _Log() if options.command else sys.stdout
    if not verdict.wrong and form == "text":
        if not quiet:
            _well(options, out, verdict)
        return False
    from relcheck.boot import report as form_of
    from relcheck.boot.judge import judge, reaches
    from relcheck.config import Selection

    command = Selection(
        _codes(options, "--select") if options.on("--select") else None,
        (),
        _codes(options, "--ignore"),
        "the command line",
    )
    config = options.config()
    if command.select or command.ignore:
        from relcheck.registry import catalogue
        from relcheck.selection import check

        check(catalogue(), config, (command,))  # a selector that names nothing would let everything pass
    findings = judge(verdict.facts, config, command)
    refused = reaches(findings, least)
    if quiet and not findings:
        return refused
    if form == "json":
        out.write(form_of.json(findings, verdict, not refused, targets))
    elif form != "text":
        out.write(_rendered(form, findings, app_dir))
    else:
        ends = "; refused" if refused and not options.on("--warn-only") else ""
        if options.command:
            from relcheck.names import valueless

            program = valueless(options.command[0])
            ends += f": `{program}` was not started" if ends else f"; starting `{program}`"
        body = form_of.verified(verdict.facts, verdict.probed) if options.on("--verbose") else ""
        _write(out, body + form_of.text(findings, verdict.notes, ends))
    out.flush()
    return refused


def _well(options: Options, out: Any, verdict: Verdict) -> None:
    """What there is to print where nothing is wrong; to the log of a command, only what could not be seen."""
    if options.on("--verbose"):
        from relcheck.boot.report import verified

        out.write(verified(verdict.facts, verdict.probed))
    out.write("".join(f"note: {note}\n" for note in verdict.notes))
    if options.command is None:
        count = len({fact.field + fact.scope for fact in verdict.facts if fact.field})
        out.write(f"All checks passed! {count} variable{'' if count == 1 else 's'} checked.\n")


def _codes(options: Options, name: str) -> tuple[str, ...]:
    return tuple(code.strip() for value in options.values.get(name, ()) for code in value.split(",") if code.strip())


def _rendered(form: str, findings: Any, app_dir: str) -> str:
    """A format that `relcheck lint` has, too."""
    from relcheck import __version__
    from relcheck.boot.judge import rules
    from relcheck.diagnostic import Report
    from relcheck.render import render
    from relcheck.render.look import Look

    found = Report(tuple(finding.diagnostic for finding in findings), root=app_dir)
    look = Look(root=app_dir, here=".", rules={rule.code: rule for rule in rules()}, version=__version__)
    return render(form, found, lambda path: None, look)


def _write(out: Any, text: str) -> None:
    """Plain in a log; on a terminal with rich, which is only then imported, severities have colours."""
    if out.isatty():
        from relcheck.cli.environment import read

        if read().color(True):
            try:
                from rich.console import Console
                from rich.text import Text
            except ModuleNotFoundError:
                out.write(text)
                return
            styled = Text(text)
            for pattern, style in (
                (r"(?m)^error:", "bold red"), (r"(?m)^warning:", "bold yellow"), (r"(?m)^info:", "bold blue"),
                (r"(?m)^ok:", "green"), (r"`[^`\n]+`", "bold"), (r"(?m)^  [a-z ]+:", "dim"),
            ):  # fmt: skip
                styled.highlight_regex(pattern, style)
            Console(file=out, highlight=False, soft_wrap=True).print(styled, end="")
            return
    out.write(text)
