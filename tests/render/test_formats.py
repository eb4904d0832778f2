"""The twelve formats, compared with what the real ruff writes in each."""

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from relcheck.diagnostic import AGAIN, Diagnostic, Edit, Fix, Related, Report, Span
from relcheck.render import FOR_PEOPLE, FORMATS, render
from relcheck.render.look import Look

SOURCE = '''\
import os


def pay(
    url,
):
    l = os.environ["URL"]
    x = """a
"""
    g = lambda: (
        url
    )
    return True if url else (
        False)
'''
PATH = "shop/pay.py"
MACHINES = tuple(name for name in FORMATS if name not in FOR_PEOPLE)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which ruff finds several things, some with a fix and some over several lines."""
    root = tmp_path_factory.mktemp("project").resolve()
    (root / "shop").mkdir()
    (root / PATH).write_text(SOURCE)
    (root / "ruff.toml").write_text(
        '[lint]\nselect = ["E731", "E741", "F841", "SIM210", "TID251"]\n'
        '[lint.flake8-tidy-imports.banned-api]\n"os.environ".msg = "no"\n'
    )
    return root


def ruff(project: Path, name: str) -> str:
    """What ruff writes in a format."""
    binary = Path(sys.executable).with_name("ruff")
    command = [binary, "check", "--no-cache", "--output-format", name, "."]
    return subprocess.run(command, cwd=project, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def report(project: Path) -> Report:
    """The same findings as ruff's, as if relcheck had made them."""
    found = []
    for row in json.loads(ruff(project, "json")):
        span = Span(PATH, *place(row["location"]), *place(row["end_location"]))
        fix = None
        if row["fix"]:
            edits = tuple(
                Edit(Span(PATH, *place(edit["location"]), *place(edit["end_location"])), edit["content"])
                for edit in row["fix"]["edits"]
            )
            fix = Fix(row["fix"]["message"], edits, row["fix"]["applicability"])
        found.append(Diagnostic(row["code"], row["name"], row["message"], span, severity="error", fix=fix))
    return Report(tuple(found), files=1)


def place(location: dict[str, int]) -> tuple[int, int]:
    """Line and column of ruff's JSON."""
    return location["row"], location["column"]


def ours(report: Report, project: Path, name: str) -> str:
    """What relcheck writes in a format."""
    root = str(project)
    return render(name, report, lambda path: SOURCE, Look(root, root, version="1"))


def shape(value: object) -> object:
    """A JSON document with its values replaced by their types, lists of one shape folded."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        shapes = [shape(item) for item in value]
        return [item for number, item in enumerate(shapes) if item not in shapes[:number]]
    return type(value).__name__


def without_url(value: object) -> object:
    """ruff's rules have pages on the net; ours are in the report or in `relcheck explain`."""
    if isinstance(value, dict):
        return {key: without_url(item) for key, item in value.items() if key != "url"}
    return [without_url(item) for item in value] if isinstance(value, list) else value


def test_json_is_ruffs_to_the_value(report: Report, project: Path) -> None:
    mine, theirs = json.loads(ours(report, project, "json")), json.loads(ruff(project, "json"))
    assert [set(row) for row in mine] == [set(row) for row in theirs]
    assert without_url(mine) == without_url(theirs)


def test_json_lines_are_ruffs_to_the_value(report: Report, project: Path) -> None:
    mine, theirs = ours(report, project, "json-lines"), ruff(project, "json-lines")
    assert [without_url(json.loads(line)) for line in mine.splitlines()] == [
        without_url(json.loads(line)) for line in theirs.splitlines()
    ]


@pytest.mark.parametrize("name", ["pylint", "azure"])
def test_lines_for_machines_are_ruffs_to_the_letter(name: str, report: Report, project: Path) -> None:
    assert ours(report, project, name) == ruff(project, name)


def test_github_commands_are_ruffs_but_for_the_name_and_the_help(report: Report, project: Path) -> None:
    theirs = ruff(project, "github").replace("title=ruff", "title=relcheck")
    assert ours(report, project, "github") == re.sub(r"%0A  help: .*", "", theirs)


@pytest.mark.parametrize("name", ["concise", "grouped"])
def test_lists_for_people_are_ruffs_without_its_last_lines(name: str, report: Report, project: Path) -> None:
    assert ours(report, project, name) == ruff(project, name).split("Found ")[0]


def test_full_shows_the_source_as_ruff_does(report: Report, project: Path) -> None:
    theirs = ruff(project, "full").split("Found ")[0]
    theirs = re.sub(r"help: (?:.|\n)*?\n\n", "\n", theirs)  # ruff shows the fix there
    mine = ours(report, project, "full").replace('["…"]', '["URL"]')
    assert mine.replace('"""…\n', '"""a\n').replace('…"""', '"""') == theirs


def test_junit_is_ruffs_but_for_the_name(report: Report, project: Path) -> None:
    theirs = ruff(project, "junit").replace('name="ruff"', 'name="relcheck"').replace("org.ruff", "org.relcheck")
    assert ours(report, project, "junit").strip() == theirs.strip()


def test_gitlab_has_ruffs_shape_and_a_fingerprint_of_its_own_for_each(report: Report, project: Path) -> None:
    mine, theirs = json.loads(ours(report, project, "gitlab")), json.loads(ruff(project, "gitlab"))
    fingerprints = [row.pop("fingerprint") for row in mine]
    assert len(set(fingerprints)) == len(fingerprints)
    assert mine == [{key: value for key, value in row.items() if key != "fingerprint"} for row in theirs]


def test_rdjson_has_ruffs_shape_and_says_how_grave_each_is(report: Report, project: Path) -> None:
    mine, theirs = json.loads(ours(report, project, "rdjson")), json.loads(ruff(project, "rdjson"))
    assert {row.pop("severity") for row in mine["diagnostics"]} == {"ERROR"}
    assert without_url(mine["diagnostics"]) == without_url(theirs["diagnostics"])
    assert set(mine) == set(theirs)


def test_sarif_has_all_that_ruffs_has(report: Report, project: Path) -> None:
    mine, theirs = json.loads(ours(report, project, "sarif")), json.loads(ruff(project, "sarif"))
    for one, other in zip(mine["runs"][0]["results"], theirs["runs"][0]["results"], strict=True):
        assert set(other) <= set(one)
        assert one["ruleId"] == other["ruleId"]
        assert one["level"] == other["level"]
        region = one["locations"][0]["physicalLocation"]["region"]
        assert region == other["locations"][0]["physicalLocation"]["region"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_clean_run_is_as_empty_as_ruffs(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    mine, theirs = ours(Report(files=1), tmp_path, name), ruff(tmp_path, name)
    if name in FOR_PEOPLE:
        assert (mine, theirs) == ("", "All checks passed!\n")
    elif name == "junit":
        assert shape_of_xml(mine) == shape_of_xml(theirs)
    elif name in ("json", "gitlab", "rdjson"):
        assert shape(without_url(json.loads(mine))) == shape(without_url(json.loads(theirs)))
    elif name != "sarif":
        assert mine == theirs == ""


def shape_of_xml(text: str) -> list[tuple[str, list[str]]]:
    """The elements of a document with the names of their attributes."""
    return [(element.tag, sorted(element.attrib)) for element in ElementTree.fromstring(text).iter()]


def test_related_places_are_shown_with_what_is_the_case_there(project: Path) -> None:
    related = (Related(Span(PATH, 1, 1, 1, 10), "here it is imported"),)
    found = Diagnostic(
        "REL101", "n", "`URL` is read", Span(PATH, 7, 9, 7, 26), help="do", related=related, variable="URL"
    )
    text = ours(Report((found,)), project, "full")
    assert "note: here it is imported\n --> shop/pay.py:1:1\n  |\n1 | import os\n  | ---------\nhelp: do\n" in text
    assert "%0A  shop/pay.py:1:1: here it is imported%0A  help: do" in ours(Report((found,)), project, "github")


@pytest.mark.parametrize("name", ["concise", "grouped", "pylint", "azure", "gitlab", "junit", "rdjson"])
@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([], "m"),
        ([("a.py", 1)], "m"),  # the same line
        ([("a.py", 3), ("a.py", 3)], "m (also line 3)"),
        ([("a.py", 3), ("b.yml", 9)], "m (also line 3, b.yml:9)"),
        ([("a.py", line) for line in (3, 4, 5, 6)], "m (also line 3, line 4, line 5, line 6)"),
        ([("a.py", line) for line in (3, 4, 5, 6, 7)], "m (also line 3, line 4, line 5 and 2 more)"),
    ],
)
def test_one_line_tells_the_other_places(name: str, others: list[tuple[str, int]], told: str) -> None:
    related = (Related(Span("c.py", 1, 1, 1, 2), "declared here"),)
    related += tuple(Related(Span(path, line, 5, line, 6), AGAIN) for path, line in others)
    found = Diagnostic("REL101", "n", "m", Span("a.py", 1, 1, 1, 2), related=related)
    lines = render(name, Report((found,)), lambda _: None, Look()).splitlines()
    assert any(re.search(rf"(^|[\W]){re.escape(told)}($|[\"<])", line) for line in lines)


def test_a_very_long_line_is_cut_around_what_is_marked() -> None:
    text = "x = [" + "name, " * 5000 + 'os.environ["A"]]\n'
    start = text.index("os.environ") + 1
    found = Diagnostic("REL101", "n", "`A` is read", Span("a.py", 1, start, 1, start + 15), variable="A")
    shown = render("full", Report((found,)), lambda _: text, Look())
    source, carets = shown.splitlines()[3:5]
    assert len(source) < 200
    assert source[carets.index("^") : carets.rindex("^") + 1] == 'os.environ["A"]'


def test_paths_are_shown_from_where_the_run_was_started(project: Path) -> None:
    found = Diagnostic("REL101", "n", "m", Span(PATH, 1, 1, 1, 2))
    look = Look(str(project), str(project / "docs"))
    assert render("concise", Report((found,)), lambda _: None, look) == f"../{PATH}:1:1: REL101 m\n"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_file_may_be_called_anything(name: str) -> None:
    """Who opens a pull request chooses the names of its files, and CI carries out what the log says."""
    path = "a\n##vso[task.complete]\n::error::\x1b[2J\udce9.py"
    again = (Related(Span("b" + path, 1, 1, 1, 2), AGAIN),)
    found = Diagnostic("REL101", "env-read-outside-config", "a message", Span(path, 1, 1, 1, 2), related=again)
    text = render(name, Report((found,), root="."), lambda _: None, Look())
    assert text.encode("utf-8", "backslashreplace")
    assert not re.search(r"(?m)^(##vso\[task.complete|::error::)", text)
    assert "\x1b" not in text or name in ("github", "azure")
