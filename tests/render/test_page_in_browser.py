"""The page in a real browser: its script filters, its colours follow the scheme, nothing goes wrong."""

import re
from pathlib import Path

import pytest
from browser import DARK, dumped, shot
from pages import MATRIX, ROWS

from relcheck.render.page import render

ALL = [row.variable for row in ROWS]
MISSING = [row.variable for row in ROWS if row.missing]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "map.html"
    path.write_text(render(MATRIX, "shop"), "utf-8")
    return path


@pytest.mark.parametrize(
    ("fragment", "shown"),
    [
        ("", ALL),
        ("#only=missing", MISSING),
        ("#only=orphan", ["OLD_FLAG"]),
        ("#text=MAIL.PY", ["MAIL_HOST"]),
        ("#text=secret&only=missing", ["SECRET_KEY"]),
        ("#text=nothing-of-that-name", []),
        ("#only=no-such-kind", ALL),
    ],
)
def test_a_fragment_filters_the_rows(page: Path, tmp_path: Path, fragment: str, shown: list[str]) -> None:
    document = dumped(page, tmp_path, fragment)
    rows = re.findall(r'<tr class="[^"]*" data-text="[^"]*"( hidden="")?><th>(\w+)', document)
    assert [name for hidden, name in rows if not hidden] == shown
    assert f"<output>{len(shown)} of {len(ALL)}</output>" in document


def test_a_hostile_name_makes_no_element(page: Path, tmp_path: Path) -> None:
    assert "<img" not in dumped(page, tmp_path)


def test_light_and_dark_look_different(page: Path, tmp_path: Path) -> None:
    light = shot(page, tmp_path / "a", tmp_path / "light.png")
    dark = shot(page, tmp_path / "b", tmp_path / "dark.png", DARK)
    assert light.startswith(b"\x89PNG")
    assert light != dark
