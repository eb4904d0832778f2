"""`relcheck map` and `relcheck deployments` on a small project."""

import json
from pathlib import Path

import pytest

from relcheck.cli import main

FILES = {
    "shop.py": "from pydantic_settings import BaseSettings\n\n\nclass S(BaseSettings):\n    url: str\n    key: str\n",
    "compose.yaml": "services:\n  web:\n    build: .\n    environment:\n      URL: https://marked-value.example\n",
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize("form", ["text", "json", "mermaid", "dot"])
def test_every_form_names_the_variables_and_no_value(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--format", form]) == 0
    out = capsys.readouterr().out
    assert "URL" in out
    assert "KEY" in out
    assert "marked-value" not in out


def test_the_page_is_written_where_it_was_asked_for(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--html", "map.html", "--base", "https://git.example/"]) == 0
    assert capsys.readouterr().err == "wrote map.html\n"
    page = (project / "map.html").read_text("utf-8")
    assert 'href="https://git.example/compose.yaml#L5"' in page
    assert "marked-value" not in page
    assert main(["map", "--html", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")


def test_a_page_that_cannot_be_written_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--html", "none/map.html"]) == 2
    assert capsys.readouterr().err == "relcheck: none/map.html: cannot be written (No such file or directory)\n"


def test_deployments_are_the_same_matrix(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deployments", "--output-format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [(row["variable"], row["given"][0]["state"]) for row in document["rows"]] == [
        ("KEY", "missing"),
        ("URL", "literal"),
    ]
