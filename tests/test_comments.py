"""Comments and logical lines, compared with Python's own tokenizer."""

import io
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import relcheck
from relcheck.layout import layout
from relcheck.pylex import fields, literals

SOURCES = sorted(Path(relcheck.__file__).parent.rglob("*.py"))


def tokens(text: str) -> list[tokenize.TokenInfo]:
    """What Python's tokenizer says."""
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def statements(text: str) -> list[tuple[int, int]]:
    """First and last line of each logical line."""
    found, first = [], 0
    quiet = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    for token in tokens(text):
        if token.type == tokenize.NEWLINE:
            found.append((first, token.start[0]))
            first = 0
        elif token.type not in quiet:
            first = first or token.start[0]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_real_code_has_the_comments_and_statements_of_the_tokenizer(path: Path) -> None:
    text = path.read_text("utf-8")
    found = layout(text, "a.py")
    expected = [(t.start[0], t.start[1] + 1, t.string) for t in tokens(text) if t.type == tokenize.COMMENT]
    assert [(one.line, one.column, one.text) for one in found.comments] == expected
    assert [(first, last) for first, last, _ in found.statements] == statements(text)


BLANKS = ["x", " ", "# c", "\n", "\\\n", "(", ")", "[", "]", "=", "1"]
STRINGS = ["'a#'", '"b"', '"""\n#\n"""', "rb'\\''", "f'{x}#'", "f'''{y}\n'''", "rf'\\{{{x}'"]
PIECES = st.sampled_from([*BLANKS, *STRINGS])


@given(st.lists(PIECES, max_size=25).map("".join))
def test_made_up_code_that_the_tokenizer_takes_has_its_comments(text: str) -> None:
    try:
        expected = [(t.start[0], t.start[1] + 1, t.string) for t in tokens(text) if t.type == tokenize.COMMENT]
        compile(text, "a.py", "exec")
    except (tokenize.TokenError, IndentationError, SyntaxError):
        expected = None
    found = [(one.line, one.column, one.text) for one in layout(text, "a.py").comments]
    assert expected is None or found == expected


@given(st.text(max_size=200), st.sampled_from(["a.py", "Dockerfile", "a.yml", "a.json", "a.toml"]))
def test_no_text_is_too_odd(text: str, path: str) -> None:
    found = layout(text, path)
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for comment in found.comments:
        assert rows[comment.line - 1][comment.column - 1 :].startswith(comment.text)


@pytest.mark.parametrize(
    "text",
    [
        'x = f"{d["#"]}"  # c\n',
        "x = f'{d['a']:{w['#']}}'  # c\n",
        'x = f"{{#}} {a!r:>{b}} {"}"}"  # c\n',
        "x = f'''{\n  y  # inner\n}'''  # c\n",
        't"{x["#"]}"  # c\n',
    ],
)
def test_interpolated_strings_may_nest_their_own_quotes(text: str) -> None:
    assert layout(text, "a.py").comments[-1].text == "# c"


@given(st.text(alphabet="ab f\\\"'#{}:\n\\t", max_size=60))
def test_both_ways_through_python_source_find_the_same_comments(text: str) -> None:
    assert literals(text).comments == layout(text, "a.py").comments


def test_strings_that_do_not_end_are_told() -> None:
    assert literals('a = \'x\'\nb = """y"""\n').whole
    assert not literals("a = 'x\n").whole
    assert not literals("a = '''x\n").whole


def test_the_expressions_of_an_f_string_are_found() -> None:
    literal = "f'a {b} {{c}} {d[\"}\"]!r:>{w}} e'"
    assert [literal[start:end] for start, end in fields(literal)] == ["b", 'd["}"]!r:>{w}']
    assert fields("'{b}'") == []
