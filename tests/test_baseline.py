"""The baseline: moved lines do not resurface, and what is fixed must leave."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.baseline import apply, load, save, shrunk, taken
from relcheck.diagnostic import AGAIN, Diagnostic, Related, Span
from relcheck.errors import ConfigError


def found(line: int, path: str = "a.py", variable: str = "A", scope: str = "f") -> Diagnostic:
    """A finding on a line."""
    return Diagnostic("REL101", "n", "m", Span(path, line, 1, line, 2), variable=variable, scope=scope)


def everywhere(_: str) -> bool:
    """All files are there."""
    return True


def test_a_moved_line_stays_hidden_and_a_second_finding_shows() -> None:
    known = taken([found(3)])
    applied = apply(known, [found(30), found(40)], {"a.py"}, everywhere)
    assert [one.span.line for one in applied.kept] == [40]
    assert (sum(applied.hidden.values()), applied.stale) == (1, {})


def test_another_scope_variable_or_file_is_another_finding() -> None:
    known = taken([found(3)])
    others = [found(3, scope="g"), found(3, variable="B"), found(3, path="b.py")]
    assert apply(known, others, {"a.py"}, everywhere).kept == tuple(others)


def test_what_is_fixed_is_stale_where_the_run_looked_or_the_file_is_gone() -> None:
    known = taken([found(1), found(2), found(1, path="b.py"), found(1, path="gone.py")])
    applied = apply(known, [found(1)], {"a.py"}, lambda path: path != "gone.py")
    assert {entry[1]: count for entry, count in applied.stale.items()} == {"a.py": 1, "gone.py": 1}


def shared(*paths: str, scope: str = "f") -> Diagnostic:
    """A finding that is just as well about other files."""
    first, *others = paths
    return found(1, first, scope=scope)._replace(
        related=tuple(Related(Span(path, 1, 1, 1, 2), AGAIN) for path in others)
    )


def test_a_finding_in_several_files_stays_hidden_when_one_of_them_is_repaired() -> None:
    known = taken([shared("a.yaml", "b.yaml", "c.yaml", scope="web")])
    for left in (shared("b.yaml", "c.yaml", scope="api"), shared("c.yaml", scope="job"), shared("c.yaml", "a.yaml")):
        applied = apply(known, [left], {"a.yaml", "b.yaml", "c.yaml"}, everywhere)
        assert (applied.kept, sum(applied.hidden.values())) == ((), 1)
        repaired = {"a.yaml", "b.yaml", "c.yaml"} - {place.path for place in left.places}
        assert {entry[1] for entry in applied.stale} == repaired


def test_a_new_copy_of_a_known_finding_is_told_by_itself() -> None:
    known = taken([shared("b.yaml", "c.yaml")])
    (new,) = apply(known, [shared("a.yaml", "b.yaml", "c.yaml", "d.yaml")], {"a.yaml"}, everywhere).kept
    assert [place.path for place in new.places] == ["a.yaml", "d.yaml"]
    (new,) = apply(taken([shared("b.yaml")]), [shared("b.yaml", "c.yaml")], {"a.yaml"}, everywhere).kept
    assert [place.path for place in new.places] == ["c.yaml"]


def test_several_places_in_one_file_are_one_finding() -> None:
    assert list(taken([shared("a.py", "a.py")]).values()) == [1]


@given(st.lists(st.builds(found, st.integers(1, 9), st.sampled_from("ab"), st.sampled_from("AB")), max_size=12))
def test_the_baseline_of_a_report_hides_all_of_it_and_shrinks_to_nothing(report: list[Diagnostic]) -> None:
    known = taken(report)
    applied = apply(known, report, {"a", "b"}, everywhere)
    assert (applied.kept, sum(applied.hidden.values()), applied.stale) == ((), len(report), {})
    assert shrunk(known, apply(known, [], {"a", "b"}, everywhere).stale) == {}


def test_a_file_is_the_same_whatever_the_order_and_has_neither_lines_nor_values(tmp_path: Path) -> None:
    report = [found(7, "ä.py"), found(3), found(3, variable='q"uote')]
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    save(str(one), taken(report))
    save(str(other), taken(reversed(report)))
    assert one.read_bytes() == other.read_bytes()
    assert load(str(one)) == taken(report)
    assert '"line"' not in one.read_text("utf-8")


def test_an_empty_baseline_and_one_that_is_not_there_hide_nothing(tmp_path: Path) -> None:
    save(str(tmp_path / "b.json"), {})
    assert load(str(tmp_path / "b.json")) == load(str(tmp_path / "none.json")) == {}


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"version": 9, "findings": []}', '{"version": 1}', '{"version": 1, "findings": [1]}', "[" * 200_000],
)
def test_what_is_no_baseline_is_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(ConfigError) as error:
        load(str(tmp_path / "b.json"))
    assert "\n" not in str(error.value)
