"""Suppressions in bulk: each silences its finding, nothing else changes, and twice is once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.add_ignore import add
from relcheck.diagnostic import Diagnostic, Span
from relcheck.suppress import read


def found(text: str, path: str, needle: str = "environ", code: str = "REL101") -> list[Diagnostic]:
    """A finding at every line with the needle that no suppression silences."""
    suppressions = read(text, path)
    rows = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        one = Diagnostic(code, "env-read", "m", Span(path, number, 1, number, 2))
        if needle in line and not any(each.matches(one) is not None for each in suppressions):
            rows.append(one)
    return rows


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "A = environ\n", "A = environ  # relcheck: ignore[REL101] -- why\n"),
        ("a.py", "A = environ", "A = environ  # relcheck: ignore[REL101] -- why"),
        ("a.py", "A = environ\r\nB = 1\r\n", "A = environ  # relcheck: ignore[REL101] -- why\r\nB = 1\r\n"),
        ("a.py", "A = environ  # noqa: E501\n", "A = environ  # noqa: E501  # relcheck: ignore[REL101] -- why\n"),
        (
            "a.py",
            "A = environ  # relcheck: ignore[REL102, until=2030-01-31] -- old\n",
            "A = environ  # relcheck: ignore[REL102, REL101, until=2030-01-31] -- old\n",
        ),
        ("a.py", 'A = environ, """\n"""\n', 'A = environ, """\n"""  # relcheck: ignore[REL101] -- why\n'),
        ("a.py", "A = environ + \\\n  1\n", "A = environ + \\\n  1  # relcheck: ignore[REL101] -- why\n"),
        ("Dockerfile", "FROM x\nENV environ=1\n", "FROM x\n# relcheck: ignore[REL101] -- why\nENV environ=1\n"),
        (
            "Dockerfile",
            "FROM x\nRUN a && \\\n  environ\n",
            "FROM x\n# relcheck: ignore[REL101] -- why\nRUN a && \\\n  environ\n",
        ),
        ("a.yml", "a:\n  environ: 1\n", "a:\n  # relcheck: ignore[REL101] -- why\n  environ: 1\n"),
        (".env", "environ=1 2\n", "# relcheck: ignore[REL101] -- why\nenviron=1 2\n"),
    ],
)
def test_a_comment_is_written_where_it_counts(path: str, before: str, after: str) -> None:
    added = add(before, path, found(before, path), "why")
    assert added.text == after
    assert found(after, path) == []
    assert add(after, path, found(after, path), "why").text == after


def test_several_rules_on_a_line_share_a_comment() -> None:
    rows = [*found("A = environ\n", "a.py"), *found("A = environ\n", "a.py", code="REL102")]
    assert add("A = environ\n", "a.py", rows).text == "A = environ  # relcheck: ignore[REL101, REL102]\n"


@pytest.mark.parametrize(("path", "text"), [("a.json", '{"environ": 1}\n'), ("a.yml", "a: |\n  environ: 1\n")])
def test_where_no_comment_can_be_nothing_is_written(path: str, text: str) -> None:
    added = add(text, path, found(text, path))
    assert added.text == text
    assert len(added.left) == 1


PIECES = [
    "environ",
    "x = 1",
    "f(\n  environ,\n  2)",
    '"""\n#\n"""',
    "# c",
    "",
    "y = environ \\\n  + 1",
    "if 1:\n    environ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("\n".join), st.sampled_from(["", "\n"]))
def test_everything_is_silenced_and_only_comments_are_added(text: str, end: str) -> None:
    text += end
    added = add(text, "a.py", found(text, "a.py"))
    assert found(added.text, "a.py") == []
    assert add(added.text, "a.py", found(added.text, "a.py")).text == added.text
    assert added.text.replace("  # relcheck: ignore[REL101]", "").replace("# relcheck: ignore[REL101]", "") == text
