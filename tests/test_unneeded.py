"""A suppression that nothing needs is taken out, and nothing else."""

import pytest

from relcheck.fix.edits import apply
from relcheck.suppress import read
from relcheck.unneeded import removal


@pytest.mark.parametrize(
    ("before", "idle", "after"),
    [
        ("x = 1  # relcheck: ignore[REL101] -- why\n", ("REL101",), "x = 1\n"),
        (
            "x = 1  # relcheck: ignore[REL101, REL102] -- why\n",
            ("REL101",),
            "x = 1  # relcheck: ignore[REL102] -- why\n",
        ),
        (
            "x = 1  # relcheck: ignore[REL101, REL102, until=2030-01-01]\n",
            ("REL102",),
            "x = 1  # relcheck: ignore[REL101, until=2030-01-01]\n",
        ),
        ("    # relcheck: ignore[REL101]\nx = 1\n", ("REL101",), "x = 1\n"),
        ("x = 1  # type: ignore  # noqa: REL101\n", ("REL101",), "x = 1  # type: ignore\n"),
        ("x = 1  # noqa: REL101  # type: ignore\n", ("REL101",), "x = 1  # type: ignore\n"),
        ("x = 1  # noqa: E501,REL101\n", ("REL101",), "x = 1  # noqa: E501\n"),
        ("x = 1  # ruff: ignore[REL101]\n", ("REL101",), "x = 1\n"),
        ("# ruff: disable[REL101]\nx = 1\n# ruff: enable[REL101]\n", ("REL101",), None),
    ],
)
def test_what_is_not_needed_goes_and_the_rest_stays(before: str, idle: tuple[str, ...], after: str | None) -> None:
    one = read(before, "a.py")[0]
    edits = removal(before, one, idle)
    assert apply(before.encode(), "a.py", edits).decode() == (before if after is None else after)
