"""Notebooks are read as one module."""

import json
from typing import Any

from relcheck.repo.python import read


def notebook(*cells: str, **metadata: Any) -> bytes:
    made = [{"cell_type": "code", "source": [line + "\n" for line in cell.split("\n")]} for cell in cells]
    made.insert(1, {"cell_type": "markdown", "source": ["# os.environ['NO']"]})
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4}).encode()


def test_cells_are_joined_and_rows_count_over_all_of_them() -> None:
    facts = read(notebook("import os\nx = 1", "%time y = 2\n!ls\nprint(os.environ['K'])"), "a.ipynb")
    assert [(a.names, a.span.line, a.span.column) for a in facts.accesses] == [(("K",), 5, 7)]


def test_cells_of_other_interpreters_hold_no_python() -> None:
    facts = read(notebook("import os", "%%bash\nfor x in $y; do echo; done", "os.getenv('K')"), "a.ipynb")
    assert [(a.names, a.span.line) for a in facts.accesses] == [(("K",), 4)]


def test_a_notebook_of_another_language_has_no_facts() -> None:
    facts = read(notebook("os.getenv('K') <- 1", language_info={"name": "R"}), "a.ipynb")
    assert facts.accesses == ()
    assert facts.unreadable is None


def test_a_cell_that_is_broken_keeps_no_other_from_being_read() -> None:
    facts = read(notebook("import os", "x = os.environ['A']\ndef f(:", "y = os.environ['B']"), "a.ipynb")
    assert [(a.names, a.span.line) for a in facts.accesses] == [(("B",), 4)]
    assert facts.unreadable is not None
    assert facts.unreadable.span.line == 3
    assert facts.unreadable.reason.endswith(", in a cell; others are read")
    broken = read(notebook("import os, def", "def f(:"), "a.ipynb").unreadable
    assert broken is not None
    assert "others" not in broken.reason


def test_what_is_no_notebook_is_unreadable() -> None:
    for data in (b"{", b"[]", b'{"cells": 3}'):
        facts = read(data, "a.ipynb")
        assert facts.unreadable is not None
        assert "\n" not in facts.unreadable.reason


def test_what_only_ipython_understands_is_no_reason_to_stop() -> None:
    cell = "% pip install it\nx = !ls\ny = %time f()\n!run \\\n  --more\nhelp?\na.b??\n"
    cell += "if x:\n    %cd y\nassert (x\n  != y)"
    facts = read(notebook("import os", cell, "k = os.environ['K']  # set this?"), "a.ipynb")
    assert [(a.names, a.span.line, a.span.column) for a in facts.accesses] == [(("K",), 13, 5)]


def test_only_cells_with_magics_for_python_hold_python() -> None:
    facts = read(notebook("import os", "%%cython -a\ncdef int x", "%%time\nos.getenv('K')"), "a.ipynb")
    assert [a.names for a in facts.accesses] == [("K",)]


def test_long_lines_take_no_long_time() -> None:
    for line in (" " * 5000 + "a" * 50_000 + " !", "x" + " " * 50_000 + "!", "def f(" + "a: b, " * 10_000 + "env"):
        facts = read(notebook("import os\nos.environ['K']", f"'''\n{line}\n'''"), "a.ipynb")
        assert [a.names for a in facts.accesses] == [("K",)]
