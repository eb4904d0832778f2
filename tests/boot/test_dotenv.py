"""Three readers of env files, and where they differ; the third is python-dotenv itself."""

import io

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from relcheck.boot.dotenv import DIALECTS, Dialect, read
from relcheck.errors import ConfigError

# What each dialect makes of one line, as its documentation says; `None`: the variable is not there.
LINES: list[tuple[str, dict[Dialect, str | None]]] = [
    ("A=plain", {"docker": "plain", "compose": "plain", "dotenv": "plain"}),
    ("A=", {"docker": "", "compose": "", "dotenv": ""}),
    ('A="quoted"', {"docker": '"quoted"', "compose": "quoted", "dotenv": "quoted"}),
    ("A='quoted'", {"docker": "'quoted'", "compose": "quoted", "dotenv": "quoted"}),
    ("A=b # note", {"docker": "b # note", "compose": "b", "dotenv": "b"}),
    ("A=b#note", {"docker": "b#note", "compose": "b#note", "dotenv": "b#note"}),
    ('A="b # note"', {"docker": '"b # note"', "compose": "b # note", "dotenv": "b # note"}),
    ("A=b  ", {"docker": "b  ", "compose": "b", "dotenv": "b"}),
    ("A= b", {"docker": " b", "compose": "b", "dotenv": "b"}),
    ('A="x\\ny"', {"docker": '"x\\ny"', "compose": "x\ny", "dotenv": "x\ny"}),
    ("A='x\\ny'", {"docker": "'x\\ny'", "compose": "x\\ny", "dotenv": "x\\ny"}),
    ("A=$HOST", {"docker": "$HOST", "compose": "here", "dotenv": "$HOST"}),
    ("A=${HOST}", {"docker": "${HOST}", "compose": "here", "dotenv": "here"}),
    ("A='${HOST}'", {"docker": "'${HOST}'", "compose": "${HOST}", "dotenv": "here"}),
    ("A=${NONE:-other}", {"docker": "${NONE:-other}", "compose": "other", "dotenv": "other"}),
    ("A=${NONE-other}", {"docker": "${NONE-other}", "compose": "other", "dotenv": ""}),
    ("A=${HOST:+other}", {"docker": "${HOST:+other}", "compose": "other", "dotenv": "${HOST:+other}"}),
    ("A=${NONE}", {"docker": "${NONE}", "compose": "", "dotenv": ""}),
    ("A: b", {"compose": "b"}),
    ("HOST", {"docker": None, "compose": None, "dotenv": None}),
    ("export A=b", {"compose": "b", "dotenv": "b"}),
    ("  A=b", {"docker": "b", "compose": "b", "dotenv": "b"}),
    ("# A=b", {"docker": None, "compose": None, "dotenv": None}),
    ('A="b\nc"', {"compose": "b\nc", "dotenv": "b\nc"}),
    ("A=a=b", {"docker": "a=b", "compose": "a=b", "dotenv": "a=b"}),
]
CASES = [pytest.param(line, kind, value, id=f"{line}-{kind}") for line, row in LINES for kind, value in row.items()]


@pytest.fixture(autouse=True)
def host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "here")
    monkeypatch.delenv("NONE", raising=False)


@pytest.mark.parametrize(("line", "dialect", "value"), CASES)
def test_a_line_means_what_the_tool_says(line: str, dialect: Dialect, value: str | None) -> None:
    assert read(line + "\n", dialect, {"HOST": "here"}).get("A") == value


def test_a_bare_name_takes_the_process_s_value() -> None:
    """Docker and Compose document it; python-dotenv gives no value."""
    assert [read("HOST\n", dialect, {"HOST": "here"}).get("HOST") for dialect in DIALECTS] == ["here", "here", None]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("export A=b\n", "docker"),
        ("A b=c\n", "docker"),
        ("=c\n", "docker"),
        ("A b\n", "compose"),
        ("A='b\n", "compose"),
    ],
)
def test_a_line_that_the_tool_refuses_is_named_by_its_number_alone(text: str, dialect: Dialect) -> None:
    with pytest.raises(ConfigError, match=r"^f\.env:2: [^=]*(NAME=value[^=]*)?$"):
        read("# first\n" + text, dialect, {}, "f.env")


def test_the_dialect_dotenv_is_python_dotenv() -> None:
    text = "A=1\nB='2'\nexport C=\"${A}\"\nD\nE=x #y\n"
    assert read(text, "dotenv", {}) == {
        k: v for k, v in dotenv_values(stream=io.StringIO(text)).items() if v is not None
    }


WORDS = st.text(st.sampled_from("abcXYZ019 _-.:/@'\"#=${}\\\n\t"), max_size=20)


@given(st.lists(WORDS, max_size=6), st.sampled_from(DIALECTS))
def test_any_text_is_read_or_refused(lines: list[str], dialect: Dialect) -> None:
    try:
        found = read("\n".join(lines), dialect, {"HOST": "here"}, "f.env")
    except ConfigError:
        return
    assert all(isinstance(value, str) for value in found.values())


SIMPLE = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="'\"#$\\`"), min_size=1, max_size=12
)


@given(st.dictionaries(st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True), SIMPLE, max_size=5))
def test_plain_values_mean_the_same_everywhere(values: dict[str, str]) -> None:
    text = "".join(f"{name}={value}\n" for name, value in values.items())
    assert all(read(text, dialect, {}) == values for dialect in DIALECTS)
