"""A page is parsed strictly: what it shows is what the tests run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.errors import PackError
from relcheck.page import File, Mark, drawn, parse

PAGE = """
The environment is read in one module,
and this is another one.

## Why is this bad?

Nobody can list it.

## Bad

```python
# shop/billing.py
import os

KEY = os.environ["KEY"]
      ^^^^^^^^^^^^^^^^^ `KEY` is read here
                 ~~~~~ and named here
# shop/config.py
```

```toml
# pyproject.toml
[tool.relcheck]
```

Another way to do it:

```python
# shop/cart.py
# relcheck: this comment is no path
from os import environ; environ["A"]
                        ^^^^^^^^^^^^ here
```

## Good

```python
# shop/config.py
X = 1
```

## When to allow it

Never.
"""


def test_a_page_falls_into_its_parts() -> None:
    page = parse(PAGE)
    assert page.summary == "The environment is read in one module, and this is another one."
    assert page.why == "Nobody can list it."
    assert page.when == "Never."
    assert page.options == ""


def test_blocks_without_prose_between_them_are_one_repository() -> None:
    page = parse(PAGE)
    assert [[file.path for file in example.files] for example in page.bad] == [
        ["shop/billing.py", "shop/config.py", "pyproject.toml"],
        ["shop/cart.py"],
    ]


def test_marks_leave_the_text_and_keep_their_place() -> None:
    billing = parse(PAGE).bad[0].files[0]
    assert billing.text == 'import os\n\nKEY = os.environ["KEY"]\n'
    assert billing.marks == (
        Mark(3, 7, 24, "`KEY` is read here"),
        Mark(3, 18, 23, "and named here", related=True),
    )


def test_an_empty_file_can_be_marked() -> None:
    page = parse(PAGE.replace("# shop/config.py\n```", "# shop/config.py\n^ nothing here\n```", 1))
    assert page.bad[0].files[1] == File("shop/config.py", "\n", (Mark(1, 1, 2, "nothing here"),))


def test_a_comment_with_several_words_opens_no_file() -> None:
    assert "# relcheck: this" in parse(PAGE).bad[1].files[0].text


def test_a_comment_in_a_block_is_no_heading() -> None:
    parse(PAGE.replace("X = 1", "X = 1\n# a comment\n## another"))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("and this is another one.", "and this is another one", "must begin with one sentence"),
        ("## Good", "## Goood", "`## Goood` is none of the headings"),
        ("## When to allow it", "### When to allow it", "none of the headings"),
        ("## Why is this bad?\n\nNobody can list it.\n", "", "has no heading `## Why is this bad?`"),
        ("Never.", "", "nothing is said under `## When to allow it`"),
        ("# shop/config.py\nX = 1", "X = 1", "must begin with a comment that is only a path"),
        ("X = 1", "X = 1\n^ wrong", "is good, and yet marked"),
        ("X = 1\n```", "X = 1", "never closed"),
        ("                        ^^^^^^^^^^^^ here\n", "", "marks nothing with carets"),
    ],
)
def test_a_page_that_breaks_the_grammar_says_where(old: str, new: str, complaint: str) -> None:
    assert old in PAGE
    with pytest.raises(PackError, match=r"rule REL999.*") as caught:
        parse(PAGE.replace(old, new, 1), "the page of rule REL999")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_headings_have_an_order() -> None:
    swapped = PAGE.replace("## Bad", "## X").replace("## Good", "## Bad").replace("## X", "## Good")
    with pytest.raises(PackError, match="out of order"):
        parse(swapped)


_LINES = st.text(st.characters(codec="ascii", exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e"), max_size=12)
_WORDS = st.text("abc `x` ", min_size=1).map(str.strip).filter(bool)


@st.composite
def _files(draw: st.DrawFn) -> File:
    lines = [line for line in draw(st.lists(_LINES, min_size=1)) if not line.startswith("#")]
    lines = ["x" + line for line in lines] or ["x"]
    marks = draw(
        st.lists(
            st.builds(
                lambda line, column, width, words, related: Mark(line, column, column + width, words, related),
                st.integers(1, len(lines)),
                st.integers(1, 9),
                st.integers(2, 9),
                _WORDS,
                st.booleans(),
            ),
            min_size=1,
            max_size=3,
        )
    )
    return File("a/b.py", "\n".join(lines) + "\n", tuple(sorted(marks, key=lambda mark: mark.line)))


@given(st.lists(_files(), min_size=1, max_size=3))
def test_what_is_drawn_is_parsed_as_it_was(files: list[File]) -> None:
    stripped = [file._replace(text=file.text.rstrip() + "\n") for file in files]
    page = parse(PAGE.replace("# shop/cart.py\n", drawn(tuple(stripped)) + "# shop/cart.py\n"))
    assert list(page.bad[1].files[:-1]) == stripped
