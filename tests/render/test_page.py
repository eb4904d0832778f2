"""The page is complete by itself: nothing is fetched, nothing of a name becomes markup, every cell is a link."""

from html.parser import HTMLParser

import pytest
from pages import CELLS, HOSTILE, MATRIX, ROWS

from relcheck.render.page import WORDS, render


class Seen(HTMLParser):
    """The tags of a page with their attributes, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def seen() -> Seen:
    found = Seen()
    found.feed(render(MATRIX, "shop & <co>", "https://git.example/shop/blob/main/"))
    return found


def test_nothing_is_fetched(seen: Seen) -> None:
    assert not {"src", "srcset", "data", "poster"} & {name for _, attributes in seen.tags for name in attributes}
    assert not {"link", "img", "iframe", "object", "base"} & {tag for tag, _ in seen.tags}
    assert "url(" not in render(MATRIX, "x")
    assert "@import" not in render(MATRIX, "x")


def test_a_name_is_never_markup(seen: Seen) -> None:
    assert [tag for tag, _ in seen.tags].count("script") == 1
    assert HOSTILE in seen.words


def test_every_given_cell_leads_to_its_line(seen: Seen) -> None:
    links = [attributes["href"] for tag, attributes in seen.tags if tag == "a"]
    for row in ROWS:
        for place in (*row.declared, *row.reads[:3], *(cell.span for cell in row.given if cell.span)):
            assert f"https://git.example/shop/blob/main/{place.path}#L{place.line}" in links
    assert "and 2 more" in seen.words


@pytest.mark.parametrize("state", CELLS)
def test_every_state_has_a_word_and_its_meaning(seen: Seen, state: str) -> None:
    word, meaning = WORDS[state]  # type: ignore[index]
    assert word in seen.words
    assert meaning in [attributes.get("title") for _, attributes in seen.tags]


def test_only_rows_of_a_kind_have_its_class(seen: Seen) -> None:
    kinds = {
        attributes["data-text"]: attributes["class"] for tag, attributes in seen.tags if tag == "tr" and attributes
    }
    assert kinds["old_flag "].split() == ["orphan"]  # type: ignore[union-attr]
    assert kinds["secret_key secretstr shop/config.py"] == "missing secret required"
