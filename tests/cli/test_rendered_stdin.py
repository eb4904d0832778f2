"""What `helm template` prints is read from standard input, in the project that one is in."""

import io
import json
from pathlib import Path

import pytest

from relcheck.cli import main

RENDERED = b"""\
---
# Source: storefront/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/shop:1
          env:
            - {name: MAIL_HOSTS, value: x}
---
# Source: storefront/templates/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {A: b}
"""
TEMPLATE = """\
apiVersion: v1
kind: Deployment
spec:
  containers:
    - env:
        - {name: MAIL_HOSTS, value: {{ .Values.mail }}}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    (tmp_path / "config.py").write_text(
        "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    mail_host: str\n"
    )
    (tmp_path / "chart" / "templates").mkdir(parents=True)
    (tmp_path / "chart" / "templates" / "deployment.yaml").write_text(TEMPLATE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def piped(monkeypatch: pytest.MonkeyPatch, data: bytes, *argv: str) -> int:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    return main(list(argv))


@pytest.mark.parametrize("name", [(), ("--stdin-filename", "chart/rendered.yaml")])
def test_a_rendered_chart_is_judged_against_the_settings_class(
    name: tuple[str, ...], shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert piped(monkeypatch, RENDERED, "lint", *name, "--select", "REL440,REL441", "--output-format", "json", "-") == 1
    (missing, misspelt) = json.loads(capsys.readouterr().out)
    assert (missing["code"], misspelt["code"]) == ("REL440", "REL441")
    path = name[1] if name else "stdin.yaml"
    assert misspelt["filename"].endswith(path)


def test_a_misspelt_name_of_a_rendered_chart_leads_to_the_template(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert piped(monkeypatch, RENDERED, "lint", "--select", "REL441", "-") == 1
    assert "chart/templates/deployment.yaml:6:18" in capsys.readouterr().out


def test_the_deployments_of_a_rendered_chart_are_listed(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert piped(monkeypatch, RENDERED, "deployments", "-") == 0
    assert "web/web (stdin.yaml:10) fills Settings" in capsys.readouterr().out


def test_a_template_is_no_unreadable_file(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    main(["lint", "--select", "REL9,REL446", "--output-format", "concise"])
    out = capsys.readouterr().out
    assert "REL901" not in out
    assert "chart/templates/deployment.yaml:1:1: REL446" in out
    (shop / "rendered.yaml").write_bytes(RENDERED)
    main(["lint", "--select", "REL9,REL446", "--output-format", "concise"])
    assert "REL446" not in capsys.readouterr().out


def test_python_on_standard_input_stays_python(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert piped(monkeypatch, b"import os\nKEY = os.environ['KEY']\n", "lint", "--output-format", "concise", "-") == 1
    assert "stdin.py:2" in capsys.readouterr().out
