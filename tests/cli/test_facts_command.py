"""`relcheck facts` and `relcheck dependencies`: what is printed, and what never is."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from relcheck.cli import dependencies, facts

CODE = """\
import os

KEY = os.environ.get("SHOP_KEY", "s3cret-default")


def workers() -> int:
    return int(os.environ["SHOP_WORKERS"])
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/billing.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.usefixtures("shop")
def test_every_access_is_one_line_with_the_documented_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert facts.run([]) == 0
    first, second = lines(capsys)
    documented = (Path(__file__).parents[2] / "docs" / "facts.md").read_text()
    assert all(f"`{name}`" in documented for name in first)
    assert (first["schema"], first["fact"], first["path"]) == (1, "access", "shop/billing.py")
    assert (first["names"], first["time"], first["freezer"], first["target"]) == (
        ["SHOP_KEY"],
        "import",
        "module",
        "KEY",
    )
    assert (first["line"], first["column"], first["end_line"], first["end_column"]) == (3, 7, 3, 51)
    assert (second["kind"], second["cast"], second["scope"], second["default"]) == ("subscript", "int", "workers", None)


@pytest.mark.usefixtures("shop")
def test_a_default_is_described_and_never_printed(capsys: pytest.CaptureFixture[str]) -> None:
    facts.run(["--kind", "all"])
    out = capsys.readouterr().out
    assert "s3cret" not in out
    assert "digest" not in out
    assert json.loads(out.splitlines()[0])["default"]["form"] == "literal"


def test_paths_can_be_opened_from_where_one_is(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.parent)
    facts.run([str(shop)])
    assert lines(capsys)[0]["path"] == f"{shop.name}/shop/billing.py"
    (shop / "elsewhere").mkdir()
    monkeypatch.chdir(shop / "elsewhere")
    facts.run([str(shop)])
    assert lines(capsys)[0]["path"] == str(shop / "shop/billing.py")


def test_what_cannot_be_read_is_counted_and_can_be_listed(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "broken.py").write_text("import os\nos.environ[\n")
    facts.run([])
    assert "1 file could not be read" in capsys.readouterr().err
    facts.run(["--kind", "unreadable"])
    [one] = lines(capsys)
    assert (one["fact"], one["path"]) == ("unreadable", "broken.py")


@pytest.mark.usefixtures("shop")
def test_the_same_tree_gives_the_same_bytes_whatever_the_jobs(capsys: pytest.CaptureFixture[str]) -> None:
    seen = set()
    for options in (["-j", "1", "-n"], ["-j", "3", "-n"], [], []):
        facts.run(options)
        seen.add(capsys.readouterr().out)
    assert len(seen) == 1


def test_an_environment_is_listed_by_distribution(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "env/lib/python3.12/site-packages"
    (site / "client-2.0.dist-info").mkdir(parents=True)
    (site / "client.py").write_text("import os\nURL = os.environ['CLIENT_URL']\n")
    (site / "client-2.0.dist-info/RECORD").write_text("client.py,,\n")
    (tmp_path / "env/bin").mkdir()
    (tmp_path / "env/bin/python").write_text("")
    assert dependencies.run(["--python", str(tmp_path / "env/bin/python"), "-n"]) == 0
    out = capsys.readouterr().out
    assert "client 2.0\n  CLIENT_URL  at import    client.py:2\n" in out
    assert "1 variables, 1 distributions" in out
    assert dependencies.run(["--python", str(site), "-n", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["distributions"][0]["variables"][0]["import"] is True


def test_asking_for_the_version_loads_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "relcheck", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.stdout.startswith("relcheck ")
    assert "relcheck.cli" in loaded
    assert loaded.isdisjoint(("libcst", "rich", "pydantic", "yaml", "argparse", "json", "relcheck.api", "typing"))


def test_a_run_without_a_hit_never_imports_libcst_or_rich(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("x = 1\n")
    command = [sys.executable, "-X", "importtime", "-m", "relcheck", "lint", "-n", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "relcheck.repo.collect" in loaded
    assert loaded.isdisjoint(("libcst", "rich", "pydantic", "yaml", "subprocess", "multiprocessing", "hashlib"))


def test_a_path_below_the_current_directory_is_relative_inside_a_package_too(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "shop/__init__.py").touch()
    monkeypatch.chdir(shop / "shop")
    facts.run(["--isolated"])
    assert {line["path"] for line in lines(capsys)} == {"billing.py"}
