"""The manual page tells of every command and option there is, and groff reads it without a complaint."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from relcheck.cli import COMMANDS
from relcheck.cli.completion import everything

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/relcheck.1"


@pytest.fixture(scope="module")
def manual() -> Any:
    """The module that writes it."""
    spec = importlib.util.spec_from_file_location("manual", ROOT / "docs/manual.py")
    assert spec
    assert spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def without_usage(page: str) -> str:
    """The page without the lines that each Python wraps in its own way."""
    return re.sub(r"usage:.*?(?=\n\.|\n\n)", "", page, flags=re.DOTALL)


def test_the_page_is_in_step(manual: Any) -> None:
    assert without_usage(PAGE.read_text("utf-8")) == without_usage(manual.page()), (
        f"run {sys.executable} docs/manual.py"
    )


def test_every_command_has_its_options_there() -> None:
    text = PAGE.read_text("utf-8").replace("\\", "")
    assert everything()
    for name, summary in COMMANDS:
        assert f"relcheck {name}" in text
        assert summary in text
    for option in ("--update-baseline", "--watch", "--probe", "--tcp", "--html"):
        assert option in text


def test_a_line_that_begins_with_a_dot_is_a_request() -> None:
    requests = {line.split()[0] for line in PAGE.read_text("utf-8").splitlines() if line.startswith((".", "'"))}
    assert requests <= {".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".I", ".EX", ".EE", ".nf", ".fi"}
