"""A library that fills the environment is told not to, where that is one statement."""

import pytest

from relcheck.diagnostic import Diagnostic, Span
from relcheck.fix.edits import apply
from relcheck.fix.module import Module
from relcheck.fix.statement import without
from relcheck.fix.tidy import tidy

CALL = "load_dotenv()"


def fixed(code: str) -> tuple[str, str]:
    """The code without the call, and why it is not."""
    number = next(number for number, line in enumerate(code.split("\n"), 1) if CALL in line)
    column = code.split("\n")[number - 1].index(CALL) + 1
    found = Diagnostic("REL303", "x", "x", Span("a.py", number, column, number, column + len(CALL)))
    fixes, withheld = without([found], lambda path: Module(path, code))
    if found not in fixes:
        return code, withheld[found]
    assert fixes[found].applicability == "unsafe"
    after = apply(code.encode(), "a.py", fixes[found].edits).decode()
    return apply(after.encode(), "a.py", tidy(code, after, "a.py")).decode(), ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"import os\nfrom dotenv import load_dotenv\n\n{CALL}\n\nx = os.name\n", "import os\n\nx = os.name\n"),
        (f"from dotenv import load_dotenv\n\n# ours\n{CALL}\n\nx = 1\n", "x = 1\n"),
        (f"from dotenv import load_dotenv\n\n# ours\n{CALL}\nx = 1\n", "# ours\nx = 1\n"),
        (f"def f():\n    from dotenv import load_dotenv\n    {CALL}\n    return 1\n", "def f():\n    return 1\n"),
    ],
)
def test_the_statement_and_its_import_go(before: str, after: str) -> None:
    assert fixed(before) == (after, "")


@pytest.mark.parametrize(
    "code", [f"x = {CALL}\n", f"if x:\n    {CALL}\n", f"x = 1; {CALL}\n", f"{CALL}  # why\ny = 1\n"]
)
def test_what_is_not_a_statement_of_its_own_stays(code: str) -> None:
    after, why = fixed(code)
    assert after == code
    assert why
