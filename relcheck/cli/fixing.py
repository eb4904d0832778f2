"""What `relcheck lint --fix` writes and prints."""

import os
import sys
from argparse import Namespace
from collections import Counter
from difflib import unified_diff

from relcheck import whole
from relcheck.cli.summary import plural
from relcheck.errors import RelcheckError
from relcheck.render.look import Look
from relcheck.repair import Repaired


def write(done: Repaired, *, stdin: bool) -> None:
    """Write the changed files, each as a whole; of standard input the fixed text goes to standard output."""
    root = os.path.abspath(done.report.root)
    given = {os.path.abspath(name): data for name, data in done.how.overlay.items()} if stdin else {}
    for path, data in sorted(done.after.items()):
        full = os.path.join(root, path)
        if full not in given:
            _replace(full, path, data)
    for data in given.values():
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        break


def _replace(full: str, path: str, data: bytes) -> None:
    try:
        whole.write(full, data)
    except OSError as error:
        raise RelcheckError(f"{path}: cannot be written ({error.strerror})") from None


def show(done: Repaired, look: Look, options: Namespace) -> int:
    """The changes as one unified diff; 1 where there are any, as in ruff."""
    for path, data in sorted(done.after.items()):
        name = look.relative(path)
        old, new = done.before[path], data
        lines = unified_diff(_lines(old), _lines(new), name, name)
        for line in lines:
            ended = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            sys.stdout.write(look.paint({"+": "green", "-": "red", "@": "cyan"}.get(line[:1], ""), ended) if look.color
                             and line[:1] in "+-@" else ended)  # fmt: skip
    sys.stdout.flush()
    if not options.quiet:
        count = len(done.fixed)
        why = "; --show-fixes says why" if done.withheld and not options.show_fixes else ""
        sys.stderr.write(f"Would fix {plural(count, 'finding')}.\n" if count else f"No fixes available{why}.\n")
        if options.show_fixes:
            sys.stderr.write(_table(done, look) + _reasons(done, look))
    return int(bool(done.after) and not options.exit_zero)


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "backslashreplace").replace("\r\n", "\n").splitlines(keepends=True)


def tell(done: Repaired, look: Look, options: Namespace) -> None:
    """How much was fixed, and with `--show-fixes` what, and why the rest was not."""
    if options.quiet:
        return
    text = ""
    if done.fixed:
        text = f"Fixed {plural(len(done.fixed), 'finding')} in {plural(len(done.after), 'file')}.\n"
    hidden = sum(found.fix is not None and found.fix.applicability == "unsafe" for found in done.report.diagnostics)
    if hidden and not options.unsafe_fixes and not options.fix_only:
        fixes = "1 hidden fix" if hidden == 1 else f"{hidden} hidden fixes"
        text += f"{fixes} can be enabled with the `--unsafe-fixes` option.\n"
    if options.show_fixes:
        text += _table(done, look) + _reasons(done, look)
    elif done.withheld and not text:
        text = "No fixes available; --show-fixes says why.\n"
    out = sys.stdout if (options.output_format or "full") in ("full", "concise", "grouped") else sys.stderr
    out.write(text)


def _table(done: Repaired, look: Look) -> str:
    """The fixes by file and rule."""
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for found in done.fixed:
        counts.setdefault(found.span.path, Counter())[found.code, found.name] += 1
    text = "\nFixed:\n" if counts else ""
    for path, rows in sorted(counts.items()):
        text += f"- {look.relative(path)}:\n"
        text += "".join(f"    {count} x {code} ({name})\n" for (code, name), count in sorted(rows.items()))
    return text


def _reasons(done: Repaired, look: Look) -> str:
    """The findings that could have been fixed but for something, and what that is."""
    rows = sorted((found.span, found.code, why) for found, why in done.withheld.items())
    lines = [f"- {look.relative(span.path)}:{span.line}: {code}: {why}\n" for span, code, why in rows]
    return "\nNot fixed:\n" + "".join(lines) if lines else ""
