"""The marks of a plain run: which findings `--fix` would repair, as far as that is cheap to tell.

A fix of a stray read takes a look at the settings class, at imports, and at what tests set. So it is asked for only
where settings can be imported at all, and where few findings want it; `--fix` and `--diff` ask in any case.
"""

import os
from collections.abc import Callable
from typing import Final

from relcheck.diagnostic import Report
from relcheck.project import Project

_MOVED: Final = frozenset(("REL101", "REL102", "REL105", "REL108"))
"""Rules whose findings `--fix` can mend without being told that it may change the program."""
_FEW: Final = 40


def marked(
    report: Report, project: Project, sources: Callable[[str], str | None], paths: frozenset[str], root: str
) -> Report:
    """The report with a fix without edits at each stray read that `--fix` would move."""
    wanted = tuple(found for found in report.diagnostics if found.code in _MOVED and found.fix is None)
    if not 0 < len(wanted) <= _FEW or not any(one.target or one.scope for one in project.instances):
        return report
    from relcheck.fix.around import Around
    from relcheck.fix.offer import offer
    from relcheck.repo.python.where import Modules
    from relcheck.ruff.graph import edges

    full = os.path.abspath(root)
    around = Around(project, sources, lambda known: Modules(known).find, paths, lambda: edges(full))
    found = zip(wanted, offer(wanted, around).diagnostics, strict=True)
    # The mark alone: what the fix writes repeats defaults, and belongs into a diff that somebody asks for.
    marks = {
        one: one._replace(fix=other.fix._replace(edits=()))
        for one, other in found
        if other.fix and other.fix.applicability == "safe"
    }
    return report._replace(diagnostics=tuple(marks.get(one, one) for one in report.diagnostics))
