"""Edits change what they cover, and not one byte more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.diagnostic import Applicability, Diagnostic, Edit, Fix, Span
from relcheck.fix.edits import Unwritable, apply, choose


def edit(line: int, column: int, end_line: int, end_column: int, content: str, path: str = "a.py") -> Edit:
    return Edit(Span(path, line, column, end_line, end_column), content)


def found(*edits: Edit, applicability: Applicability = "safe") -> Diagnostic:
    return Diagnostic("REL999", "x", "x", edits[0].span, fix=Fix("x", edits, applicability))


def safe(applicability: Applicability) -> bool:
    return applicability == "safe"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_bom_stay(newline: str, bom: bytes) -> None:
    data = bom + newline.join(("é = 1", "x = 2", "y = 3")).encode()
    after = apply(data, "a.py", [edit(2, 5, 2, 6, "4\nz = 5")])
    assert after == bom + newline.join(("é = 1", "x = 4", "z = 5", "y = 3")).encode()


def test_a_file_is_written_in_the_encoding_that_it_declares() -> None:
    data = "# coding: latin-1\ns = 'é'\n".encode("latin-1")
    assert apply(data, "a.py", [edit(2, 5, 2, 8, "'ü'")]) == "# coding: latin-1\ns = 'ü'\n".encode("latin-1")
    with pytest.raises(Unwritable):
        apply(data, "a.py", [edit(2, 5, 2, 8, "'€'")])


def test_what_is_no_text_or_lies_outside_of_the_file_is_refused() -> None:
    with pytest.raises(Unwritable):
        apply(b"\xff", "a.py", [edit(1, 1, 1, 1, "")])
    with pytest.raises(Unwritable):
        apply(b"x\n", "a.py", [edit(1, 4, 1, 5, "")])
    with pytest.raises(Unwritable):
        apply(b"x\n", "a.py", [edit(9, 1, 9, 1, "")])


def test_a_last_line_without_an_end_can_be_taken_away() -> None:
    assert apply(b"a\nb", "Dockerfile", [edit(2, 1, 3, 1, "", "Dockerfile")]) == b"a\n"


def test_fixes_that_overlap_wait_and_shared_edits_are_made_once() -> None:
    shared = edit(1, 1, 1, 1, "import os\n")
    one, two = found(edit(3, 1, 3, 9, "a"), shared), found(edit(3, 5, 3, 12, "b"), shared)
    three = found(edit(5, 1, 5, 2, "c"), shared)
    chosen = choose((one, two, three), safe)
    assert chosen.fixed == (one, three)
    assert chosen.edits == {"a.py": (shared, edit(3, 1, 3, 9, "a"), edit(5, 1, 5, 2, "c"))}


def test_what_is_unsafe_is_applied_only_when_asked_for() -> None:
    risky = found(edit(1, 1, 1, 2, ""), applicability="unsafe")
    assert choose((risky,), safe).fixed == ()
    assert choose((risky,), lambda _: True).fixed == (risky,)
    assert choose((risky,), lambda _: True, lambda path: path != "a.py").fixed == ()


@given(st.text("ab é\n", max_size=30), st.data())
def test_every_character_outside_of_an_edit_stays(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    corners = [(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) for at in (start, end)]
    after = apply(text.encode(), "a.py", [edit(*corners[0], *corners[1], "<\n>")])
    assert after.decode() == text[:start] + "<\n>" + text[end:]
