"""Suppressions: ours, and those of ruff, which are compared with what the real ruff does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.diagnostic import Diagnostic, Span
from relcheck.facts.hygiene import Suppression
from relcheck.suppress import may_concern, may_hold, read

CODE = "TID251"
"""A rule of ruff that says something wherever `os.environ` is written, so that both tools can be compared."""

FORMS = {
    "blanket": "import os\nA = os.environ  # noqa\n",
    "code": "import os\nA = os.environ  # noqa: TID251\n",
    "other code": "import os\nA = os.environ  # noqa: E501\n",
    "two codes": "import os\nA = os.environ  # noqa: E501, TID251\n",
    "codes apart by blanks": "import os\nA = os.environ  # noqa: E501 TID251\n",
    "codes without a comma": "import os\nA = os.environ  # noqa: E501TID251\n",
    "upper case": "import os\nA = os.environ  # NOQA: TID251\n",
    "lower-case code": "import os\nA = os.environ  # noqa: tid251\n",
    "no blank": "import os\nA = os.environ  #noqa:TID251\n",
    "a blank before the colon": "import os\nA = os.environ  # noqa : TID251\n",
    "a reason": "import os\nA = os.environ  # noqa: TID251 because it must\n",
    "a reason without codes": "import os\nA = os.environ  # noqa: because it must\n",
    "a blanket with a reason": "import os\nA = os.environ  # noqa because it must\n",
    "a longer word": "import os\nA = os.environ  # noqas\n",
    "a dash": "import os\nA = os.environ  # noqa-TID251\n",
    "after another comment": "import os\nA = os.environ  # type: ignore # noqa: TID251\n",
    "mentioned": "import os\nA = os.environ  # see noqa: TID251\n",
    "inside a string": 'import os\nA = os.environ, "# noqa"\n',
    "above": "import os\n# noqa: TID251\nA = os.environ\n",
    "below": "import os\nA = os.environ\n# noqa: TID251\n",
    "end of a docstring": 'import os\nA = os.environ, """\ntext\n"""  # noqa: TID251\n',
    "end of a nested string": 'import os\nA = [os.environ,\n  """\n""", os.environ, """\n\n"""]  # noqa: TID251\n',
    "f-string of several lines": 'import os\nA = f"""\n{os.environ}\n"""  # noqa: TID251\n',
    "f-string with quotes in it": "import os\nA = f\"{os.environ['#noqa']}\"\nB = f'{os.environ}'  # noqa\n",
    "continuation": "import os\nA = os.environ, \\\n  1, \\\n  2  # noqa: TID251\n",
    "last line of brackets": "import os\nA = [\n  os.environ,\n]  # noqa: TID251\n",
    "inside brackets": "import os\nA = [\n  os.environ,  # noqa: TID251\n  os.environ,\n]\n",
    "file": "# ruff: noqa\nimport os\nA = os.environ\n",
    "file with a code": "import os\nA = os.environ\n# ruff: noqa: TID251\n",
    "file with another code": "# ruff: noqa: E501\nimport os\nA = os.environ\n",
    "file, flake8": "# flake8: noqa\nimport os\nA = os.environ\n",
    "file, flake8 with a code": "# flake8: noqa: TID251\nimport os\nA = os.environ\n",
    "file, upper case": "# RUFF: noqa\nimport os\nA = os.environ\n",
    "file after code": "import os\nA = os.environ  # ruff: noqa\n",
    "file in a block": "import os\nif 1:\n    # ruff: noqa: TID251\n    A = os.environ\n",
    "ignore": "import os\nA = os.environ  # ruff: ignore[TID251]\n",
    "ignore, two": "import os\nA = os.environ  # ruff: ignore[E501, TID251,]\n",
    "ignore, other": "import os\nA = os.environ  # ruff: ignore[E501]\n",
    "ignore without codes": "import os\nA = os.environ  # ruff: ignore\n",
    "ignore, empty": "import os\nA = os.environ  # ruff: ignore[]\n",
    "ignore, blanks": "import os\nA = os.environ  #ruff : ignore [ TID251 ]\n",
    "ignore above a statement": (
        "import os\n# ruff: ignore[TID251]\nA = [\n  os.environ,\n  os.environ,\n]\nB = os.environ\n"
    ),
    "ignore above, other comments between": "import os\n# ruff: ignore[TID251]\n# why\n\nA = os.environ\n",
    "ignore above a function": (
        "import os\n# ruff: ignore[TID251]\ndef f(\n    a=os.environ,\n    b=os.environ,\n):\n    return os.environ\n"
    ),
    "ignore inside brackets": (
        "import os\nA = [\n  # ruff: ignore[TID251]\n  os.environ,\n  os.environ,\n]\nB = os.environ\n"
    ),
    "ignore after a line in brackets": "import os\nA = [\n  os.environ,  # ruff: ignore[TID251]\n  os.environ,\n]\n",
    "ignore after a string": 'import os\nA = os.environ, """\n"""  # ruff: ignore[TID251]\n',
    "file-ignore": "import os\n# ruff: file-ignore[TID251]\nA = os.environ\n",
    "file-ignore in a block": "import os\nif 1:\n    # ruff: file-ignore[TID251]\n    A = os.environ\n",
    "file-ignore after code": "import os  # ruff: file-ignore[TID251]\nA = os.environ\n",
    "range": "import os\n# ruff: disable[TID251]\nA = os.environ\n# ruff: enable[TID251]\nB = os.environ\n",
    "range with other codes": (
        "import os\n# ruff: disable[TID251]\nA = os.environ\n# ruff: enable[E501]\nB = os.environ\n"
    ),
    "range of a block": (
        "import os\ndef f():\n    # ruff: disable[TID251]\n    if 1:\n        a = os.environ\n"
        "    b = os.environ\nC = os.environ\n"
    ),
    "nested ranges": (
        "import os\n# ruff: disable[TID251]\nA = os.environ\n"
        "def f():\n    # ruff: disable[TID251]\n    a = os.environ\n"
        "    # ruff: enable[TID251]\n    b = os.environ\n# ruff: enable[TID251]\nC = os.environ\n"
    ),
}


@pytest.fixture(scope="module")
def ruff_says(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    """The lines where ruff still complains, by form."""
    directory = tmp_path_factory.mktemp("forms")
    for number, text in enumerate(FORMS.values()):
        (directory / f"f{number}.py").write_text(text)
    (directory / "ruff.toml").write_text(
        '[lint]\nselect = ["TID251"]\n[lint.flake8-tidy-imports.banned-api]\n"os.environ".msg = "x"\n'
    )
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run(
        [ruff, "check", "--no-cache", "--output-format", "json", "."], cwd=directory, capture_output=True, text=True
    )
    found: dict[str, list[int]] = {form: [] for form in FORMS}
    for row in json.loads(done.stdout):
        found[list(FORMS)[int(Path(row["filename"]).stem[1:])]].append(row["location"]["row"])
    return found


def shown(text: str, path: str = "a.py", needle: str = "os.environ", code: str = CODE) -> list[int]:
    """The lines where a finding at every `needle` is still shown."""
    suppressions = read(text, path)
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        for _ in range(line.count(needle)):
            found = Diagnostic(code, "a-name", "m", Span(path, number, 1, number, 2))
            lines += [] if any(one.matches(found) is not None for one in suppressions) else [number]
    return lines


@pytest.mark.parametrize("form", FORMS)
def test_a_suppression_of_ruff_means_what_it_means_to_ruff(form: str, ruff_says: dict[str, list[int]]) -> None:
    assert shown(FORMS[form]) == ruff_says[form]


def one(text: str, path: str = "a.py") -> Suppression:
    """The only suppression of a text."""
    (suppression,) = read(text, path)
    return suppression


def test_ours_takes_codes_names_a_day_and_a_reason() -> None:
    found = one("x = 1  # relcheck: ignore[REL101, env-read, until=2030-01-31] -- the vendor wants it, see #12\n")
    assert found.codes == ("REL101", "env-read")
    assert (found.until, found.reason) == ("2030-01-31", "the vendor wants it, see #12")
    assert not found.problem


def test_ours_alone_above_a_statement_speaks_for_all_of_it() -> None:
    text = "# relcheck: ignore[TID251]\nA = [\n  os.environ,\n  os.environ,\n]\nB = os.environ\n"
    assert shown(text) == [6]


def test_ours_for_a_file_stands_alone() -> None:
    assert shown("A = os.environ\n# relcheck: ignore-file[TID251]\n") == []
    assert "alone" in one("A = os.environ  # relcheck: ignore-file[TID251]\n").problem


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("ignore", "names no rule"),
        ("ignore[]", "names no rule"),
        ("ignore[REL101", "closing bracket"),
        ("ignore[REL101 REL102]", "comma"),
        ("ignore[REL101] because", "`--`"),
        ("ignore[REL101, until=tomorrow]", "2030-01-31"),
        ("ignore[REL101, since=2030-01-31]", "`since`"),
        ("disable[REL101]", "neither"),
    ],
)
def test_what_begins_like_ours_and_cannot_be_read_says_why_and_silences_nothing(comment: str, problem: str) -> None:
    text = f"A = os.environ  # relcheck: {comment}\n"
    assert problem in one(text).problem
    assert shown(text, code="REL101") == [1]


@pytest.mark.parametrize("path", ["Dockerfile", "deploy/api.Dockerfile", "Containerfile"])
def test_in_a_dockerfile_a_comment_speaks_for_the_next_instruction(path: str) -> None:
    text = "FROM x\n# relcheck: ignore[REL201] -- public\nENV A=1 \\\n  B=ENV\nENV C=1\n"
    assert shown(text, path, "ENV", "REL201") == [5]


def test_in_a_dockerfile_nothing_after_an_instruction_is_a_comment() -> None:
    assert read("ENV A=1  # relcheck: ignore[REL201]\n", "Dockerfile") == ()


@pytest.mark.parametrize("path", ["compose.yaml", ".env.example", "relcheck.toml"])
def test_in_manifests_a_comment_after_or_above_a_line_speaks_for_it(path: str) -> None:
    text = "A: 1  # relcheck: ignore[REL401]\n# relcheck: ignore[REL401]\nA: 2\nA: 3\nA: '# relcheck: ignore[REL401]'\n"
    assert shown(text, path, "A", "REL401") == [4, 5]


def test_formats_without_comments_have_no_suppressions() -> None:
    assert read('{"a": "# relcheck: ignore[REL101]"}', "a.json") == ()


def test_files_without_the_words_are_not_looked_into() -> None:
    assert not may_hold(b"import os\nA = os.environ  # noqa: E501\n")
    assert may_hold(b"A = 1  # noqa: REL101\n")
    assert may_hold(b"A = 1  # relcheck: ignore[REL101]\n")


WORDS = [
    "#",
    "noqa",
    "NOQA",
    ":",
    " ",
    "ruff",
    "flake8",
    "relcheck",
    "ignore",
    "[",
    "]",
    "REL101",
    "REL1",
    "E501",
    "related",
    ",",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_no_suppression_that_silences_us_is_passed_over(comment: str) -> None:
    text = f"A = 1  #{comment}\n"
    ours = Diagnostic("REL101", "a-name", "m", Span("a.py", 1, 1, 1, 2))
    silences = any(one.matches(ours) is not None or one.form == "relcheck" for one in read(text, "a.py"))
    assert may_concern(text) or not silences


def test_a_comment_of_a_hundred_thousand_comments_is_no_trouble() -> None:
    text = "A = 1  " + "# noqa: E501 " * 100_000 + "REL\n"
    assert not may_concern(text)
    assert read(text, "a.py")


def test_prose_behind_the_codes_of_others_is_no_suppression_of_ours() -> None:
    assert not may_concern("except Exception:  # noqa: BLE001 - a failed reload is reported by the caller\n")
    assert not may_concern("# ruff: noqa: T201\n")
