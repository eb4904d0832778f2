"""What a scan finds in the image, lint predicts from its Dockerfile, and what is built right both pass."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from catalogue import CLEAN, PREDICTED, ROWS
from real import Row

from relcheck import api
from relcheck.config import Selection
from relcheck.diagnostic import Report


def linted(row: Row, root: Path, *select: str) -> Report:
    for path, text in {"Dockerfile": row.dockerfile, **row.files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    options = api.Options(cache=False, jobs=1)
    return api.lint([str(root)], selection=Selection(select=select), options=options)


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in PREDICTED], ids=lambda row: row.name)
def test_lint_predicts_what_a_scan_finds(row: Row, tmp_path: Path) -> None:
    assert PREDICTED[row.name] in {found.code for found in linted(row, tmp_path, "REL2", "REL5").diagnostics}


@pytest.mark.parametrize("row", CLEAN, ids=lambda row: row.name)
def test_lint_has_no_error_where_a_scan_is_clean(row: Row, tmp_path: Path) -> None:
    assert not [found for found in linted(row, tmp_path, "REL2").diagnostics if found.severity == "error"]


def test_every_row_is_predicted_but_for_one() -> None:
    assert {row.name for row in ROWS} - PREDICTED.keys() == {"generated-module"}
