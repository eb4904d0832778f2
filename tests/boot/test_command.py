"""The command line of `relcheck verify-env`, without a command to become."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from relcheck.cli import main
from relcheck.cli.verify_options import parser, scan
from relcheck.errors import UsageError

Run = Callable[..., tuple[int, str, str]]
SETTINGS = """\
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    workers: int
    secret_key: SecretStr = SecretStr("")
"""
PASSED = "All checks passed! 2 variables checked.\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in a directory with a settings module; variables are set for it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "config.py").write_text(SETTINGS, encoding="utf-8")

    def ran(*arguments: str, **environ: str) -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            status = main(["verify-env", *arguments])
        sys.modules.pop("config", None)
        out, err = capsys.readouterr()
        return status, out, err

    return ran


def test_a_check_that_passes_says_so_in_one_line_unless_it_is_quiet(run: Run) -> None:
    assert run("config:Settings", SHOP_WORKERS="2") == (0, PASSED, "")
    assert run("config:Settings", "--quiet", SHOP_WORKERS="2") == (0, "", "")


def test_the_report_names_variable_field_source_and_what_to_do(run: Run) -> None:
    status, out, _ = run("config:Settings", SHOP_WORKERS="two", SHOP_SECRT_KEY="x")
    assert status == 1
    assert out == (
        "error: `SHOP_WORKERS` is not what `Settings` expects (int_parsing) [REL403]\n"
        "  declared:   Settings.workers, config.py:8\n"
        "  value from: the process environment\n"
        "  do:         give it an integer\n"
        "\n"
        "warning: `SHOP_SECRT_KEY` is set and nobody reads it; did you mean `SHOP_SECRET_KEY`? [REL409]\n"
        "  declared:   Settings, config.py:5\n"
        "  value from: the process environment\n"
        "  do:         rename it or take it out of the deployment\n"
        "\n"
        "relcheck: 1 error and 1 warning; refused\n"
    )


def test_an_empty_variable_that_is_required_is_not_to_be_taken_out(run: Run) -> None:
    assert "do:         give it a value: an integer\n" in run("config:Settings", SHOP_WORKERS="")[1]


def test_a_variable_of_two_classes_is_told_once_with_both(run: Run, tmp_path: Path) -> None:
    with open(tmp_path / "config.py", "a", encoding="utf-8") as file:
        file.write('\n\nclass Other(BaseSettings):\n    many: int = Field(alias="SHOP_WORKERS")\n')
    text = (tmp_path / "config.py").read_text(encoding="utf-8").replace("import SecretStr", "import Field, SecretStr")
    (tmp_path / "config.py").write_text(text, encoding="utf-8")
    status, out, _ = run("config:Settings", "config:Other")
    assert status == 1
    assert out == (
        "error: `SHOP_WORKERS` is not set [REL401]\n"
        "  declared:   Settings.workers, config.py:8; Other.many, config.py:13\n"
        "  do:         set it in the deployment: an integer\n"
        "\n"
        "relcheck: 1 error; refused\n"
    )


def test_the_json_is_one_line_of_a_fixed_shape(run: Run) -> None:
    status, out, _ = run("config:Settings", "--output-format", "json")
    assert (status, out.count("\n")) == (1, 1)
    assert json.loads(out) == {
        "version": 1,
        "ok": False,
        "schemas": ["config:Settings"],
        "checked": 2,
        "problems": [
            {
                "code": "REL401",
                "name": "variable-missing",
                "severity": "error",
                "variable": "SHOP_WORKERS",
                "names": ["SHOP_WORKERS"],
                "state": "missing",
                "message": "`SHOP_WORKERS` is not set",
                "help": "set it in the deployment: an integer",
                "expected": "an integer",
                "reason": "missing",
                "class": "config:Settings",
                "field": "workers",
                "file": "config.py",
                "line": 8,
                "source": "",
                "where": "",
                "secret": False,
                "required": True,
                "nearest": "",
                "part": "",
            }
        ],
        "notes": [],
        "probed": [],
    }


def test_github_and_sarif_say_the_same(run: Run) -> None:
    _, out, _ = run("config:Settings", "--output-format", "github")
    assert out.startswith("::error title=relcheck (REL401),file=")
    assert "line=8" in out
    _, out, _ = run("config:Settings", "--output-format=sarif")
    [result] = json.loads(out)["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("REL401", "error")


def test_warnings_refuse_only_when_asked(run: Run) -> None:
    assert run("config:Settings", SHOP_WORKERS="2", SHOP_WORKRES="3")[0] == 0
    assert run("config:Settings", "--fail-on", "warning", SHOP_WORKERS="2", SHOP_WORKRES="3")[0] == 1
    assert run("config:Settings", "--warn-only", SHOP_WORKERS="two")[0] == 0


def test_rules_can_be_selected_ignored_and_graded(run: Run, tmp_path: Path) -> None:
    assert run("config:Settings", "--ignore", "REL401") == (0, "relcheck: verified\n", "")
    assert run("config:Settings", "--select", "REL409,REL403", "-q") == (0, "", "")
    (tmp_path / "relcheck.toml").write_text(
        'schema = "config:Settings"\n[severity]\nREL401 = "warning"\n', encoding="utf-8"
    )
    status, out, _ = run()
    assert status == 0
    assert out.startswith("warning: `SHOP_WORKERS` is not set [REL401]\n")


def test_a_file_is_checked_instead_of_the_process(run: Run, tmp_path: Path) -> None:
    (tmp_path / "prod.env").write_text('SHOP_WORKERS="2"\n', encoding="utf-8")
    status, out, _ = run("config:Settings", "--environ-file", "prod.env", SHOP_WORKERS="2")
    assert status == 1
    assert "surrounded by quotes" in out
    assert run("config:Settings", "--environ-file", "prod.env", "--dialect", "compose") == (0, PASSED, "")


def test_verbose_lists_what_is_well(run: Run) -> None:
    assert run("config:Settings", "-v", SHOP_WORKERS="2")[1] == (
        "ok: SHOP_SECRET_KEY  the default in the code\nok: SHOP_WORKERS     the process environment\n" + PASSED
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--no-such"], "unknown option `--no-such`"),
        (["--schema"], "--schema needs a value"),
        (["--fail-on", "fatal", "x:Y"], "--fail-on takes one of info, warning, error"),
        (["x:Y", "--"], "no command follows `--`"),
        (["x:Y", "--", "", "-q"], "the command after `--` is empty"),
        (["config:Settings", "--app-dir", "nowhere"], "--app-dir nowhere: no such directory"),
        (["x:Y", "--environ-file", "f", "--", "true"], "--environ-file only checks a file"),
        (["--isolated"], "no settings class is named: add `--schema package.module:Settings`"),
        (["config:Settings", "--select", "REL4O1"], "the command line: `REL4O1` selects no rule"),
    ],
)
def test_a_wrong_command_line_ends_in_one_line(run: Run, arguments: list[str], message: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"relcheck: {message}")


def test_the_configured_directory_counts_for_a_named_class_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "config.py").rename(tmp_path / "src" / "config.py")
    (tmp_path / "relcheck.toml").write_text('app-dir = "src"\n', encoding="utf-8")
    assert run("config:Settings", SHOP_WORKERS="2") == (0, PASSED, "")


def test_arguments_of_the_command_are_left_alone() -> None:
    options = scan(["a:B", "-q", "--app-dir=src", "--", "cmd", "--help", "--", "-q"])
    assert options.targets == ("a:B",)
    assert options.command == ("cmd", "--help", "--", "-q")
    assert options.one("--app-dir", "") == "src"


def test_help_after_the_dashes_belongs_to_the_command() -> None:
    with pytest.raises(UsageError):
        scan(["--oops", "--", "cmd", "--help"])


def test_the_help_describes_every_option() -> None:
    """Completion scripts are made of it."""
    assert all(action.help for action in parser()._actions)
