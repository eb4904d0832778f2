"""`relcheck lint` from end to end, in a small shop."""

import io
import json
import sys
from pathlib import Path

import pytest

from relcheck import cli
from relcheck.cli import environment

BILLING = """\
import os


def pay():
    return os.environ["STRIPE_KEY"]


def refund():
    return os.environ["REFUND_KEY"]
"""
CONFIG = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    stripe_url: str
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop with a runtime config module, and two reads outside of it."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/config.py").write_text(CONFIG)
    (tmp_path / "shop/billing.py").write_text(BILLING)
    (tmp_path / "pyproject.toml").write_text('[tool.relcheck]\nruntime = "shop.config"\nselect = ["REL101", "REL9"]\n')
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "RELCHECK_OUTPUT_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def lint(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Status, output and errors of a run."""
    status = cli.main(["lint", *argv])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def places(output: str) -> list[str]:
    """The places of `concise`."""
    return [line.split(": ")[0] for line in output.splitlines() if ": REL" in line]


def test_findings_are_shown_and_counted_and_exit_1(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = lint(capsys)
    assert status == 1
    assert '5 |     return os.environ["STRIPE_KEY"]\n  |            ^^^^^^^^^^^^^^^^^^^^^^^^\n' in out
    assert out.endswith("\nFound 2 warnings in 1 of 3 files.\n")


def test_so_many_findings_that_nobody_reads_them_come_with_a_way_to_begin(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f'def f{n}(): return os.environ["SHOP_{n}"]\n' for n in range(100)]
    (shop / "shop/many.py").write_text("import os\n" + "".join(lines))
    _, _, err = lint(capsys)
    assert err.endswith("accept them in a baseline (--update-baseline) so that only new ones are reported\n")
    assert "accept them" not in lint(capsys, "--statistics")[2] + lint(capsys, "--output-format", "json")[2]
    lint(capsys, "--update-baseline")
    assert "accept them" not in lint(capsys)[2]


def test_errors_among_much_else_are_named_at_the_end(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f'def f{n}(): return os.environ["SHOP_{n}"]\n' for n in range(10)]
    (shop / "shop/many.py").write_text("import os\n" + "".join(lines))
    assert "\nErrors:" not in lint(capsys)[1]
    (shop / "shop/tested.py").write_text('import os\n\nDEBUG = bool(os.environ.get("DEBUG", "false"))\n')
    more = ("--extend-select", "REL107")
    assert lint(capsys, *more)[1].endswith(" in 3 of 5 files.\nError: REL107 in shop/tested.py:3.\n")
    assert lint(capsys, *more, "--statistics")[1].endswith("\nError: REL107 in shop/tested.py:3.\n")
    assert "\nError:" not in lint(capsys, "--select", "REL107")[1]


def test_a_run_that_finds_no_file_does_not_pass_for_a_clean_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = lint(capsys)
    assert (status, err.count("\n")) == (0, 1)
    assert "no file was found to check" in err


def test_a_clean_run_says_so_and_exits_0(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop/billing.py").write_text("")
    assert lint(capsys)[:2] == (0, "All checks passed! 3 files checked.\n")


@pytest.mark.parametrize("argv", [["--exit-zero"], ["-e"], ["--fail-on", "error"]])
def test_findings_need_not_fail_the_run(argv: list[str], shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, *argv)[0] == 0


def test_the_command_line_selects_on_top_of_the_configuration(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, "--ignore", "REL101")[0] == 0
    assert lint(capsys, "--select", "REL5,REL9", "--extend-select", "env-read-outside-config", "-q")[0] == 1
    status, _, err = lint(capsys, "--select", "REL999")
    assert (status, err.count("\n")) == (2, 1)
    assert "the command line: `REL999` selects no rule (did you mean" in err


@pytest.mark.parametrize(
    "argv",
    [
        ["--config", "x.toml", "--isolated"],
        ["-", "shop"],
        ["--update-baseline", "--add-ignore"],
        ["--add-ignore", "shop"],
        ["nowhere"],
        ["--baseline", "none.json"],
        ["--nonsense"],
        ["--output-format", "xml"],
        ["--jobs", "0"],
        ["--output-file", "no/such/dir/file"],
    ],
)
def test_a_wrong_command_line_exits_2_and_says_why(
    argv: list[str], shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = lint(capsys, *argv)
    assert status == 2
    assert err.strip()


def test_an_unknown_key_ends_the_run_with_all_mistakes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "relcheck.toml").write_text("runtme = 'x'\nselct = []\n")
    status, out, err = lint(capsys)
    assert (status, out) == (2, "")
    assert "did you mean `runtime`?" in err
    assert "did you mean `select`?" in err


def test_statistics_count_by_rule(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, "--statistics")[1].startswith("2\tREL101\t[ ] env-read-outside-config\n")
    rows = json.loads(lint(capsys, "--statistics", "--output-format", "json")[1])
    assert [(row["code"], row["count"]) for row in rows] == [("REL101", 2)]


def test_a_report_may_go_to_a_file(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = lint(capsys, "--output-format", "json", "-o", "report.json")
    assert (status, out) == (1, "")
    assert "Found 2 warnings" in err
    assert len(json.loads((shop / "report.json").read_text())) == 2


def test_the_environment_gives_the_format_and_the_option_wins(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELCHECK_OUTPUT_FORMAT", "json-lines")
    assert len(lint(capsys)[1].splitlines()) == 2
    assert places(lint(capsys, "--output-format", "concise")[1]) == ["shop/billing.py:5:12", "shop/billing.py:9:12"]
    monkeypatch.setenv("RELCHECK_OUTPUT_FORMAT", "hunter22")
    status, _, err = lint(capsys)
    assert (status, "hunter22" in err) == (2, False)


def test_standard_input_has_the_name_it_is_given(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'import os\nA = 1\n\ndef f():\n    return os.environ["B"]\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    _, out, _ = lint(capsys, "-", "--stdin-filename", "shop/new.py", "--output-format", "concise")
    assert places(out) == ["shop/new.py:5:12"]


def test_a_run_on_one_file_speaks_about_that_file(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop/other.py").write_text(BILLING)
    _, out, _ = lint(capsys, "shop/other.py", "--output-format", "concise")
    assert places(out) == ["shop/other.py:5:12", "shop/other.py:9:12"]


def test_a_baseline_hides_what_was_there_and_only_shrinks(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, "--update-baseline")[1] == "relcheck-baseline.json: 2 findings accepted\n"
    assert lint(capsys)[:2] == (0, "All checks passed! 3 files checked (2 in the baseline).\n")
    (shop / "shop/billing.py").write_text("# moved\n" + BILLING.replace("STRIPE_KEY", "NEW", 1))
    status, out, _ = lint(capsys, "--output-format", "concise")
    assert status == 1
    assert places(out) == ["relcheck-baseline.json:1:1", "shop/billing.py:6:12"]
    assert lint(capsys, "--update-baseline")[0] == 1
    _, out, _ = lint(capsys, "--output-format", "concise")
    assert places(out) == ["shop/billing.py:6:12"]


def test_suppressions_in_bulk_leave_a_clean_run_and_twice_is_once(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(capsys, "--add-ignore", "from before")[1] == "Added suppressions for 2 findings in 1 file.\n"
    text = (shop / "shop/billing.py").read_text()
    assert text.count("  # relcheck: ignore[REL101] -- from before\n") == 2
    assert lint(capsys)[:2] == (0, "All checks passed! 3 files checked (2 suppressed).\n")
    assert lint(capsys, "--add-ignore", "again")[1] == "Added suppressions for 0 findings in 0 files.\n"
    assert (shop / "shop/billing.py").read_text() == text


def test_an_unused_suppression_and_a_file_that_cannot_be_read_are_findings(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "shop/billing.py").write_text("x = 1  # relcheck: ignore[REL101]\n")
    (shop / "shop/broken.py").write_text("import os\nos.environ[\n")
    status, out, _ = lint(capsys, "--output-format", "concise")
    assert status == 1
    assert "REL902" in out
    assert "REL901" in out
    assert "1 file could not be read" in out


def test_files_and_settings_can_be_shown(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, "--show-files", "--no-cache")[1].splitlines() == [
        str(shop / name) for name in ("pyproject.toml", "shop/billing.py", "shop/config.py")
    ]
    assert json.loads(lint(capsys, "--show-settings")[1])["runtime"] == ["shop.config"]


def test_paths_are_shown_from_where_one_stands(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop / "shop")
    assert places(lint(capsys, "--output-format", "concise")[1]) == ["billing.py:5:12", "billing.py:9:12"]


def test_the_same_input_gives_the_same_bytes_whatever_the_number_of_processes(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(30):
        (shop / f"shop/m{number}.py").write_text(BILLING)
    outputs = {lint(capsys, "--no-cache", "--jobs", str(jobs))[1] for jobs in (1, 2, 3)}
    assert len(outputs) == 1


def test_quiet_prints_findings_only(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = lint(capsys, "-q", "--output-format", "concise")
    assert len(out.splitlines()) == 2
    assert err == ""


@pytest.mark.parametrize(
    ("environ", "terminal", "choice", "expected"),
    [
        ({}, True, "auto", True),
        ({}, False, "auto", False),
        ({"NO_COLOR": "1"}, True, "auto", False),
        ({"NO_COLOR": ""}, True, "auto", True),
        ({"FORCE_COLOR": "1"}, False, "auto", True),
        ({"FORCE_COLOR": "0"}, False, "auto", False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, "auto", False),
        ({"TERM": "dumb"}, True, "auto", False),
        ({"NO_COLOR": "1"}, False, "always", True),
        ({"FORCE_COLOR": "1"}, True, "never", False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    environ: dict[str, str], terminal: bool, choice: str, expected: bool
) -> None:
    assert environment.read(environ).color(terminal, choice) is expected


def test_colour_wraps_words_and_never_changes_them(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, colored = lint(capsys, "--color", "never")[1], lint(capsys, "--color", "always")[1]
    assert "\x1b[" in colored
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


def test_a_directory_with_a_configuration_of_its_own_is_a_project_of_its_own(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = shop / "tools" / "inner"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text('[tool.relcheck]\nruntime = "conf"\n')
    (inner / "conf.py").write_text('import os\n\nREGION = os.environ["REGION"]\n')
    status, out, _ = lint(capsys, "tools/inner", "--output-format", "concise")
    assert (status, "REL101" in out, "REL102" in out) == (0, False, False)
