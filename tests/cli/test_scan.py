"""`relcheck scan` on the command line."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from relcheck.cli import main

SECRET = "k7Qz-9fRt2Lw"


@pytest.fixture(autouse=True)
def _no_secrets_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relcheck.cli.environment.process", dict)


@pytest.fixture
def image(tmp_path: Path) -> str:
    path = tmp_path / "image.tar"
    with tarfile.open(path, "w") as archive:
        for name, text in (
            ("layer.tar", f"token {SECRET}"),
            ("config.json", '{"config": {"Env": ["QUEUE_HOST=x", "PATH=/bin"]}, "history": []}'),
            ("manifest.json", '[{"Config": "config.json", "Layers": ["layer.tar"]}]'),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return str(path)


@pytest.fixture
def values(tmp_path: Path) -> str:
    path = tmp_path / "prod.env"
    path.write_text(f"API_TOKEN={SECRET}\nQUEUE_HOST=queue.internal\nPATH=/bin\n")
    return str(path)


def test_a_clean_artifact_exits_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.txt").write_text("nothing")
    assert main(["scan", str(tmp_path / "x.txt")]) == 0
    out, err = capsys.readouterr()
    assert "All checks passed!" in out
    assert "searched only for what looks like a secret" in err


def test_findings_exit_1_and_name_the_variable(image: str, values: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", image, "--environ-file", values]) == 1
    out, err = capsys.readouterr()
    assert "REL240" in out
    assert "`API_TOKEN`" in out
    assert "REL245" in out
    assert "`QUEUE_HOST`" in out
    assert "`PATH`" not in out
    assert "searched for the value of API_TOKEN" in err


def test_rules_can_be_selected_and_ignored(image: str, values: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", image, "--environ-file", values, "--select", "REL245"]) == 1
    assert "REL240" not in capsys.readouterr().out
    assert main(["scan", image, "--environ-file", values, "--ignore", "REL24"]) == 0
    assert main(["scan", image, "--environ-file", values, "--select", "NONE"]) == 2


def test_quiet_prints_findings_only(image: str, values: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", image, "--environ-file", values, "-q", "--output-format", "concise"]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert err == ""


def test_the_json_is_ruffs(image: str, values: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", image, "--environ-file", values, "--output-format", "json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert {row["code"] for row in rows} == {"REL240", "REL245"}


def test_sarif_and_github_are_written(image: str, values: str, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("sarif", "github", "gitlab", "junit"):
        assert main(["scan", image, "--environ-file", values, "--output-format", form]) == 1
        assert "REL240" in capsys.readouterr().out


def test_a_secret_can_be_named(image: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("relcheck.cli.environment.process", lambda: {"ODD": SECRET, "OTHER_TOKEN": "zzzz-9999-y"})
    assert main(["scan", image, "--secret", "ODD"]) == 1
    out, err = capsys.readouterr()
    assert "`ODD`" in out
    assert "searched for the value of ODD" in err


@pytest.mark.parametrize("kept", [{}, {"ODD": ""}])
def test_a_secret_that_is_named_and_has_no_value_is_an_error(
    kept: dict[str, str], image: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("relcheck.cli.environment.process", lambda: {"OTHER_TOKEN": SECRET, **kept})
    assert main(["scan", image, "--secret", "ODD", "--secret", "OTHER_TOKEN"]) == 2
    out, err = capsys.readouterr()
    told = "relcheck: --secret: ODD has no value; set it in the environment, or give --environ-file\n"
    assert (out, err) == ("", told)


def test_the_schema_says_which_fields_are_secrets(
    image: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shopconf.py").write_text(
        "from pydantic import SecretStr\nfrom pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    odd: SecretStr\n    queue_host: str\n"
    )
    monkeypatch.setattr("relcheck.cli.environment.process", lambda: {"ODD": SECRET, "QUEUE_HOST": "queue.internal"})
    assert main(["scan", image, "--schema", "shopconf:Settings", "--app-dir", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "`ODD`" in out
    assert "`QUEUE_HOST`" in out


def test_a_missing_artifact_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "no-such.tar"]) == 2
    assert capsys.readouterr().err == "relcheck: no such file or directory: no-such.tar\n"


def test_a_missing_environ_file_is_one_line(image: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", image, "--environ-file", "no-such.env"]) == 2
    assert "no-such.env: cannot be read" in capsys.readouterr().err


def test_progress_is_for_terminals_and_long_scans(
    image: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["scan", image])
    assert "MiB read" not in capsys.readouterr().err
    clock = iter(range(10_000))
    monkeypatch.setattr("relcheck.cli.progress.time.monotonic", lambda: next(clock))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    main(["scan", image])
    assert "MiB read" in capsys.readouterr().err
    main(["scan", image, "-q"])
    assert "MiB read" not in capsys.readouterr().err
