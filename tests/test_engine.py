"""The engine: which rules run where, in what order their words come, and who judges the suppressions."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from relcheck.asked import Asked
from relcheck.config import Config, Selection
from relcheck.configfile import for_run, with_members
from relcheck.diagnostic import Diagnostic, Span
from relcheck.engine import choose, judge, report
from relcheck.errors import ConfigError
from relcheck.facts.hygiene import StaleBaseline, UnknownKey, UnusedSuppression
from relcheck.facts.python import Access
from relcheck.project import Project
from relcheck.rule import Rule


def rule(code: str, fact: type, enabled: bool = True) -> Rule:
    """A rule that complains about every fact of one type."""
    made = Rule(code=code, name=f"n-{code[3:]}", since="1", message="m", help="", page="p", enabled=enabled)

    @made.on(fact)
    def check(found: Access, project: Project) -> Iterator[Diagnostic]:
        yield made.at(found)

    return made


RULES = (
    rule("REL101", Access),
    rule("REL109", Access, enabled=False),
    rule("REL902", UnusedSuppression),
    rule("REL905", UnknownKey),
    rule("REL908", StaleBaseline),
)


def access(path: str, line: int = 1, variable: str = "A") -> Access:
    """A read on a line."""
    return Access(Span(path, line, 1, line, 2), "get", "read", "call", (variable,))


def codes(found: Iterable[Diagnostic]) -> list[tuple[str, str, int]]:
    """What is said where."""
    return [(one.code, one.span.path, one.span.line) for one in found]


def run(
    facts: list[Access], files: dict[str, str], config: Config | None = None, asked: Asked | None = None
) -> list[tuple[str, str, int]]:
    """The report of a project with these files, every one of them looked at and marked."""
    config = config or Config()
    asked = asked or Asked(today="2027-01-01")
    catalogue = choose(RULES, config, asked.command)
    project = Project(facts, config=config)
    return codes(report(catalogue, project, files.get, asked=asked, looked=files, marked=files).diagnostics)


def test_diagnostics_come_by_place_whatever_the_order_of_facts() -> None:
    facts = [access("b.py"), access("a.py", 2), access("a.py", 1), access("a.py", 1)]
    expected = [("REL101", "a.py", 1), ("REL101", "a.py", 2), ("REL101", "b.py", 1)]
    assert codes(judge(RULES[:1], Project(facts))) == codes(judge(RULES[:1], Project(facts[::-1]))) == expected


def test_a_rule_that_is_off_runs_when_it_is_selected() -> None:
    asked = Asked(Selection(extend_select=("REL109",)))
    assert run([access("a.py")], {"a.py": ""}, asked=asked) == [("REL101", "a.py", 1), ("REL109", "a.py", 1)]


def test_each_member_of_a_project_selects_for_itself(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "relcheck.toml").write_text('ignore = ["REL101"]\n')
    (tmp_path / "lib/relcheck.toml").write_text('select = ["REL101", "REL9"]\nruntme = "x"\n')
    config = with_members(for_run(str(tmp_path)), ["lib/relcheck.toml"])
    found = run([access("a.py"), access("lib/a.py")], {"a.py": "", "lib/a.py": ""}, config)
    assert found == [("REL101", "lib/a.py", 1), ("REL905", "lib/relcheck.toml", 2)]


def test_a_member_that_names_no_rule_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/relcheck.toml").write_text('select = ["REL999"]\n')
    config = with_members(Config(root=str(tmp_path)), ["lib/relcheck.toml"])
    with pytest.raises(ConfigError, match="REL999"):
        choose(RULES, config)


def test_suppressions_are_judged_after_they_were_applied() -> None:
    text = "x  # relcheck: ignore[REL101]\ny  # relcheck: ignore[REL101]\n"
    assert run([access("a.py", 1)], {"a.py": text}) == [("REL902", "a.py", 2)]


def test_a_complaint_about_a_suppression_is_silenced_by_name_only() -> None:
    assert run([], {"a.py": "x  # relcheck: ignore[REL101, REL902]\n"}) == []
    assert run([], {"a.py": "x  # relcheck: ignore[REL101]  # noqa\n"}) == [("REL902", "a.py", 1)]
    assert run([], {"a.py": "# relcheck: ignore-file[REL902]\nx  # relcheck: ignore[REL101]\n"}) == []


def test_the_baseline_hides_after_suppressions_and_tells_what_is_stale() -> None:
    known = {("REL101", "a.py", "", "A"): 1, ("REL101", "b.py", "", "A"): 1}
    asked = Asked(today="2027-01-01", baseline=known, baseline_path="known.json")
    files = {"a.py": "x\n", "b.py": "x  # relcheck: ignore[REL101]\n"}
    assert run([access("a.py"), access("b.py")], files, asked=asked) == [("REL908", "known.json", 1)]
