"""What a scan finds in a built image is predicted from its Dockerfile, way by way of the catalogue."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scan"))
from catalogue import CLEAN, ROWS
from real import Row

from relcheck import api
from relcheck.config import Config, Selection

PREDICTED = {
    "env-literal": {"REL201"},
    "env-from-argument": {"REL201"},
    "env-unknown-value": {"REL201"},
    "env-dummy": {"REL202"},
    "env-empty": {"REL203"},
    "argument-used-in-run": {"REL204"},
    "argument-of-unknown-value": {"REL204"},
    "argument-default-with-login": {"REL204"},
    "login-in-run": {"REL206"},
    "requirements-with-login": {"REL206"},
    "mounted-secret-written": {"REL207"},
    "mounted-secret-in-netrc": {"REL207"},
    "secret-written-by-shell": {"REL204", "REL208"},
    "copy-everything": {"REL211"},
    "copy-renamed-env": {"REL210"},
    "file-of-builder-taken-along": {"REL207"},
    "builder-is-the-base": {"REL201"},
    "generated-module": {"REL205"},
    "value-cached-in-base64": {"REL207"},
    "label": {"REL212"},
    "health-check": {"REL212"},
    "command": {"REL212"},
}
SETTINGS = """
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    api_token: str
    queue_host: str
"""


def lint(row: Row, root: Path) -> dict[str, str]:
    """Code and severity of what the sources of a row are told; rows with a contract have its settings class."""
    files = {"Dockerfile": row.dockerfile, **row.files, **({"shop/config.py": SETTINGS} if row.contract else {})}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    options = api.Options(cache=False, jobs=1)
    found = api.lint([str(root)], Config(root=str(root)), selection=Selection(select=("REL2",)), options=options)
    return {diagnostic.code: diagnostic.severity for diagnostic in found.diagnostics}


@pytest.mark.parametrize("row", [row for row in ROWS if row.name != "default-in-settings"], ids=lambda row: row.name)
def test_what_a_scan_finds_is_predicted(row: Row, tmp_path: Path) -> None:
    assert PREDICTED[row.name] <= set(lint(row, tmp_path.resolve()))


@pytest.mark.parametrize("row", CLEAN, ids=lambda row: row.name)
def test_what_is_clean_has_nothing_that_reaches_the_image(row: Row, tmp_path: Path) -> None:
    assert "error" not in lint(row, tmp_path.resolve()).values()


def test_every_way_of_the_catalogue_has_its_prediction() -> None:
    # A default in the source is no matter of the Dockerfile: the rules about settings see it.
    assert {row.name for row in ROWS} - set(PREDICTED) == {"default-in-settings"}
