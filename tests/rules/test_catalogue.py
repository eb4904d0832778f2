"""What every rule keeps: its name, its page, its place, and its line in the changelog."""

import re
from importlib import import_module
from pathlib import Path

import pytest
import relcheck_rules

from relcheck.cli.rules import run
from relcheck.page import parse
from relcheck.registry import catalogue
from relcheck.rule import Rule

ROOT = Path(__file__).parents[2]
PACK = Path(relcheck_rules.__file__).parent
RULES = [rule for rule in catalogue() if rule.code.startswith("REL")]
FAMILIES = {"1": "runtime", "2": "image", "3": "library", "4": "deployment", "5": "settings", "9": "hygiene"}
PUBLIC = re.compile(r"relcheck\.(rule|project|diagnostic|names|secret|facts)(\.\w+)*$")


def file_of(rule: Rule) -> Path:
    return PACK / FAMILIES[rule.code[3]] / f"{rule.name.replace('-', '_')}.py"


each = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@each
def test_a_code_is_three_digits_of_a_family(rule: Rule) -> None:
    assert re.fullmatch(r"REL[1-9]\d\d", rule.code)
    assert rule.code[3] in FAMILIES


@each
def test_a_file_is_named_like_its_rule_and_lies_in_its_family(rule: Rule) -> None:
    assert file_of(rule).is_file()
    assert import_module(f"relcheck_rules.{FAMILIES[rule.code[3]]}.{file_of(rule).stem}").rule is rule


@each
def test_a_name_is_kebab_case_and_says_what_is_wrong(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    assert rule.name.split("-")[0] not in ("no", "dont", "avoid", "forbid", "use", "prefer")


@each
def test_messages_and_helps_are_one_line_without_a_full_stop(rule: Rule) -> None:
    for text in (rule.message, rule.help):
        assert text
        assert "\n" not in text
        assert not text.endswith((".", "!"))


@each
def test_a_page_keeps_the_grammar_and_says_when_to_allow_it(rule: Rule) -> None:
    page = parse(rule.page, rule.code)
    assert page.when
    assert len(page.summary) <= 130


@each
def test_a_rule_says_since_when(rule: Rule) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", rule.since)


@each
def test_a_rule_with_its_page_is_short(rule: Rule) -> None:
    assert len(file_of(rule).read_text("utf-8").splitlines()) < 120


@each
def test_a_rule_sees_the_public_names_only(rule: Rule) -> None:
    code = file_of(rule).read_text("utf-8").partition(rule.page)[2]
    for module in re.findall(r"^(?:from|import) (relcheck[\w.]*)", code, re.MULTILINE):
        assert PUBLIC.match(module) or module.startswith("relcheck_rules"), module


@each
def test_the_changelog_mentions_a_rule(rule: Rule) -> None:
    assert rule.code in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_what_a_rule_narrows_or_yields_to_exists() -> None:
    codes = {rule.code for rule in RULES}
    for rule in RULES:
        assert {rule.narrows, *rule.yields_to} <= codes | {""}


def test_codes_and_names_are_unique() -> None:
    for words in ([rule.code for rule in RULES], [rule.name for rule in RULES]):
        assert len(words) == len(set(words))


def test_every_file_of_the_pack_is_a_rule() -> None:
    files = {path for path in PACK.rglob("*.py") if path.stem != "__init__" and not path.stem.startswith("_")}
    assert files == {file_of(rule) for rule in RULES}


def test_the_readme_of_the_pack_is_the_catalogue(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Write it anew with `relcheck rules --output-format markdown > rules/README.md`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(["--output-format", "markdown"]) == 0
    assert capsys.readouterr().out == (ROOT / "rules" / "README.md").read_text("utf-8")
