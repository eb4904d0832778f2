"""Rule packs: found by their entry points, walked for rules, and told apart when they collide."""

import sys
from pathlib import Path

import pytest

from relcheck import registry
from relcheck.errors import PackError

RULE = """
from relcheck.rule import Rule
rule = Rule(code="{code}", name="{name}", since="1", message="m", help="h", page="p")
"""


def pack(root: Path, name: str, **rules: str) -> None:
    """A pack with a rule in each of its modules, one level down."""
    (root / name / "below").mkdir(parents=True)
    for package in (root / name, root / name / "below"):
        (package / "__init__.py").write_text("")
    for module, text in rules.items():
        (root / name / "below" / f"{module}.py").write_text(text)


def install(root: Path, name: str) -> None:
    """The metadata of a distribution that names a pack."""
    metadata = root / f"{name}-1.0.dist-info"
    metadata.mkdir()
    text = f"[console_scripts]\nx = y:z\n\n[relcheck.rules]\n# ours\n{name} = {name}\n\n[other]\na = b\n"
    (metadata / "entry_points.txt").write_text(text)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory on the path, as site-packages is."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_pack_is_found_by_its_entry_point_and_walked(site: Path) -> None:
    pack(site, "acme_one", b=RULE.format(code="ACME002", name="b-is-wrong"), a=RULE.format(code="ACME001", name="a-is"))
    install(site, "acme_one")
    assert "acme_one" in registry.packs()
    assert [rule.code for rule in registry.load(("acme_one",))] == ["ACME001", "ACME002"]


def test_the_built_in_pack_comes_first_and_once() -> None:
    packs = registry.packs()
    assert packs[0] == "relcheck_rules"
    assert len(set(packs)) == len(packs)


def test_two_rules_with_one_code_are_an_error(site: Path) -> None:
    pack(site, "acme_two", a=RULE.format(code="ACME001", name="a-is"), b=RULE.format(code="ACME001", name="b-is"))
    with pytest.raises(PackError, match="both `a-is` and `b-is`"):
        registry.load(("acme_two",))


def test_a_pack_that_fails_says_where_and_not_what(site: Path) -> None:
    pack(site, "acme_three", a="raise ValueError('hunter22')\n")
    with pytest.raises(PackError) as error:
        registry.load(("acme_three",))
    assert "ValueError (a.py:1)" in str(error.value)
    assert "hunter22" not in str(error.value)


def test_paths_that_are_no_directories_are_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "none"), __file__, ""])
    assert registry.packs()


def test_a_module_without_the_word_is_not_imported(site: Path) -> None:
    pack(
        site,
        "wordy",
        one=RULE.format(code="WRD1", name="one") + "# of boots\n",
        two=RULE.format(code="WRD2", name="two"),
    )
    assert [rule.code for rule in registry.load(("wordy",), saying=b"of boots")] == ["WRD1"]
    assert "wordy.below.two" not in sys.modules
    assert [rule.code for rule in registry.load(("wordy",))] == ["WRD1", "WRD2"]
