"""The commands that teach: explain, rules, config, completion."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from relcheck import cli, registry
from relcheck.config import KEYS


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Status, output and errors of a command."""
    status = cli.main(list(argv))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


@pytest.mark.parametrize("word", ["REL101", "rel101", "env-read-outside-config", "ENV-READ-OUTSIDE-CONFIG"])
def test_a_rule_is_found_by_code_and_by_name(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "explain", word)
    assert status == 0
    assert out.startswith("# env-read-outside-config (REL101)\n")
    assert "## When to allow it" in out


def test_every_page_can_be_explained_as_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    codes = [rule.code for rule in registry.catalogue()]
    assert run(capsys, "explain", *codes)[0] == 0
    _, out, _ = run(capsys, "explain", "--output-format", "json", *codes)
    assert [row["code"] for row in json.loads(out)] == codes


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("REL110", "`REL1"),
        ("env-read-outsid-config", "`env-read-outside-config`"),
        ("rel", " rules; `relcheck rules` lists them all"),
        ("REL10", "`REL10` is a family of rules: name one of REL101, REL102"),
        ("x", "rules"),
    ],
)
def test_a_near_miss_is_suggested(word: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "explain", word)
    assert (status, out) == (2, "")
    assert said in err


def test_the_catalogue_lists_every_rule_and_the_allowed_variables(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "rules")
    for rule in registry.catalogue():
        assert f"{rule.code}  {rule.name}" in out
    assert "PYTHON*" in out
    document = json.loads(run(capsys, "rules", "--output-format", "json")[1])
    assert [row["code"] for row in document["rules"]] == [rule.code for rule in registry.catalogue()]
    assert "| REL101 | env-read-outside-config |" in run(capsys, "rules", "--output-format", "markdown")[1]


def test_the_keys_are_listed_with_what_is_in_force_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "relcheck.toml").write_text('runtime = "shop.config"\n')
    monkeypatch.chdir(tmp_path)
    _, out, _ = run(capsys, "config")
    for key in KEYS:
        assert key.name in out
    assert "shop.config" in out
    assert "relcheck.toml" in out
    assert json.loads(run(capsys, "config", "--output-format", "json")[1])["runtime"] == ["shop.config"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_knows_commands_and_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "completion", shell)
    assert status == 0
    for word in ("verify-env", "explain", "output-format", "update-baseline"):
        assert word in out


def test_bash_accepts_the_completion_script(capsys: pytest.CaptureFixture[str]) -> None:
    script = run(capsys, "completion", "bash")[1]
    assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).returncode == 0


def test_other_files_complete_as_ever(capsys: pytest.CaptureFixture[str]) -> None:
    """A command that is guarded, `verify-env ... -- bin/ser<Tab>`, is none of our arguments."""
    script = run(capsys, "completion", "bash")[1] + "complete -p relcheck\n"
    done = subprocess.run(["bash", "--norc"], input=script, text=True, capture_output=True, check=True)
    assert done.stdout == "complete -o bashdefault -o default -F _shtab_relcheck relcheck\n"


def test_zsh_takes_the_script_from_eval_and_from_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert "if [[ $zsh_eval_context[-1] == (eval|file) ]]; then" in run(capsys, "completion", "zsh")[1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_options_that_are_files_complete_files(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    script = run(capsys, "completion", shell)[1]
    marks = {
        "bash": "_scan___environ_file_COMPGEN=_shtab_compgen_files",
        "zsh": "[variables and their values]:FILE:_files",
        "fish": '-l environ-file -xka "(__fish_complete_path',
    }
    assert marks[shell] in script


def test_colour_lays_a_page_out(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    _, out, _ = run(capsys, "explain", "REL101")
    assert "\x1b[" in out
    assert "## Why" not in out


def test_without_rich_a_page_is_plain_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert "## Why is this bad?" in run(capsys, "explain", "REL101")[1]


def test_without_shtab_completion_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    status, _, err = run(capsys, "completion", "bash")
    assert status == 2
    assert "pip install 'relcheck-config[lint]'" in err


def test_tables_of_the_configuration_are_tables_in_json_and_pairs_in_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "relcheck.toml").write_text(
        '[per-file-ignores]\n"jobs/**" = ["REL1", "REL2"]\n[severity]\nREL1 = "info"\n'
    )
    monkeypatch.chdir(tmp_path)
    _, out, _ = run(capsys, "config")
    assert "jobs/** = REL1, REL2" in out
    assert "REL1 = info" in out
    shown = json.loads(run(capsys, "config", "--output-format", "json")[1])
    assert (shown["per-file-ignores"], shown["severity"]) == ({"jobs/**": ["REL1", "REL2"]}, {"REL1": "info"})
