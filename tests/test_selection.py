"""Selection: what ruff users expect of select, extend-select, ignore, per-file-ignores and severity."""

import pytest

from relcheck.config import Config, Selection
from relcheck.diagnostic import Diagnostic, Span
from relcheck.errors import ConfigError
from relcheck.glob import matches
from relcheck.registry import catalogue
from relcheck.rule import Rule
from relcheck.selection import check, resembling, selected, shown, with_severity


def rule(code: str, name: str, enabled: bool = True) -> Rule:
    """A rule that says nothing."""
    return Rule(code=code, name=name, since="0", message="", help="", page="", enabled=enabled)


RULES = (
    rule("REL101", "env-read"),
    rule("REL102", "env-frozen"),
    rule("REL109", "handed-on", enabled=False),
    rule("REL501", "secret-type"),
)


def codes(*layers: Selection) -> str:
    """The codes that run, without `REL`."""
    return " ".join(one.code[3:] for one in selected(RULES, layers))


def layer(select: str | None = None, extend: str = "", ignore: str = "") -> Selection:
    """A layer from words."""
    return Selection(None if select is None else tuple(select.split()), tuple(extend.split()), tuple(ignore.split()))


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([], "101 102 501"),
        ([layer("REL1")], "101 102 109"),
        ([layer("ALL")], "101 102 109 501"),
        ([layer("env-read")], "101"),
        ([layer("")], ""),
        ([layer(extend="REL109")], "101 102 109 501"),
        ([layer(ignore="REL1")], "501"),
        ([layer("REL1", ignore="REL10")], ""),
        ([layer("REL101", ignore="REL1")], "101"),
        ([layer("ALL", ignore="REL101")], "102 109 501"),
        ([layer("REL101", ignore="REL101")], ""),
        ([layer("REL1", extend="REL501", ignore="env-frozen")], "101 109 501"),
        ([layer("REL1"), layer(ignore="REL101")], "102 109"),
        ([layer("REL1"), layer("REL5")], "501"),
        ([layer(ignore="REL101"), layer(extend="REL101")], "101 102 501"),
        ([layer(ignore="REL101"), layer(extend="REL1")], "101 102 109 501"),
    ],
)
def test_the_longest_selector_decides_and_layers_build_on_each_other(layers: list[Selection], expected: str) -> None:
    assert codes(*layers) == expected


@pytest.mark.parametrize(
    ("word", "meant"),
    [("REL1O1", ["REL101"]), ("rel5OI", ["REL501"]), ("outside", ["env-read-outside"]), ("env-raed", ["env-read"])],
)
def test_what_was_meant_is_told_from_what_was_typed(word: str, meant: list[str]) -> None:
    rules = catalogue()
    if meant[0].startswith("REL"):
        assert resembling(word, rules) == meant
    else:
        assert resembling(word, rules)[0].startswith(meant[0])


def test_selectors_that_name_no_rule_are_one_error() -> None:
    config = Config(severity=(("REL9", "info"),), per_file_ignores=(("a.py", ("env-raed",)),))
    with pytest.raises(ConfigError) as error:
        check(RULES, config, [Selection(("REL104",), source="the command line")])
    said = str(error.value)
    assert "the command line: `REL104` selects no rule (did you mean `REL10" in said
    assert "`severity`: `REL9` selects no rule" in said
    assert "`per-file-ignores` of `a.py`: `env-raed` selects no rule (did you mean `env-read`?)" in said


def found(path: str, code: str = "REL101") -> Diagnostic:
    """A diagnostic in a file."""
    return Diagnostic(code, "env-read", "m", Span(path, 1, 1, 1, 2))


def test_per_file_ignores_hide_what_they_name_where_they_match() -> None:
    config = Config(per_file_ignores=(("tests/*", ("REL1",)), ("!src/*.py", ("REL5",))))
    assert not shown(found("tests/a/b.py"), config)
    assert shown(found("tests/a/b.py", "REL402"), config)
    assert shown(found("src/a.py", "REL501"), config)
    assert not shown(found("docs/a.py", "REL501"), config)


def test_per_file_ignores_of_a_member_count_from_its_own_directory() -> None:
    member = Config(root="/p/lib", per_file_ignores=(("tests/*", ("ALL",)),))
    config = Config(root="/p", members=(("lib", member),))
    assert not shown(found("lib/tests/a.py"), config)
    assert shown(found("tests/a.py"), config)


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("a.py", "a.py", True),
        ("a.py", "x/a.py", True),
        ("x/a.py", "y/x/a.py", False),
        ("**/a.py", "a.py", True),
        ("**/tests/**", "x/tests/y/a.py", True),
        ("*.py", "x/a.py", True),
        ("x/*", "x/y/a.py", True),
        ("{a,b}.py", "b.py", True),
        ("{a,b}.py", "c.py", False),
        ("[ab].py", "b.py", True),
        ("[!ab].py", "b.py", False),
        ("a?.py", "ab.py", True),
        ("a.py", "axpy", False),
        ("[", "[", True),
    ],
)
def test_globs_match_as_in_ruff(glob: str, path: str, expected: bool) -> None:
    assert matches(path, glob) is expected


def test_the_longest_selector_gives_the_severity() -> None:
    config = Config(severity=(("REL101", "error"), ("REL1", "info")))
    assert with_severity(found("a.py"), config).severity == "error"
    assert with_severity(found("a.py", "REL102"), config).severity == "info"
    assert with_severity(found("a.py", "REL501"), config).severity == "warning"
